import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Hash } from '../domain/ids.ts';
import type { Notice } from '../domain/notice.ts';
import { hash } from '../util/hash.ts';
import { featureStore } from './features.ts';
import { memoryBlobs } from './memory.ts';

const key = hash('key') as Hash;
const other = hash('other key') as Hash;
const row = (name: string) => hash(name) as Hash;

test('rows of several puts come back as they were, float for float; keys are apart', async () => {
  const store = featureStore(memoryBlobs());
  const a = Float32Array.of(0.1, -0, Number.MIN_VALUE, 3.4e38, 1e-45);
  await store.put(key, new Map([[row('a'), a]]));
  await store.put(
    key,
    new Map([
      [row('b'), a.map((x) => -x)],
      [row('c'), new Float32Array(5)],
    ]),
  );
  await store.put(other, new Map([[row('a'), Float32Array.of(9)]]));
  const got = await store.get(key, [row('c'), row('a'), row('absent')]);
  expect(new Set(got.keys())).toEqual(new Set([row('a'), row('c')]));
  expect(new Uint8Array(got.get(row('a'))!.buffer)).toEqual(new Uint8Array(a.buffer));
  expect((await store.get(other, [row('a')])).get(row('a'))).toEqual(Float32Array.of(9));
});

test('any 32-bit float survives', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.float({ noNaN: true }), { minLength: 1, maxLength: 40 }), async (values) => {
      const store = featureStore(memoryBlobs());
      const a = Float32Array.from(values);
      await store.put(key, new Map([[row('a'), a]]));
      expect(Object.is(JSON.stringify([...a]), JSON.stringify([...(await store.get(key, [row('a')])).get(row('a'))!]))).toBe(true);
    }),
    { numRuns: 50 },
  );
});

test('a damaged chunk, wherever it is damaged, costs its own rows, is removed and told; the others stay', async () => {
  for (const at of [0, 5, 9, 13, 20, 50, -1]) {
    const blobs = memoryBlobs();
    const told: Notice[] = [];
    const store = featureStore(blobs, (n) => told.push(n));
    await store.put(key, new Map([[row('a'), Float32Array.of(1, 2)]]));
    await store.put(key, new Map([[row('b'), Float32Array.of(3, 4)]]));
    const [path] = await blobs.list('');
    const bytes = (await blobs.get(path!))!;
    bytes[at < 0 ? bytes.length - 1 : at]! ^= 1;
    await blobs.put(path!, bytes);
    const got = await store.get(key, [row('a'), row('b')]);
    expect(got.size).toBe(1);
    expect(told).toMatchObject([{ code: 'features-damaged', where: path }]);
    expect(await blobs.list('')).toHaveLength(1);
  }
});

test.each([0, 7, 40])('a chunk cut to %i bytes is damaged too', async (length) => {
  const blobs = memoryBlobs();
  const store = featureStore(blobs);
  await store.put(key, new Map([[row('a'), Float32Array.of(1, 2)]]));
  const [path] = await blobs.list('');
  await blobs.put(path!, (await blobs.get(path!))!.slice(0, length));
  expect((await store.get(key, [row('a')])).size).toBe(0);
  expect(await blobs.list('')).toEqual([]);
});

test('rows of different lengths in one put are a bug, not a file', async () => {
  const blobs = memoryBlobs();
  await expect(
    featureStore(blobs).put(
      key,
      new Map([
        [row('a'), new Float32Array(2)],
        [row('b'), new Float32Array(3)],
      ]),
    ),
  ).rejects.toThrow('features');
  expect(await blobs.list('')).toEqual([]);
});
