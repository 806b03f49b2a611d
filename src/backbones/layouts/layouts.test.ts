import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { sizeOf } from '../../domain/tensors.ts';
import { ARCHITECTURES, graphOf } from '../index.ts';
import { tensorsOf } from '../tensors.ts';
import { frameworkShape, kerasDepthOrder, layoutOf, layoutsOf, toGraph } from './index.ts';

type Layers = readonly (readonly [kind: string, name: string, weights: readonly (readonly [leaf: string, shape: readonly number[]])[]])[];
const { about: _, ...lists } = JSON.parse(readFileSync(new URL('../fixtures/keras-layers.json', import.meta.url), 'utf8')) as Record<
  string,
  unknown
>;
const LEAVES: Record<string, string> = { moving_mean: 'mean', moving_variance: 'variance' };

test.each(Object.entries(lists) as [string, Layers][])('%s in the order of Keras: layers, leaves, shapes', (architecture, layers) => {
  const shapes = tensorsOf(graphOf(architecture, 'keras'));
  const ours = kerasDepthOrder(architecture, architecture === 'densenet121' ? 'keras-2' : 'keras');
  expect(ours.map((l) => [l.kind, l.layer, l.tensors.map((t) => [t, shapes.get(t)])])).toEqual(
    layers.map(([kind, name, weights], i) => [
      kind,
      name,
      weights.map(([leaf, shape]) => [`${ours[i]!.node}.${LEAVES[leaf] ?? leaf}`, shape]),
    ]),
  );
});

test('InceptionV3’s first convolutions, by number, come in the published order', () => {
  const numbers = kerasDepthOrder('inception_v3')
    .filter((l) => l.kind === 'Conv2D')
    .map((l) => Number(l.layer.split('_')[1] ?? 0));
  expect(numbers.slice(0, 12)).toEqual([0, 1, 2, 3, 4, 8, 6, 9, 5, 7, 10, 11]);
  expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 94 }, (_, i) => i));
});

test('the old ResNet50 lists the main path before the shortcut, the new one after it', () => {
  const order = (lib: 'keras' | 'keras-old') => kerasDepthOrder('resnet50', lib).map((l) => l.layer);
  const old = order('keras-old');
  expect(old.slice(0, 10)).toEqual([
    ...['conv1', 'bn_conv1', 'res2a_branch2a', 'bn2a_branch2a', 'res2a_branch2b', 'bn2a_branch2b'],
    ...['res2a_branch2c', 'res2a_branch1', 'bn2a_branch2c', 'bn2a_branch1'],
  ]);
  const fresh = order('keras');
  expect(fresh.indexOf('conv2_block1_0_conv')).toBe(fresh.indexOf('conv2_block1_3_conv') - 1);
});

test('known names of the frameworks', () => {
  const name = (architecture: string, lib: Parameters<typeof layoutOf>[1], tensor: string) =>
    layoutOf(architecture, lib).find((b) => b.graphTensor === tensor)?.name;
  expect(name('resnet50', 'keras', 'layer1.0.downsample.0.bias')).toBe('conv2_block1_0_conv/bias');
  expect(name('resnet50', 'keras-old', 'layer3.5.bn3.mean')).toBe('bn4f_branch2c/moving_mean');
  expect(name('resnet50', 'keras-old', 'layer2.0.downsample.1.beta')).toBe('bn3a_branch1/beta');
  expect(name('resnet50', 'torchvision', 'layer4.2.bn3.variance')).toBe('layer4.2.bn3.running_var');
  expect(name('resnet50', 'radimagenet-torch', 'layer4.2.conv3.kernel')).toBe('backbone.7.2.conv3.weight');
  expect(name('densenet121', 'keras', 'features.conv0.kernel')).toBe('conv1_conv/kernel');
  expect(name('densenet121', 'keras-2', 'features.norm0.gamma')).toBe('conv1/bn/gamma');
  expect(name('densenet121', 'keras', 'features.transition3.norm.gamma')).toBe('pool4_bn/gamma');
  expect(name('densenet121', 'torchvision-old', 'features.denseblock4.denselayer16.norm2.mean')).toBe(
    'features.denseblock4.denselayer16.norm.2.running_mean',
  );
  expect(name('densenet121', 'radimagenet-torch', 'features.norm5.beta')).toBe('backbone.0.norm5.bias');
  expect(name('inception_v3', 'radimagenet-torch', 'Mixed_7c.branch_pool.bn.beta')).toBe('backbone.17.branch_pool.bn.bias');
  expect(name('inception_v3', 'keras', 'Mixed_7c.branch_pool.conv.kernel')).toBe('conv2d_93/kernel');
  expect(name('inception_resnet_v2', 'keras', 'repeat_1.19.conv2d.bias')).toBe('block17_20_conv/bias');
  expect(name('inception_resnet_v2', 'keras', 'block8.branch1.2.bn.beta')).toBe('batch_normalization_202/beta');
  expect(name('mobilenet_v2-0.35', 'keras', 'features.1.conv.0.0.kernel')).toBe('expanded_conv_depthwise/kernel');
  expect(name('mobilenet_v2-0.35', 'keras', 'features.17.conv.3.gamma')).toBe('block_16_project_BN/gamma');
  expect(name('mobilenet_v2', 'timm', 'features.1.conv.1.kernel')).toBe('blocks.0.0.conv_pw.weight');
  expect(name('mobilenet_v2', 'timm', 'features.17.conv.2.kernel')).toBe('blocks.6.0.conv_pwl.weight');
});

test('numbers of tensors and parameters are the published ones', () => {
  const count = (architecture: string, lib: Parameters<typeof layoutOf>[1]) => {
    const shapes = tensorsOf(graphOf(architecture, lib === 'keras' ? 'keras' : 'torch'));
    const bound = layoutOf(architecture, lib);
    const moving = (t: string) => /\.(mean|variance)$/.test(t);
    const total = (of: (t: string) => boolean) => [...shapes].reduce((n, [t, s]) => n + (of(t) ? sizeOf(s) : 0), 0);
    return [bound.length, total((t) => !moving(t)), total(moving)];
  };
  // As the frameworks count them: Keras has moving statistics among its parameters, torch has not.
  expect(count('resnet50', 'keras')).toEqual([318, 23_534_592, 53_120]);
  expect(count('resnet50', 'torchvision')).toEqual([53 + 53 * 4, 23_508_032, 53_120]);
  expect(count('densenet121', 'keras')).toEqual([604, 6_953_856, 83_648]);
  expect(count('densenet121', 'torchvision')).toEqual([725 - 121, 6_953_856, 83_648]);
  expect(count('inception_v3', 'keras')).toEqual([376, 21_768_352, 34_432]);
  expect(count('inception_v3', 'torchvision')).toEqual([564 - 94, 21_785_568, 34_432]);
  expect(count('inception_resnet_v2', 'keras')).toEqual([896, 54_276_192, 60_544]);
  expect(count('inception_resnet_v2', 'timm')).toEqual([1304 - 204, 54_306_464, 60_544]);
  expect(count('mobilenet_v2', 'torchvision').slice(1)).toEqual([2_223_872, 34_112]);
});

describe.each(Object.keys(ARCHITECTURES).flatMap((a) => layoutsOf(a).map((l) => [a, l.lib] as const)))('%s in %s', (architecture, lib) => {
  test('names every tensor once, and no two alike', () => {
    const { variant } = layoutsOf(architecture).find((l) => l.lib === lib)!;
    const bound = layoutOf(architecture, lib);
    expect(bound.map((b) => b.graphTensor)).toEqual([...tensorsOf(graphOf(architecture, variant)).keys()]);
    expect(new Set(bound.map((b) => b.name)).size).toBe(bound.length);
    expect(bound.filter((b) => /undefined|NaN|-1/.test(b.name))).toEqual([]);
  });
});

test('arrays are turned and shapes with them', () => {
  const shape = [2, 3, 1, 2];
  const data = Float32Array.from({ length: 12 }, (_, i) => i);
  const turned = toGraph(shape, data.slice(), 'OIHW->HWIO');
  expect(turned.shape).toEqual([1, 2, 3, 2]);
  // Element (o, i, y, x) = 6o + 2i + x stands at ((y * 2 + x) * 3 + i) * 2 + o.
  expect([...turned.data]).toEqual([0, 6, 2, 8, 4, 10, 1, 7, 3, 9, 5, 11]);
  expect(frameworkShape(turned.shape, 'OIHW->HWIO')).toEqual(shape);
  const depthwise = toGraph([3, 1, 2, 2], data.slice(), 'C1HW->HWC1');
  expect(depthwise.shape).toEqual([2, 2, 3, 1]);
  expect([...depthwise.data]).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  expect(frameworkShape(depthwise.shape, 'C1HW->HWC1')).toEqual([3, 1, 2, 2]);
});

test('a library that lacks the network is refused with those that have it', () => {
  expect(() => layoutOf('inception_resnet_v2', 'torchvision')).toThrow(/keras, timm/);
  expect(layoutsOf('starter-resnet')).toEqual([]);
});
