import type { Graph } from '../domain/graph.ts';
import { around, builder, type Differences, type Variant } from './build.ts';
import { withStages } from './stagesAndTaps.ts';

const BLOCKS = [6, 12, 24, 16];
const GROWTH = 32;

/**
 * DenseNet121 (Huang et al. 2017), nodes named as in torchvision. `keras` has epsilon 1.001e-5, `torch` 1e-5; nothing else differs.
 * Joined maps have the older features first. The last BatchNorm and its ReLU belong to the features (torchvision's ReLU is in `forward`, not in `features`).
 */
export function densenet121(variant: Variant, { bnEpsilon }: Differences = {}): Graph {
  const epsilon = bnEpsilon ?? (variant === 'keras' ? 1.001e-5 : 1e-5);
  const b = builder(3);
  const norm = (name: string, input: string) => b.add(name, { kind: 'batchnorm', epsilon, scale: true }, input);
  const relu = (name: string, input: string) => b.add(name, { kind: 'relu' }, input);

  let x = relu('features.relu0', norm('features.norm0', b.conv('features.conv0', 'input', 64, 7, 2, 3)));
  x = b.add('features.pool0', { kind: 'maxpool', size: [3, 3], stride: [2, 2], padding: around(1) }, x);
  const stages: [string, string][] = [['stem', x]];
  let channels = 64;
  BLOCKS.forEach((layers, i) => {
    for (let n = 1; n <= layers; n++) {
      const layer = `features.denseblock${i + 1}.denselayer${n}`;
      let fresh = b.conv(`${layer}.conv1`, relu(`${layer}.relu1`, norm(`${layer}.norm1`, x)), 4 * GROWTH, 1, 1, 0);
      fresh = b.conv(`${layer}.conv2`, relu(`${layer}.relu2`, norm(`${layer}.norm2`, fresh)), GROWTH, 3, 1, 1);
      x = b.add(`${layer}.concat`, { kind: 'concat' }, x, fresh);
    }
    channels += layers * GROWTH;
    if (i < BLOCKS.length - 1) {
      const transition = `features.transition${i + 1}`;
      channels /= 2;
      x = b.conv(`${transition}.conv`, relu(`${transition}.relu`, norm(`${transition}.norm`, x)), channels, 1, 1, 0);
      x = b.add(`${transition}.pool`, { kind: 'avgpool', size: [2, 2], stride: [2, 2], padding: 'valid', countPadding: false }, x);
    } else {
      x = relu('relu', norm('features.norm5', x));
    }
    stages.push([`stage${i + 1}`, x]);
  });
  return withStages(b, 'densenet121', stages);
}
