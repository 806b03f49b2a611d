import '@tensorflow/tfjs-backend-cpu';
import { afterEach, expect, test } from 'vitest';
import { builder } from '../backbones/build.ts';
import { filledInput } from '../backbones/fill.ts';
import { graphOf } from '../backbones/index.ts';
import { randomWeights } from '../backbones/randomWeights.ts';
import type { Graph } from '../domain/graph.ts';
import type { Hash } from '../domain/ids.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { readSafetensors, writeSafetensors } from '../formats/arrays/safetensors.ts';
import { prepare } from '../imaging/prepare.ts';
import { hash } from '../util/hash.ts';
import { heapBytes, wasm } from './backends/wasm.ts';
import { compile } from './compile.ts';
import { load, tensorCount } from './executor.ts';
import { openExtractor } from './extractImages.ts';
import { PACK } from './fixtures/fakeEngine.ts';
import { engine, setBackend } from './ops/tf.ts';

/** Every operation of the executor in a network that takes a millisecond. */
function tiny(): Graph {
  const b = builder(3);
  const one = { top: 1, bottom: 1, left: 1, right: 1 };
  const conv = b.add('conv', { kind: 'conv', filters: 4, size: [3, 3], stride: [2, 2], padding: 'same', bias: true }, 'input');
  const norm = b.add('norm', { kind: 'batchnorm', epsilon: 1e-3, scale: true }, conv);
  const relu = b.add('relu', { kind: 'relu' }, norm);
  const deep = b.add('deep', { kind: 'depthwise', size: [3, 3], stride: [1, 1], padding: one }, relu);
  const six = b.add('six', { kind: 'relu6' }, deep);
  const sum = b.add('sum', { kind: 'add', scale: 0.5 }, relu, six);
  const affine = b.add('affine', { kind: 'batchnorm', epsilon: 1e-3, scale: true }, sum);
  const max = b.add('max', { kind: 'maxpool', size: [3, 3], stride: [2, 2], padding: one }, affine);
  const average = b.add('average', { kind: 'avgpool', size: [3, 3], stride: [2, 2], padding: one, countPadding: true }, affine);
  const all = b.add('all', { kind: 'concat' }, max, average);
  const alone = b.add('alone', { kind: 'relu' }, all);
  return b.graph('tiny', [], [{ name: 'pooled', node: alone, length: 8 }]);
}

const memory = () => engine().memory() as { numTensors: number; numDataBuffers: number; numBytes: number };
const counts = () => ({ tensors: memory().numTensors, buffers: memory().numDataBuffers, bytes: memory().numBytes, heap: heapBytes() });

afterEach(() => setBackend('wasm'));

test('wasm: 2,000 images leave no tensor behind, and the heap stays as it was after ten', async () => {
  await wasm.start({});
  const graph = tiny();
  const executor = load(compile(graph, randomWeights(graph, 1), 'pooled'));
  const image = filledInput(1, 0, 16, 16);
  const first = await executor.run(image, 1, 16, 16);
  for (let i = 1; i < 10; i++) await executor.run(image, 1, 16, 16);
  const after = counts();
  for (let i = 10; i < 2000; i++) {
    const row = await executor.run(image, 1, 16, 16);
    if (i % 100 === 0) expect({ i, ...counts(), row }).toEqual({ i, ...after, row: first });
  }
  expect(counts()).toEqual(after);
  executor.dispose();
});

test('cpu: 2,000 images leave no tensor behind', async () => {
  await setBackend('cpu');
  const graph = tiny();
  const executor = load(compile(graph, randomWeights(graph, 1), 'pooled'));
  const image = filledInput(1, 0, 8, 8);
  for (let i = 0; i < 10; i++) await executor.run(image, 1, 8, 8);
  const { tensors, buffers, bytes } = counts();
  for (let i = 10; i < 2000; i++) await executor.run(image, 1, 8, 8);
  expect(counts()).toMatchObject({ tensors, buffers, bytes });
  executor.dispose();
});

test('an image that fails in the middle of the network leaves no tensor behind', async () => {
  await wasm.start({});
  const b = builder(3);
  const half = b.add('half', { kind: 'maxpool', size: [2, 2], stride: [2, 2], padding: 'valid' }, 'input');
  const relu = b.add('relu', { kind: 'relu' }, 'input');
  const clash = b.add('clash', { kind: 'concat' }, half, relu);
  const graph = b.graph('clash', [], [{ name: 'pooled', node: clash, length: 6 }]);
  const executor = load(compile(graph, new Map(), 'pooled'));
  const before = counts().tensors;
  await expect(executor.run(new Float32Array(5), 1, 16, 16)).rejects.toThrow('values');
  await expect(executor.run(filledInput(1, 0, 8, 8), 1, 8, 8)).rejects.toThrow();
  expect(counts().tensors).toBe(before);
  executor.dispose();
});

/** Grey levels of one byte. */
const parts = {
  decode: async (bytes: Uint8Array, name: string) => ({
    ...{ width: 4, height: 4, channels: 1 as const, data: new Uint8Array(16).fill(bytes[0]!), bits: 8 },
    ...{ rescale: { slope: 1, intercept: 0 }, invert: false, decodedBy: name },
  }),
  prepare,
  readTensors: readSafetensors,
};

test('opening and closing a pack again and again leaves nothing; the heap grows to what the largest pack took, and no further', async () => {
  await wasm.start({});
  const file = writeSafetensors(randomWeights(graphOf('starter-resnet', 'torch'), 7));
  const pack: BackbonePack = {
    ...PACK,
    weights: [{ path: 'weights.safetensors', bytes: file.length, hash: hash(file) as Hash }],
    input: { size: 64 },
  };
  const before = tensorCount();
  const once = async () => {
    const extractor = await openExtractor({ pack, files: [file], tap: 'stages2-4', preprocess: 'grey-unit@1' }, parts);
    const row = await extractor.features(Uint8Array.of(100), 'image');
    expect(tensorCount()).toBeGreaterThan(before);
    extractor.dispose();
    expect(tensorCount()).toBe(before);
    return row;
  };
  const first = await once();
  // The heap never shrinks (WebAssembly cannot give memory back); dispose makes room in it for the next pack.
  for (let i = 0; i < 3; i++) await once();
  const after = counts();
  for (let i = 0; i < 30; i++) expect(await once()).toEqual(first);
  expect(counts()).toEqual(after);
});
