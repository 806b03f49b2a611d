import 'fake-indexeddb/auto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { hash } from '../util/hash.ts';
import { diskBlobs, diskRecords } from './disk.ts';
import { fakeDisk } from './fixtures/fakeFolder.ts';
import { indexedDbBlobs, indexedDbRecords, openDatabase } from './indexeddb.ts';
import { memoryBlobs, memoryRecords } from './memory.ts';
import { opfsBlobs } from './opfs.ts';
import type { BlobStore, RecordStore } from './stores.ts';

const folders: string[] = [];
const folder = () => folders[folders.push(mkdtempSync(join(tmpdir(), 'radtune store '))) - 1]!;
afterAll(() => {
  for (const f of folders) rmSync(f, { recursive: true, force: true });
});
let databases = 0;
const database = () => openDatabase(`contract-${databases++}`);

const blobStores: [string, () => Promise<BlobStore>][] = [
  ['memory', async () => memoryBlobs()],
  ['disk', async () => diskBlobs(folder())],
  ['indexeddb', async () => indexedDbBlobs(await database())],
  ['opfs', async () => opfsBlobs(fakeDisk().root)],
];
const recordStores: [string, () => Promise<RecordStore>][] = [
  ['memory', async () => memoryRecords()],
  ['disk', async () => diskRecords(folder())],
  ['indexeddb', async () => indexedDbRecords(await database())],
];
const bytes = (...values: number[]) => Uint8Array.from(values);

describe.each(blobStores)('blobs: %s', (_name, open) => {
  test('what was put is got, byte for byte, also when empty or large', async () => {
    const blobs = await open();
    const large = Uint8Array.from({ length: 300_001 }, (_, i) => (i * 131) % 251);
    await blobs.put('images/large', large);
    await blobs.put('images/empty', bytes());
    expect(hash((await blobs.get('images/large'))!)).toBe(hash(large));
    expect(await blobs.get('images/empty')).toEqual(bytes());
    expect(await blobs.get('images/absent')).toBeNull();
    expect(await blobs.get('absent/absent')).toBeNull();
  });

  test('a put replaces, also by something shorter', async () => {
    const blobs = await open();
    await blobs.put('a/b', bytes(1, 2, 3, 4, 5));
    await blobs.put('a/b', bytes(9));
    expect(await blobs.get('a/b')).toEqual(bytes(9));
    expect(await blobs.size('a')).toBe(1);
  });

  test('a view of a larger buffer keeps its own bytes only, and later changes do not reach the store', async () => {
    const blobs = await open();
    const buffer = bytes(0, 1, 2, 3, 4);
    await blobs.put('a/view', buffer.subarray(1, 3));
    buffer.fill(7);
    const first = await blobs.get('a/view');
    expect(first).toEqual(bytes(1, 2));
    first!.fill(8);
    expect(await blobs.get('a/view')).toEqual(bytes(1, 2));
  });

  test('list and size see what is at and below a folder, and no name that only begins alike', async () => {
    const blobs = await open();
    for (const [path, n] of [
      ['f/k1/b', 3],
      ['f/k1/a', 2],
      ['f/k10/c', 5],
      ['g', 7],
    ] as const)
      await blobs.put(path, new Uint8Array(n));
    expect(await blobs.list('f/k1')).toEqual(['f/k1/a', 'f/k1/b']);
    expect(await blobs.list('')).toEqual(['f/k1/a', 'f/k1/b', 'f/k10/c', 'g']);
    expect(await blobs.list('g')).toEqual(['g']);
    expect(await blobs.list('none/here')).toEqual([]);
    expect(await blobs.size('f')).toBe(10);
    expect(await blobs.size('')).toBe(17);
    expect(await blobs.size('none')).toBe(0);
  });

  test('remove takes a blob or a whole folder, and nothing beside it', async () => {
    const blobs = await open();
    for (const path of ['f/k1/a', 'f/k1/b', 'f/k10/c', 'f/d']) await blobs.put(path, bytes(1));
    await blobs.remove('f/d');
    await blobs.remove('f/k1');
    await blobs.remove('never/there');
    expect(await blobs.list('')).toEqual(['f/k10/c']);
    await blobs.put('f/k1/a', bytes(4));
    expect(await blobs.get('f/k1/a')).toEqual(bytes(4));
  });

  test('puts at the same time, of one path and of many, all arrive whole', async () => {
    const blobs = await open();
    await Promise.all(Array.from({ length: 24 }, (_, i) => blobs.put(`many/${i % 12}`, new Uint8Array(1000 + (i % 12)).fill(i % 12))));
    for (let i = 0; i < 12; i++) expect(await blobs.get(`many/${i}`)).toEqual(new Uint8Array(1000 + i).fill(i));
  });

  test.each(['../out', 'a/../../out', '/abs', 'a//b', 'a/.', 'a\\b', 'C:/x', 'a b', ''])('no path leaves the store: %j', async (path) => {
    const blobs = await open();
    await expect((async () => blobs.put(path, bytes(1)))()).rejects.toThrow('not a path');
    await expect((async () => blobs.get(path))()).rejects.toThrow('not a path');
  });
});

describe.each(recordStores)('records: %s', (_name, open) => {
  test('a value comes back as JSON keeps it, and as a copy', async () => {
    const records = await open();
    const value = { name: 'Tórax “1”', list: [1, 0.1 + 0.2, null, -0.5e-300], nested: { yes: true } };
    await records.put('dataset', 'abc', value);
    const first = (await records.get('dataset', 'abc')) as typeof value;
    expect(first).toEqual(value);
    first.nested.yes = false;
    value.list.push(9);
    expect(await records.get('dataset', 'abc')).toEqual({
      name: 'Tórax “1”',
      list: [1, 0.1 + 0.2, null, -0.5e-300],
      nested: { yes: true },
    });
  });

  test('kinds are apart; list is sorted; what is absent is null', async () => {
    const records = await open();
    await records.put('run', 'b', 1);
    await records.put('run', 'a', 2);
    await records.put('runs', 'c', 3);
    expect(await records.list('run')).toEqual(['a', 'b']);
    expect(await records.list('dataset')).toEqual([]);
    expect(await records.get('dataset', 'a')).toBeNull();
    await records.put('run', 'b', 4);
    expect(await records.get('run', 'b')).toBe(4);
    await records.remove('run', 'b');
    await records.remove('run', 'never');
    expect(await records.list('run')).toEqual(['a']);
  });
});
