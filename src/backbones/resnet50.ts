import type { Graph } from '../domain/graph.ts';
import { around, builder, type Differences, type Variant } from './build.ts';
import { withStages } from './stagesAndTaps.ts';

const BLOCKS = [3, 4, 6, 3];

/**
 * ResNet50 (He et al. 2016), nodes named as in torchvision. The frameworks differ:
 * `keras` is v1, with the stride of layers 2 to 4 on the first 1x1 convolution, a bias in every convolution, epsilon 1.001e-5 (before 2018: 1e-3);
 * `torch` (torchvision, timm) is v1.5, with that stride on the 3x3 convolution, no bias, epsilon 1e-5.
 * Both pad the strided stem alike on all sides; the pool's input is never negative, so padding it with zeros or minus infinity is the same.
 */
export function resnet50(variant: Variant, { bnEpsilon }: Differences = {}): Graph {
  const keras = variant === 'keras';
  const epsilon = bnEpsilon ?? (keras ? 1.001e-5 : 1e-5);
  const b = builder(3);
  const conv = (name: string, input: string, filters: number, size: number, stride: number) =>
    b.add(
      name,
      {
        kind: 'conv',
        filters,
        size: [size, size],
        stride: [stride, stride],
        padding: around((size - 1) / 2),
        bias: keras,
      },
      input,
    );
  const bn = (name: string, input: string) => b.add(name, { kind: 'batchnorm', epsilon, scale: true }, input);
  const relu = (name: string, input: string) => b.add(name, { kind: 'relu' }, input);

  let x = relu('relu', bn('bn1', conv('conv1', 'input', 64, 7, 2)));
  x = b.add('maxpool', { kind: 'maxpool', size: [3, 3], stride: [2, 2], padding: around(1) }, x);
  BLOCKS.forEach((blocks, i) => {
    const width = 64 * 2 ** i;
    for (let n = 0; n < blocks; n++) {
      const block = `layer${i + 1}.${n}`;
      const stride = n === 0 && i > 0 ? 2 : 1;
      let shortcut = x;
      if (n === 0) shortcut = bn(`${block}.downsample.1`, conv(`${block}.downsample.0`, x, 4 * width, 1, stride));
      x = relu(`${block}.relu1`, bn(`${block}.bn1`, conv(`${block}.conv1`, x, width, 1, keras ? stride : 1)));
      x = relu(`${block}.relu2`, bn(`${block}.bn2`, conv(`${block}.conv2`, x, width, 3, keras ? 1 : stride)));
      x = bn(`${block}.bn3`, conv(`${block}.conv3`, x, 4 * width, 1, 1));
      x = relu(`${block}.relu3`, b.add(`${block}.add`, { kind: 'add', scale: 1 }, shortcut, x));
    }
  });
  return withStages(b, 'resnet50', [
    ['stem', 'maxpool'],
    ...BLOCKS.map((blocks, i) => [`stage${i + 1}`, `layer${i + 1}.${blocks - 1}.relu3`] as const),
  ]);
}
