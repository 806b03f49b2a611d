import type { Graph } from '../domain/graph.ts';
import { around, builder, type Differences, type Variant } from './build.ts';
import { withStages } from './stagesAndTaps.ts';

/** Expansion, channels at width 1, number of blocks, stride of the first (Sandler et al. 2018, table 2). */
const GROUPS = [
  [1, 16, 1, 1],
  [6, 24, 2, 2],
  [6, 32, 3, 2],
  [6, 64, 4, 2],
  [6, 96, 3, 1],
  [6, 160, 3, 2],
  [6, 320, 1, 1],
] as const;
const STAGES = { 1: 'stage1', 3: 'stage2', 6: 'stage3', 13: 'stage4', 17: 'stage5' } as Readonly<Record<number, string>>;

/**
 * MobileNetV2 of any width, nodes named as in torchvision. `alpha` multiplies the channels, rounded to eights; the 1,280 features grow only beyond width 1.
 * `keras`: strided windows padded as TensorFlow's `same` (for an even extent only below and to the right), epsilon 1e-3, widths cut to whole channels
 * before rounding; `torch` (torchvision, timm): padded alike on all sides, epsilon 1e-5.
 * A block adds its input wherever stride is 1 and the channels happen to agree, which at small widths is more often than at width 1.
 */
export function mobilenetV2(variant: Variant, { alpha = 1, bnEpsilon }: Differences & { alpha?: number } = {}): Graph {
  const keras = variant === 'keras';
  const epsilon = bnEpsilon ?? (keras ? 1e-3 : 1e-5);
  const b = builder(3);
  const bn = (name: string, input: string) => b.add(name, { kind: 'batchnorm', epsilon, scale: true }, input);
  const relu = (name: string, input: string) => b.add(name, { kind: 'relu6' }, input);
  const padding = keras ? 'same' : around(1);
  const conv = (name: string, input: string, filters: number) => b.conv(name, input, filters, 1, 1, 0);

  let channels = eights(32 * alpha);
  let x = b.add('features.0.0', { kind: 'conv', filters: channels, size: [3, 3], stride: [2, 2], padding, bias: false }, 'input');
  x = relu('features.0.2', bn('features.0.1', x));
  const stages: [string, string][] = [];
  let index = 0;
  for (const [expansion, width, blocks, firstStride] of GROUPS) {
    const filters = eights(keras ? Math.trunc(width * alpha) : width * alpha);
    for (let n = 0; n < blocks; n++) {
      const block = `features.${++index}`;
      const stride = n === 0 ? firstStride : 1;
      const input = x;
      // Without an expansion the depthwise unit is the first of the block.
      let place = 0;
      if (expansion > 1) {
        x = relu(`${block}.conv.0.2`, bn(`${block}.conv.0.1`, conv(`${block}.conv.0.0`, x, expansion * channels)));
        place = 1;
      }
      const depthwise = `${block}.conv.${place}`;
      x = b.add(`${depthwise}.0`, { kind: 'depthwise', size: [3, 3], stride: [stride, stride], padding }, x);
      x = relu(`${depthwise}.2`, bn(`${depthwise}.1`, x));
      x = bn(`${block}.conv.${place + 2}`, conv(`${block}.conv.${place + 1}`, x, filters));
      if (stride === 1 && channels === filters) x = b.add(`${block}.add`, { kind: 'add', scale: 1 }, input, x);
      channels = filters;
      const stage = STAGES[index];
      if (stage) stages.push([stage, x]);
    }
  }
  x = relu('features.18.2', bn('features.18.1', conv('features.18.0', x, alpha > 1 ? eights(1280 * alpha) : 1280)));
  return withStages(b, mobilenetId(alpha), [...stages, ['head', x]]);
}

/** The architecture's id for a width: `mobilenet_v2` for 1, else `mobilenet_v2-0.35`. */
export const mobilenetId = (alpha: number): string => (alpha === 1 ? 'mobilenet_v2' : `mobilenet_v2-${alpha}`);

/** Rounded to a multiple of eight, at least eight, and never below nine tenths of the value. */
function eights(value: number): number {
  const rounded = Math.max(8, Math.floor((value + 4) / 8) * 8);
  return rounded < 0.9 * value ? rounded + 8 : rounded;
}
