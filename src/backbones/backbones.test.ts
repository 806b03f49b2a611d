import { describe, expect, test } from 'vitest';
import type { Graph } from '../domain/graph.ts';
import { InputError } from '../domain/notice.ts';
import type { Tensor } from '../domain/tensors.ts';
import { sizeOf } from '../domain/tensors.ts';
import { hash } from '../util/hash.ts';
import { builder } from './build.ts';
import { ARCHITECTURES, graphOf } from './index.ts';
import { packHash } from './packHash.ts';
import { randomWeights } from './randomWeights.ts';
import { explicitPadding, shapes } from './shapes.ts';
import { checkTensors, tensorsOf } from './tensors.ts';

describe.each(Object.keys(ARCHITECTURES).flatMap((name) => (['keras', 'torch'] as const).map((variant) => [name, variant] as const)))(
  '%s, %s',
  (name, variant) => {
    const graph = graphOf(name, variant);

    test('is sound: shapes fit, taps and stages exist, at its own and at other sizes', () => {
      for (const [height, width] of [
        [128, 128],
        [224, 224],
        [97, 131],
      ] as const)
        expect(shapes(graph, height, width).size).toBe(graph.nodes.length);
      expect(graph.taps.length).toBeGreaterThan(0);
      expect(graph.stages.length).toBeGreaterThan(0);
    });
  },
);

test.each([
  ['starter-resnet', 'torch'],
  ['mobilenet_v2-0.35', 'keras'],
] as const)('random weights fit %s', (name, variant) => {
  const graph = graphOf(name, variant);
  expect(() => checkTensors(graph, randomWeights(graph, 5), 'x')).not.toThrow();
});

test('the starter has the maps and the number of parameters of its description', () => {
  const graph = graphOf('starter-resnet', 'torch');
  const at = shapes(graph, 128, 128);
  expect(graph.stages.map((s) => at.get(s.ends))).toEqual([
    [32, 32, 32],
    [16, 16, 64],
    [8, 8, 128],
    [4, 4, 256],
  ]);
  expect(at.get('features')).toEqual([448]);
  // One-channel training net: 1,226,336; the stem widened to three channels adds 2 * 25 * 32; torch does not count means and variances as parameters.
  const trained = [...tensorsOf(graph)].filter(([name]) => !/mean|variance/.test(name));
  expect(trained.reduce((n, [, shape]) => n + sizeOf(shape), 0)).toBe(1_226_336 + 2 * 25 * 32);
});

test('same padding is TensorFlow’s: ceil(extent / stride) outputs, the odd row below and to the right', () => {
  expect(explicitPadding('same', [3, 3], [2, 2], 8, 9)).toEqual({ top: 0, bottom: 1, left: 1, right: 1 });
  expect(explicitPadding('same', [1, 1], [2, 2], 9, 9)).toEqual({ top: 0, bottom: 0, left: 0, right: 0 });
  expect(explicitPadding('same', [2, 1], [5, 2], 11, 9)).toEqual({ top: 0, bottom: 1, left: 0, right: 0 });
});

test('a graph that does not fit together is a fault that names the node', () => {
  const broken = (make: (b: ReturnType<typeof builder>) => void, taps: Graph['taps'] = []) => {
    const b = builder(3);
    make(b);
    return () => shapes(b.graph('g', [], taps), 8, 8);
  };
  expect(broken((b) => b.add('a', { kind: 'relu' }, 'nobody'))).toThrow(/node a.*nobody/);
  expect(broken((b) => b.add('a', { kind: 'add', scale: 1 }, 'input', b.conv('c', 'input', 4, 3, 1, 1)))).toThrow(
    /node a.*8x8x3 and 8x8x4/,
  );
  expect(broken((b) => b.add('a', { kind: 'globalpool' }, b.add('p', { kind: 'globalpool' }, 'input')))).toThrow(/node a.*vector/);
  expect(broken((b) => b.conv('c', 'input', 4, 11, 1, 1))).toThrow(/too small/);
  expect(broken((b) => [b.add('a', { kind: 'relu' }, 'input'), b.add('a', { kind: 'relu' }, 'input')])).toThrow(/two nodes/);
  expect(broken((b) => b.add('a', { kind: 'globalpool' }, 'input'), [{ name: 't', node: 'a', length: 4 }])).toThrow(
    /tap t has 3 values, not 4/,
  );
});

test('MobileNetV2 of any width goes by its id', () => {
  for (const [id, stem, features] of [
    ['mobilenet_v2', 32, 1280],
    ['mobilenet_v2-0.35', 16, 1280],
    ['mobilenet_v2-0.1', 8, 1280],
    ['mobilenet_v2-1.4', 48, 1792],
  ] as const) {
    const graph = graphOf(id, 'keras');
    expect(graph.name).toBe(id);
    expect(tensorsOf(graph).get('features.0.0.kernel')).toEqual([3, 3, 3, stem]);
    expect(graph.taps[0]).toEqual({ name: 'head', node: 'features.18.2', length: features });
  }
  expect(() => graphOf('mobilenet_v2-0', 'torch')).toThrow(InputError);
  expect(() => graphOf('mobilenet_v2-x', 'torch')).toThrow(InputError);
});

test('an epsilon that is not the variant’s own reaches every BatchNorm', () => {
  for (const name of Object.keys(ARCHITECTURES)) {
    const epsilons = (graph: Graph) => new Set(graph.nodes.flatMap(({ op }) => (op.kind === 'batchnorm' ? [op.epsilon] : [])));
    expect(epsilons(graphOf(name, 'keras', { bnEpsilon: 0.5 })), name).toEqual(new Set([0.5]));
    expect(epsilons(graphOf(name, 'torch')).size, name).toBe(1);
  }
});

test('taps: the last stage first, then the others from the input on', () => {
  const taps = (name: string) => graphOf(name, 'torch').taps.map((t) => [t.name, t.length]);
  expect(taps('resnet50')).toEqual([
    ['stage4', 2048],
    ['stem', 64],
    ['stage1', 256],
    ['stage2', 512],
    ['stage3', 1024],
  ]);
  expect(taps('densenet121').map(([, n]) => n)).toEqual([1024, 64, 128, 256, 512]);
  expect(taps('inception_v3').map(([, n]) => n)).toEqual([2048, 192, 288, 768]);
  expect(taps('inception_resnet_v2').map(([, n]) => n)).toEqual([1536, 192, 320, 1088, 2080]);
});

test('an unknown architecture is refused with the known ones', () => {
  expect(() => graphOf('vgg', 'torch')).toThrow(InputError);
  expect(() => graphOf('toString', 'torch')).toThrow(/starter-resnet/);
});

test('one error lists everything that is wrong with a set of weights', () => {
  const graph = graphOf('starter-resnet', 'torch');
  const weights = new Map<string, Tensor>(randomWeights(graph, 1));
  weights.delete('stem.conv.kernel');
  weights.delete('stage4.bn2.mean');
  weights.set('fc.weight', { shape: [2], data: new Float32Array(2) });
  weights.set('stage1.bn1.beta', { shape: [64], data: new Float32Array(64) });
  weights.set('stage1.bn1.gamma', { shape: [32], data: new Float32Array(32).fill(Number.NaN) });
  weights.set('stage1.bn1.variance', { shape: [32], data: new Float32Array(32).fill(-1) });
  expect(() => checkTensors(graph, weights, 'file.safetensors')).toThrow(InputError);
  for (const part of [
    'file.safetensors',
    'stem.conv.kernel',
    'stage4.bn2.mean',
    'fc.weight',
    'stage1.bn1.beta is 64, not 32',
    'stage1.bn1.gamma',
    'negative variance',
  ]) {
    expect(() => checkTensors(graph, weights, 'file.safetensors')).toThrow(part);
  }
});

test('random weights: the deviation of Kaiming’s fan-out rule, identity in BatchNorm, one stream a tensor', () => {
  const graph = graphOf('starter-resnet', 'torch');
  const weights = randomWeights(graph, 1);
  for (const [name, { shape, data }] of weights) {
    if (name.endsWith('.kernel')) {
      const variance = data.reduce((s, v) => s + v * v, 0) / data.length;
      // Three standard errors of a variance estimated from n normal draws: 3 * sqrt(2 / n).
      expect(Math.abs((variance * (shape[0]! * shape[1]! * shape[3]!)) / 2 - 1), name).toBeLessThan(3 * Math.sqrt(2 / data.length));
    } else expect(new Set(data), name).toEqual(new Set([/gamma|variance/.test(name) ? 1 : 0]));
  }
  const digest = (w: typeof weights) => [...w].map(([name, { data }]) => [name, hash(new Uint8Array(data.buffer))]);
  expect(digest(randomWeights(graph, 1))).toEqual(digest(weights));
  expect(Object.fromEntries(digest(randomWeights(graph, 2)))['stem.conv.kernel']).not.toBe(
    Object.fromEntries(digest(weights))['stem.conv.kernel'],
  );
  const depthwise = builder(64);
  depthwise.add('dw', { kind: 'depthwise', size: [3, 3], stride: [1, 1], padding: 'same' }, 'input');
  const { data } = randomWeights(depthwise.graph('g', [], []), 1).get('dw.kernel')!;
  expect(Math.abs((data.reduce((s, v) => s + v * v, 0) / data.length) * 4.5 - 1)).toBeLessThan(3 * Math.sqrt(2 / data.length));
});

test('a pack’s identity: its file, the list of its files, or what its random weights are drawn from', () => {
  const pack = { architecture: 'starter-resnet', variant: 'torch', id: 'p', weights: [], seed: 1, name: 'a' } as never as Parameters<
    typeof packHash
  >[0];
  const file = (hash: string) => ({ path: 'w', bytes: 1, hash }) as (typeof pack)['weights'][number];
  expect(packHash({ ...pack, weights: [file('abc')] })).toBe('abc');
  const two = packHash({ ...pack, weights: [file('abc'), file('def')] });
  expect(packHash({ ...pack, weights: [file('def'), file('abc')] })).not.toBe(two);
  expect(packHash({ ...pack, name: 'b' })).toBe(packHash(pack));
  expect(packHash({ ...pack, seed: 2 })).not.toBe(packHash(pack));
  const dense = { ...pack, architecture: 'densenet121', weights: [file('abc')] };
  const all = [
    dense,
    { ...dense, variant: 'keras' as const },
    { ...dense, bnEpsilon: 1e-3 },
    { ...pack, weights: [file('abc')], bnEpsilon: 1e-3 },
  ];
  expect(new Set(['abc', ...all.map(packHash)]).size).toBe(5);
  const { seed: _, ...seedless } = pack;
  expect(() => packHash(seedless)).toThrow(InputError);
});
