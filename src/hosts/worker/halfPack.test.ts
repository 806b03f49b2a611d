import { expect, test } from 'vitest';
import { graphOf } from '../../backbones/index.ts';
import { tensorsOf } from '../../backbones/tensors.ts';
import type { Dataset } from '../../domain/dataset.ts';
import type { Hash, Id } from '../../domain/ids.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import { sizeOf } from '../../domain/tensors.ts';
import { loadPack } from '../../engine/loadPack.ts';
import { readSafetensors, writeSafetensors } from '../../formats/arrays/safetensors.ts';
import { memoryBlobs } from '../../storage/index.ts';
import type { Extractor } from '../../study/ports.ts';
import { hash } from '../../util/hash.ts';
import { dropped, kerasFile, listedEntry, packWorld, SMALL } from './fixtures/packWorld.ts';
import { halfPack, spread } from './halfPack.ts';
import type { PackLibrary } from './packLibrary.ts';

const images = (perClass: readonly number[], unlabelled = 0): Dataset => {
  const classes = perClass.flatMap((n, c) => Array.from({ length: n }, () => c as number | null));
  const all = [...classes, ...Array.from({ length: unlabelled }, () => null)];
  const samples = all.map((_, i) => ({
    ...{ id: `s${i}` as Id<'sample'>, patient: null, site: null },
    source: { name: `${i}.png`, hash: hash(`pixels ${i}`) as Hash, file: hash(`file ${i}`) as Hash, frame: 0 },
  }));
  const labels = all.flatMap((c, i) => (c === null ? [] : [{ sample: samples[i]!.id, cls: `c${c}` as Id<'class'> }]));
  return { id: 'd' as Id<'dataset'>, samples, labels } as unknown as Dataset;
};

/** Features that are the network's first kernel: their error is that of its rounding. */
const firstKernel = (library: () => PackLibrary): Extractor => ({
  ...{ backend: 'test', device: 'test' },
  async extract({ pack, images: of }, bytes, row) {
    const { weights } = await loadPack(pack, await library().weights(pack), readSafetensors);
    for (const { sample, hash: pixels } of of) {
      await bytes(sample);
      row(pixels, weights.get('features.0.0.kernel')!.data);
    }
  },
});

function worldWith(dataset: Dataset, entries = [listedEntry()], blobs = memoryBlobs()) {
  const asked: Hash[] = [];
  const world: ReturnType<typeof packWorld> = packWorld(entries, blobs, {
    extractor: async () => firstKernel(() => world.library),
    dataset: async () => dataset,
    imageBytes: async (file) => {
      asked.push(file);
      return new Uint8Array(1);
    },
  });
  return { ...world, asked };
}

const file = kerasFile(3);

test('the cost of float16 is measured on images of all classes, and the pack stays as it is', async () => {
  const { commands, library, asked, progress } = worldWith(images([40, 4, 40]));
  const { pack } = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: null });
  const cost = await commands['pack.half']({ pack: pack.id, dataset: 'd' as Id<'dataset'> });
  expect(cost.images).toBe(32);
  expect(asked).toHaveLength(64);
  // Rounding to 11 bits changes each value by at most 2^-11 of it.
  expect(cost.median).toBeGreaterThan(0);
  expect(cost.largest).toBeLessThanOrEqual(2 ** -11);
  const kernels = [...tensorsOf(graphOf(SMALL, 'keras'))].filter(([name]) => name.endsWith('.kernel'));
  const saved = 2 * kernels.reduce((n, [, shape]) => n + sizeOf(shape), 0);
  // The header's offsets are some digits shorter too.
  expect(pack.bytes! - cost.bytes).toBeGreaterThanOrEqual(saved);
  expect(pack.bytes! - cost.bytes).toBeLessThan(saved + 16 * kernels.length * 4);
  expect(progress.filter((p) => p.stage === 'half').at(-1)).toMatchObject({ done: 64, of: 64 });
  expect(await library.catalog()).toContainEqual(pack);
});

test('kept in float16: kernels rounded, BatchNorm untouched, another hash, the old file gone, the cost noted, still exportable', async () => {
  const { commands, library, blobs } = worldWith(images([8]));
  const before = (await commands['pack.import']({ files: [dropped('w.h5', file)], slot: null })).pack;
  const old = await library.open(before.id);
  const exact = readSafetensors((await library.weights(old.pack))[0]!, 'old');
  const cost = await commands['pack.half']({ pack: before.id, dataset: 'd' as Id<'dataset'> });
  const { catalog } = await commands['pack.keepHalf']({ pack: before.id });
  const after = catalog.find((c) => c.id === before.id)!;
  expect(after).toMatchObject({ precision: 'float16', bytes: cost.bytes, source: before.source });
  const now = await library.open(before.id);
  expect(now.hash).not.toBe(old.hash);
  expect(now.pack.halfCost).toEqual({ images: 8, median: cost.median, largest: cost.largest });
  expect(await blobs.list(`packs/${before.id}`)).toEqual([
    `packs/${before.id}/pack.json`,
    `packs/${before.id}/weights-float16.safetensors`,
  ]);
  const { weights } = await loadPack(now.pack, await library.weights(now.pack), readSafetensors);
  for (const [name, { data }] of exact) {
    const got = weights.get(name)!.data;
    if (!name.endsWith('.kernel')) expect(got).toEqual(data);
    // Half an ulp of float16: 2^-11 relative, 2^-25 below its normal range.
    else
      got.forEach((v, i) => {
        if (Math.abs(v - data[i]!) > Math.max(2 ** -11 * Math.abs(data[i]!), 2 ** -25)) throw new Error(`${name}[${i}]`);
      });
  }
  expect((await commands['pack.export']({ pack: before.id })).size).toBeGreaterThan(cost.bytes);
  await expect(commands['pack.keepHalf']({ pack: before.id })).rejects.toMatchObject({ code: 'already-half' });
  const again = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: null });
  expect(again.pack.id).toBe(before.id);
  expect(again.notices).toMatchObject([{ code: 'pack-known', remedy: expect.stringContaining('float16') }]);
});

test('a kernel value that float16 cannot hold is refused, naming the tensor', async () => {
  const tensors = new Map([['a.kernel', { shape: [1, 1, 1, 2], data: Float32Array.of(1, -65_505) }]]);
  const pack = { id: 'p', name: 'Mine', weights: [] } as unknown as BackbonePack;
  await expect(halfPack(pack, writeSafetensors(tensors))).rejects.toMatchObject({
    code: 'half-too-large',
    message: expect.stringContaining('a.kernel has the value 65505'),
  });
  tensors.set('a.kernel', { shape: [1, 1, 1, 2], data: Float32Array.of(1, -65_504) });
  expect((await halfPack(pack, writeSafetensors(tensors))).pack.precision).toBe('float16');
});

test('images are spread over classes and within them, never the same pixels twice', () => {
  const count = (d: Dataset) => {
    const cls = new Map(d.labels.map((l) => [l.sample, l.cls as string]));
    const counts: Record<string, number> = {};
    for (const s of spread(d, 32)) counts[cls.get(s.id) ?? 'none'] = (counts[cls.get(s.id) ?? 'none'] ?? 0) + 1;
    return counts;
  };
  expect(count(images([100, 3, 50]))).toEqual({ c0: 15, c1: 3, c2: 14 });
  expect(count(images([], 10))).toEqual({ none: 10 });
  expect(spread(images([64]), 32).map((s) => s.id)).toEqual(Array.from({ length: 32 }, (_, i) => `s${2 * i + 1}`));
  const twice = images([4]);
  expect(spread({ ...twice, samples: [...twice.samples, ...twice.samples] }, 32)).toHaveLength(4);
});

test('a corrected training changes the description and the usual preparation, never the weights, and lasts', async () => {
  const { commands, library, blobs } = worldWith(images([1]));
  const { pack } = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: null });
  const before = await library.open(pack.id);
  const { catalog } = await commands['pack.family']({ pack: pack.id, family: 'radimagenet-keras' });
  expect(catalog.find((c) => c.id === pack.id)).toMatchObject({
    ...{ family: 'radimagenet-keras', hash: pack.hash, preprocess: 'radimagenet-study@1', inputSize: 256 },
    pretrainedOn: expect.stringContaining('RadImageNet'),
    cite: expect.stringContaining('Mei'),
    source: { how: 'chosen' },
  });
  const after = await worldWith(images([1]), [listedEntry()], blobs).library.open(pack.id);
  expect(after.hash).toBe(before.hash);
  await expect(commands['pack.family']({ pack: pack.id, family: 'starter' })).rejects.toMatchObject({ code: 'wrong-family' });
});

test('a pack that stood for a listed source and is none of it gives the place back', async () => {
  const { commands } = worldWith(images([1]));
  await commands['pack.import']({ files: [dropped('w.h5', file)], slot: 'imagenet-small' as Id<'pack'> });
  const { catalog } = await commands['pack.family']({ pack: 'imagenet-small' as Id<'pack'>, family: 'radimagenet-keras' });
  expect(catalog).toMatchObject([
    { id: 'imagenet-small', ready: false, family: 'imagenet-keras' },
    { id: `w-${hash(file).slice(0, 8)}`, name: 'w.h5', ready: true, family: 'radimagenet-keras', partner: 'imagenet-small' },
  ]);
});
