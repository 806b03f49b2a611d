import { InferenceSession, Tensor } from 'onnxruntime-web';
import { beforeAll, describe, expect, test } from 'vitest';
import { builder } from '../../src/backbones/build.ts';
import { filledInput, filledWeights } from '../../src/backbones/fill.ts';
import { graphOf } from '../../src/backbones/index.ts';
import { randomWeights } from '../../src/backbones/randomWeights.ts';
import type { Graph } from '../../src/domain/graph.ts';
import type { Tensors } from '../../src/domain/tensors.ts';
import { wasm } from '../../src/engine/backends/wasm.ts';
import { compile } from '../../src/engine/compile.ts';
import { load, tensorCount } from '../../src/engine/executor.ts';
import { relativeError } from '../../src/util/relativeError.ts';
import { channelsFirst } from './channelsFirst.ts';
import { toOnnx } from './onnx.ts';
import { delimited, float, integer, message } from './protobuf.ts';
import { loadUnfused } from './unfused.ts';

beforeAll(() => wasm.start({}));

test('protobuf: the examples of its encoding guide', () => {
  // protobuf.dev/programming-guides/encoding: field 1 = 150; field 2 = "testing"; a message of the first in field 3.
  expect([...integer(1, 150)]).toEqual([0x08, 0x96, 0x01]);
  expect([...delimited(2, 'testing')]).toEqual([0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]);
  expect([...delimited(3, [integer(1, 150)])]).toEqual([0x1a, 0x03, 0x08, 0x96, 0x01]);
  // IEEE 754: 1 is 3f800000.
  expect([...float(1, 1)]).toEqual([0x0d, 0x00, 0x00, 0x80, 0x3f]);
  expect([...message([])]).toEqual([]);
});

/** Every operation and padding once, small. */
function everyOperation(): Graph {
  const b = builder(3);
  const conv = b.add('conv', { kind: 'conv', filters: 8, size: [3, 3], stride: [2, 2], padding: 'same', bias: true }, 'input');
  const norm = b.add('norm', { kind: 'batchnorm', epsilon: 1e-3, scale: false }, conv);
  const relu = b.add('relu', { kind: 'relu' }, norm);
  const deep = b.add('deep', { kind: 'depthwise', size: [3, 3], stride: [1, 1], padding: { top: 0, bottom: 2, left: 1, right: 1 } }, relu);
  const six = b.add('six', { kind: 'relu6' }, b.add('norm2', { kind: 'batchnorm', epsilon: 1e-5, scale: true }, deep));
  const sum = b.add('sum', { kind: 'add', scale: 0.17 }, relu, six);
  const max = b.add('max', { kind: 'maxpool', size: [3, 3], stride: [2, 2], padding: { top: 1, bottom: 1, left: 1, right: 1 } }, sum);
  const counted = b.add(
    'counted',
    { kind: 'avgpool', size: [3, 3], stride: [2, 2], padding: { top: 1, bottom: 1, left: 1, right: 1 }, countPadding: true },
    sum,
  );
  const uncounted = b.add('uncounted', { kind: 'avgpool', size: [3, 3], stride: [2, 2], padding: 'same', countPadding: false }, sum);
  const all = b.add('all', { kind: 'concat' }, max, counted, uncounted);
  const wide = b.add('wide', { kind: 'conv', filters: 5, size: [1, 3], stride: [1, 1], padding: 'valid', bias: false }, all);
  const vector = b.add('vector', { kind: 'globalpool' }, wide);
  const other = b.add('other', { kind: 'globalpool' }, relu);
  const both = b.add('both', { kind: 'concat' }, vector, other);
  return b.graph(
    'every-operation',
    [],
    [
      { name: 'vectors', node: both, length: 13 },
      { name: 'map', node: wide, length: 5 },
    ],
  );
}

async function threeWays(graph: Graph, weights: Tensors, tap: string, side: number) {
  const image = filledInput(1, 0, side, side);
  const before = tensorCount();
  const executor = load(compile(graph, weights, tap));
  const own = await executor.run(image, 1, side, side);
  executor.dispose();
  const plain = loadUnfused(graph, weights, tap);
  const unfused = await plain.run(image, side, side);
  plain.dispose();
  expect(tensorCount()).toBe(before);
  const session = await InferenceSession.create(toOnnx(graph, weights, tap, side, side), { graphOptimizationLevel: 'all' });
  const answer = await session.run({ input: new Tensor('float32', channelsFirst(image, 3), [1, 3, side, side]) });
  const onnx = answer.features!.data as Float32Array;
  await session.release();
  expect(onnx.length).toBe(graph.taps.find((t) => t.name === tap)!.length);
  return { unfused: relativeError(own, unfused), onnx: relativeError(own, onnx) };
}

describe('what the bench compares gives the same features as ours, within 1e-4', () => {
  test.each(['vectors', 'map'])('every operation, tap %s', async (tap) => {
    const graph = everyOperation();
    const error = await threeWays(graph, randomWeights(graph, 3), tap, 31);
    expect(error.onnx).toBeLessThan(1e-4);
    expect(error.unfused).toBeLessThan(1e-4);
  });

  test.each([
    ['mobilenet_v2-0.35', 'keras'],
    ['mobilenet_v2-0.35', 'torchvision'],
    ['densenet121', 'torchvision'],
  ] as const)('%s by fill/1, %s', async (architecture, lib) => {
    const graph = graphOf(architecture, lib === 'keras' ? 'keras' : 'torch');
    const error = await threeWays(graph, filledWeights(architecture, lib, 1), graph.taps[0]!.name, 96);
    expect(error.onnx).toBeLessThan(1e-4);
    expect(error.unfused).toBeLessThan(1e-4);
  });
});
