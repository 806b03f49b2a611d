import { afterEach, beforeAll, expect, test } from 'vitest';
import { graphOf } from '../backbones/index.ts';
import { randomWeights } from '../backbones/randomWeights.ts';
import type { Frame } from '../domain/frame.ts';
import type { Hash } from '../domain/ids.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { readSafetensors, writeSafetensors } from '../formats/arrays/safetensors.ts';
import { prepare } from '../imaging/prepare.ts';
import { hash } from '../util/hash.ts';
import { wasm } from './backends/wasm.ts';
import { compile } from './compile.ts';
import { serveEngine } from './engineWorker.ts';
import { load, tensorCount } from './executor.ts';
import { openExtractor } from './extractImages.ts';
import { job, PACK, WASM } from './fixtures/fakeEngine.ts';
import { loadPack } from './loadPack.ts';
import { type Pool, startPool } from './pool.ts';
import type { EnginePort } from './poolEngine.ts';
import type { FromEngine, ToEngine } from './poolMessages.ts';

const graph = graphOf('starter-resnet', 'torch');

/** A "file" is one byte: the grey level of an 8 x 8 image; 13 stands for a file that cannot be read, 14 for one that a decoder stumbles over. */
const parts = {
  async decode(bytes: Uint8Array, name: string): Promise<Frame> {
    if (bytes[0] === 13) throw new InputError('bad-png', 'It is cut off.');
    if (bytes[0] === 14) throw new Error('index out of range');
    const data = new Uint8Array(64).map((_, i) => (bytes[0]! * (i + 1)) % 256);
    return { width: 8, height: 8, channels: 1, data, bits: 8, rescale: { slope: 1, intercept: 0 }, invert: false, decodedBy: name };
  },
  prepare,
  readTensors: readSafetensors,
};

const filePack = (bytes: Uint8Array): BackbonePack => ({
  ...PACK,
  weights: [{ path: 'weights.safetensors', bytes: bytes.length, hash: hash(bytes) as Hash }],
});

let pool: Pool | null = null;
afterEach(() => {
  pool?.close();
  pool = null;
});
beforeAll(async () => {
  await wasm.start({});
});

test('a pack’s weights are those of its file; a random pack’s are drawn from its seed', async () => {
  const file = writeSafetensors(randomWeights(graph, 7));
  const name = 'stage3.conv2.kernel';
  expect((await loadPack(filePack(file), [file], readSafetensors)).weights.get(name)).toEqual(randomWeights(graph, 7).get(name));
  expect((await loadPack({ ...PACK, seed: 9 }, [], readSafetensors)).weights.get(name)).toEqual(randomWeights(graph, 9).get(name));
});

test('a file that is not the one the pack names is refused', async () => {
  const file = writeSafetensors(randomWeights(graph, 7));
  const pack = filePack(file);
  const flipped = file.with(file.length - 5, file.at(-5)! ^ 1);
  for (const files of [[], [file.subarray(1)], [flipped]]) {
    await expect(loadPack(pack, files, readSafetensors)).rejects.toBeInstanceOf(InputError);
    await expect(loadPack(pack, files, readSafetensors)).rejects.toThrow('random-starter/weights.safetensors');
  }
  const one = file.slice(0, 0);
  await expect(loadPack(filePack(one), [one], readSafetensors)).rejects.toBeInstanceOf(InputError);
  const other = writeSafetensors(new Map([['fc.kernel', { shape: [1], data: new Float32Array(1) }]]));
  await expect(loadPack(filePack(other), [other], readSafetensors)).rejects.toThrow(/fc\.kernel/);
  const twice = { ...pack, weights: [pack.weights[0]!, pack.weights[0]!] };
  await expect(loadPack(twice, [file, file], readSafetensors)).rejects.toThrow(/which another file/);
});

test('an unknown tap is refused with the known ones', () => {
  expect(() => compile(graph, randomWeights(graph, 1), 'stage9')).toThrow(/stage9.*stages2-4/);
});

test('folding leaves one step a convolution, and nothing that the tap does not need', () => {
  const plan = compile(graph, randomWeights(graph, 1), 'stages2-4');
  const kinds = plan.steps.map((s) => s.work.kind);
  const count = (kind: string) => kinds.filter((k) => k === kind).length;
  expect([count('conv'), count('affine'), count('relu'), count('maxpool'), count('add'), count('globalpool'), count('concat')]).toEqual([
    12, 0, 4, 1, 4, 3, 1,
  ]);
  const early = compile({ ...graph, taps: [{ name: 't', node: 'stage2.relu2', length: 64 }] }, randomWeights(graph, 1), 't');
  expect(early.steps.at(-1)!.work.kind).toBe('globalpool');
  expect(early.steps.some((s) => s.name.startsWith('stage3'))).toBe(false);
});

test('bytes become features; errors name the file; nothing stays behind', async () => {
  const before = tensorCount();
  const extractor = await openExtractor({ pack: PACK, files: [], tap: 'stages2-4', preprocess: 'grey-unit@1' }, parts);
  const features = await extractor.features(Uint8Array.of(9), 'a.png');
  const executor = load(compile(graph, randomWeights(graph, PACK.seed), 'stages2-4'));
  expect(features).toEqual(await executor.run(prepare(await parts.decode(Uint8Array.of(9), 'a.png'), 'grey-unit@1', 128), 1, 128, 128));
  await expect(extractor.features(Uint8Array.of(13), 'b.png')).rejects.toMatchObject({
    code: 'bad-png',
    where: 'b.png',
    message: 'b.png: It is cut off.',
  });
  await expect(extractor.features(Uint8Array.of(14), 'c.png')).rejects.toThrow('c.png: index out of range');
  extractor.dispose();
  executor.dispose();
  expect(tensorCount()).toBe(before);
});

test('a preprocessing may state another side than the pack’s; one too small for the network is refused before its weights are read', async () => {
  const executor = load(compile(graph, randomWeights(graph, PACK.seed), 'stages2-4'));
  for (const side of [64, 161]) {
    const preprocess = `grey-unit@1+resize=bicubic+size=${side}`;
    const extractor = await openExtractor({ pack: PACK, files: [], tap: 'stages2-4', preprocess }, parts);
    const input = prepare(await parts.decode(Uint8Array.of(9), 'a.png'), preprocess, 128);
    expect(input).toHaveLength(side * side * 3);
    expect(await extractor.features(Uint8Array.of(9), 'a.png')).toEqual(await executor.run(input, 1, side, side));
    extractor.dispose();
  }
  executor.dispose();
  const inception: BackbonePack = { ...PACK, architecture: 'inception_v3', variant: 'keras', input: { size: 299 } };
  const small = openExtractor({ pack: inception, files: [], tap: 'pooled', preprocess: 'keras-tf@1+size=74' }, parts);
  await expect(small).rejects.toMatchObject({ code: 'input-too-small', message: expect.stringMatching(/75 × 75.*74 × 74/) });
});

/** Engines in this thread, with their messages cloned as between threads. */
function inProcess(): EnginePort {
  let toEngine: (m: ToEngine) => void = () => {};
  let toPool: (m: FromEngine) => void = () => {};
  let alive = true;
  serveEngine(
    { post: (m) => setTimeout(() => alive && toPool(structuredClone(m))), onMessage: (f) => (toEngine = f) },
    parts,
    async () => WASM,
  );
  return {
    post: (m) => setTimeout(() => alive && toEngine(structuredClone(m))),
    onMessage: (f) => (toPool = f),
    onDeath: () => {},
    terminate: () => (alive = false),
  };
}

test('pool and engines together: each image its row, bytes cut out of a large buffer, then the next pack', async () => {
  pool = await startPool({ spawn: inProcess, weights: async () => [], cores: 2, freeMemory: () => null, wanted: 'wasm' });
  const zip = Uint8Array.of(40, 41, 42, 43, 44, 45, 46, 47);
  const bytes = async (sample: string) => zip.subarray(Number(sample.slice(1)), Number(sample.slice(1)) + 1);
  for (const seed of [1, 2]) {
    const pack = { ...PACK, seed };
    const rows = new Map<Hash, Float32Array>();
    await pool.extract(
      { ...job(8), pack },
      bytes,
      (h, values) => rows.set(h, values),
      () => false,
    );
    const alone = await openExtractor({ pack, files: [], tap: 'stages2-4', preprocess: 'grey-unit@1' }, parts);
    for (const [i, byte] of zip.entries()) expect(rows.get(`h${i}` as Hash)).toEqual(await alone.features(Uint8Array.of(byte), ''));
    alone.dispose();
  }
});

test('a damaged pack and an unreadable image come through the pool as what they are', async () => {
  pool = await startPool({ spawn: inProcess, weights: async () => [new Uint8Array(3)], cores: 1, freeMemory: () => null, wanted: 'wasm' });
  const file = new Uint8Array(8);
  const damaged = pool.extract(
    { ...job(2), pack: filePack(file) },
    async () => Uint8Array.of(1),
    () => {},
    () => false,
  );
  await expect(damaged).rejects.toMatchObject({ name: 'InputError', code: 'pack-damaged' });
  const unreadable = pool.extract(
    job(3),
    async (s) => Uint8Array.of(s === 's1' ? 13 : 1),
    () => {},
    () => false,
  );
  await expect(unreadable).rejects.toMatchObject({ name: 'InputError', code: 'bad-png', where: 'image1' });
});
