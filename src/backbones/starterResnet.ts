import type { Graph } from '../domain/graph.ts';
import { around, builder, type Differences, type Variant } from './build.ts';

const WIDTHS = [32, 64, 128, 256];
const EPSILON = 1e-5;

/**
 * The small residual network of the starter packs: stem 5x5/2, max pool 3x3/2, four stages of one basic block (He et al. 2016, figure 5 left).
 * Tap `stages2-4`: pooled stages 2, 3 and 4 side by side, 64 + 128 + 256 = 448 numbers. 1,227,936 weights in its convolutions and BatchNorms.
 * Strided convolutions and the pool pad alike on both sides, as torch does. Made for 128 x 128 inputs.
 */
export function starterResnet(_variant?: Variant, { bnEpsilon = EPSILON }: Differences = {}): Graph {
  const b = builder(3);
  const bn = (name: string, input: string) => b.add(name, { kind: 'batchnorm', epsilon: bnEpsilon, scale: true }, input);
  const relu = (name: string, input: string) => b.add(name, { kind: 'relu' }, input);

  let x = relu('stem.relu', bn('stem.bn', b.conv('stem.conv', 'input', 32, 5, 2, 2)));
  x = b.add('stem.pool', { kind: 'maxpool', size: [3, 3], stride: [2, 2], padding: around(1) }, x);
  WIDTHS.forEach((width, i) => {
    const stage = `stage${i + 1}`;
    const stride = i === 0 ? 1 : 2;
    let shortcut = x;
    if (stride !== 1) shortcut = bn(`${stage}.shortcut.bn`, b.conv(`${stage}.shortcut.conv`, x, width, 1, stride, 0));
    x = relu(`${stage}.relu1`, bn(`${stage}.bn1`, b.conv(`${stage}.conv1`, x, width, 3, stride, 1)));
    x = bn(`${stage}.bn2`, b.conv(`${stage}.conv2`, x, width, 3, 1, 1));
    x = relu(`${stage}.relu2`, b.add(`${stage}.add`, { kind: 'add', scale: 1 }, x, shortcut));
  });
  const pooled = [2, 3, 4].map((n) => b.add(`stage${n}.pool`, { kind: 'globalpool' }, `stage${n}.relu2`));
  b.add('features', { kind: 'concat' }, ...pooled);
  const stages = WIDTHS.map((_, i) => ({ name: `stage${i + 1}`, ends: `stage${i + 1}.relu2` }));
  return b.graph('starter-resnet', stages, [{ name: 'stages2-4', node: 'features', length: 448 }]);
}
