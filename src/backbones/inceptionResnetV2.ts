import type { Graph } from '../domain/graph.ts';
import type { Differences, Variant } from './build.ts';
import { type InceptionBuilder, inceptionBuilder } from './inceptionUnits.ts';
import { withStages } from './stagesAndTaps.ts';

/**
 * InceptionResNetV2 (Szegedy et al. 2017), nodes named as in timm and in the order in which Keras makes its layers. `keras` has no gamma, `torch` (timm) has;
 * nothing else differs: epsilon 1e-3, and the one padded average pool (mixed_5b) leaves its padding out of the mean in both.
 * Residual blocks add 0.17, 0.10 and 0.20 times a 1x1 convolution with bias; the last one adds it whole and has no ReLU.
 */
export function inceptionResnetV2(variant: Variant, { bnEpsilon }: Differences = {}): Graph {
  const b = inceptionBuilder(bnEpsilon ?? 1e-3, variant === 'torch', false);
  let x = b.chain('input', ['conv2d_1a', 32, 3, 'stride 2'], ['conv2d_2a', 32, 3, 'valid'], ['conv2d_2b', 64, 3]);
  x = b.chain(b.shrink('maxpool_3a', x), ['conv2d_3b', 80, 1], ['conv2d_4a', 192, 3, 'valid']);
  x = mixed5b(b, 'mixed_5b', b.shrink('maxpool_5a', x));
  for (let i = 0; i < 10; i++) x = block35(b, `repeat.${i}`, x);
  x = mixed6a(b, 'mixed_6a', x);
  for (let i = 0; i < 20; i++) x = block17(b, `repeat_1.${i}`, x);
  x = mixed7a(b, 'mixed_7a', x);
  for (let i = 0; i < 9; i++) x = block8(b, `repeat_2.${i}`, x, 0.2, true);
  x = block8(b, 'block8', x, 1, false);
  b.unit(x, ['conv2d_7b', 1536, 1]);
  return withStages(b, 'inception_resnet_v2', [
    ['stem', 'maxpool_5a'],
    ['block35', 'repeat.9.relu'],
    ['block17', 'repeat_1.19.relu'],
    ['block8', 'block8.add'],
    ['conv7b', 'conv2d_7b.relu'],
  ]);
}

/** x + scale * (1x1 convolution, with bias, of the joined branches), then ReLU where there is one. */
function residual(b: InceptionBuilder, m: string, x: string, channels: number, scale: number, relu: boolean, branches: string[]): string {
  const joined = b.concat(`${m}.concat`, ...branches);
  const up = b.add(`${m}.conv2d`, { kind: 'conv', filters: channels, size: [1, 1], stride: [1, 1], padding: 'valid', bias: true }, joined);
  const sum = b.add(`${m}.add`, { kind: 'add', scale }, x, up);
  return relu ? b.add(`${m}.relu`, { kind: 'relu' }, sum) : sum;
}

const block35 = (b: InceptionBuilder, m: string, x: string) =>
  residual(b, m, x, 320, 0.17, true, [
    b.unit(x, [`${m}.branch0`, 32, 1]),
    b.chain(x, [`${m}.branch1.0`, 32, 1], [`${m}.branch1.1`, 32, 3]),
    b.chain(x, [`${m}.branch2.0`, 32, 1], [`${m}.branch2.1`, 48, 3], [`${m}.branch2.2`, 64, 3]),
  ]);

const block17 = (b: InceptionBuilder, m: string, x: string) =>
  residual(b, m, x, 1088, 0.1, true, [
    b.unit(x, [`${m}.branch0`, 192, 1]),
    b.chain(x, [`${m}.branch1.0`, 128, 1], [`${m}.branch1.1`, 160, [1, 7]], [`${m}.branch1.2`, 192, [7, 1]]),
  ]);

const block8 = (b: InceptionBuilder, m: string, x: string, scale: number, relu: boolean) =>
  residual(b, m, x, 2080, scale, relu, [
    b.unit(x, [`${m}.branch0`, 192, 1]),
    b.chain(x, [`${m}.branch1.0`, 192, 1], [`${m}.branch1.1`, 224, [1, 3]], [`${m}.branch1.2`, 256, [3, 1]]),
  ]);

const mixed5b = (b: InceptionBuilder, m: string, x: string) =>
  b.concat(
    m,
    b.unit(x, [`${m}.branch0`, 96, 1]),
    b.chain(x, [`${m}.branch1.0`, 48, 1], [`${m}.branch1.1`, 64, 5]),
    b.chain(x, [`${m}.branch2.0`, 64, 1], [`${m}.branch2.1`, 96, 3], [`${m}.branch2.2`, 96, 3]),
    b.unit(b.smooth(`${m}.branch3.0`, x), [`${m}.branch3.1`, 64, 1]),
  );

const mixed6a = (b: InceptionBuilder, m: string, x: string) =>
  b.concat(
    m,
    b.unit(x, [`${m}.branch0`, 384, 3, 'stride 2']),
    b.chain(x, [`${m}.branch1.0`, 256, 1], [`${m}.branch1.1`, 256, 3], [`${m}.branch1.2`, 384, 3, 'stride 2']),
    b.shrink(`${m}.branch2`, x),
  );

const mixed7a = (b: InceptionBuilder, m: string, x: string) =>
  b.concat(
    m,
    b.chain(x, [`${m}.branch0.0`, 256, 1], [`${m}.branch0.1`, 384, 3, 'stride 2']),
    b.chain(x, [`${m}.branch1.0`, 256, 1], [`${m}.branch1.1`, 288, 3, 'stride 2']),
    b.chain(x, [`${m}.branch2.0`, 256, 1], [`${m}.branch2.1`, 288, 3], [`${m}.branch2.2`, 320, 3, 'stride 2']),
    b.shrink(`${m}.branch3`, x),
  );
