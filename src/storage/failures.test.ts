import 'fake-indexeddb/auto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { InputError, type Notice } from '../domain/notice.ts';
import { browserStores } from './browser.ts';
import { crc32 } from './crc32.ts';
import { diskBlobs, diskRecords } from './disk.ts';
import { fakeDisk, Killed } from './fixtures/fakeFolder.ts';
import { opfsBlobs } from './opfs.ts';
import { withQuota } from './quota.ts';

test('CRC-32 of "123456789" is the published check value', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
});

test.each([0, 1, 15, 16, 17, 900])('OPFS: a worker killed after %i bytes leaves no half blob', async (killAfter) => {
  const disk = fakeDisk();
  const body = Uint8Array.from({ length: 1000 }, (_, i) => i % 251);
  disk.killAfter = killAfter;
  await expect(opfsBlobs(disk.root).put('features/k/c', body)).rejects.toThrow(Killed);
  disk.restart();
  const after = opfsBlobs(disk.root);
  expect(await after.get('features/k/c')).toBeNull();
  await after.put('features/k/c', body);
  expect(await after.get('features/k/c')).toEqual(body);
});

test('OPFS: a damaged file reads as absent, is removed, and is told', async () => {
  const disk = fakeDisk();
  const told: Notice[] = [];
  const blobs = opfsBlobs(disk.root, (n) => told.push(n));
  await blobs.put('images/x', new Uint8Array(64));
  disk.spoil('images/x', 40);
  expect(await blobs.get('images/x')).toBeNull();
  expect(await blobs.list('')).toEqual([]);
  expect(told).toMatchObject([{ code: 'blob-damaged', where: 'images/x' }]);
});

test('OPFS: a full disk is an InputError "quota", takes no room, and spoils nothing else', async () => {
  const disk = fakeDisk();
  const blobs = opfsBlobs(disk.root);
  await blobs.put('a/kept', new Uint8Array(100).fill(3));
  disk.room = 500;
  const refused = await blobs.put('a/big', new Uint8Array(5000)).catch((e: unknown) => e);
  expect(refused).toBeInstanceOf(InputError);
  expect((refused as InputError).code).toBe('quota');
  expect((refused as InputError).message).toContain('a/big');
  expect(await blobs.list('')).toEqual(['a/kept']);
  expect(await blobs.get('a/kept')).toEqual(new Uint8Array(100).fill(3));
});

test('OPFS: a folder that another tab removed is made again', async () => {
  const disk = fakeDisk();
  const blobs = opfsBlobs(disk.root);
  await blobs.put('a/b', new Uint8Array(1));
  await disk.root.removeEntry('a');
  await blobs.put('a/c', new Uint8Array(2));
  expect(await opfsBlobs(disk.root).list('')).toEqual(['a/c']);
});

test.each([
  ['the browser', new DOMException('x', 'QuotaExceededError')],
  ['IndexedDB, wrapped', Object.assign(new Error('x'), { name: 'AbortError', inner: new DOMException('x', 'QuotaExceededError') })],
  ['the disk', Object.assign(new Error('x'), { code: 'ENOSPC' })],
])('want of room as %s tells it becomes InputError "quota"', async (_who, error) => {
  await expect(withQuota('images/x', 2_500_000, () => Promise.reject(error))).rejects.toMatchObject({ code: 'quota', where: 'images/x' });
});

test('another failure stays what it is', async () => {
  const bug = new TypeError('x');
  await expect(withQuota('a', 1, () => Promise.reject(bug))).rejects.toBe(bug);
});

test('disk: a file left half-written by a killed process is neither listed, counted nor read', async () => {
  const root = mkdtempSync(join(tmpdir(), 'radtune-disk-'));
  try {
    const blobs = diskBlobs(root);
    const records = diskRecords(root);
    await blobs.put('features/k/a', new Uint8Array(3));
    await records.put('run', 'a', { x: 1 });
    writeFileSync(join(root, 'features/k/b~99-0'), 'half');
    writeFileSync(join(root, 'run/b.json~99-0'), '{"ha');
    expect(await blobs.list('features')).toEqual(['features/k/a']);
    expect(await blobs.size('features')).toBe(3);
    expect(await records.list('run')).toEqual(['a']);
    expect(readdirSync(join(root, 'run'))).toHaveLength(2);
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});

test('without a private file system the database keeps blobs; without either, memory does, and says so', async () => {
  const told: Notice[] = [];
  const stores = await browserStores((n) => told.push(n), 'fallback');
  expect([stores.kind, told]).toEqual(['indexeddb', []]);
  await stores.blobs.put('a/b', new Uint8Array([5]));
  expect(await (await browserStores(undefined, 'fallback')).blobs.get('a/b')).toEqual(new Uint8Array([5]));

  const real = globalThis.indexedDB;
  Object.defineProperty(globalThis, 'indexedDB', {
    value: {
      open: () => {
        throw new DOMException('denied', 'SecurityError');
      },
    },
    configurable: true,
    writable: true,
  });
  try {
    const bare = await browserStores((n) => told.push(n), 'fallback');
    expect(bare.kind).toBe('memory');
    expect(told).toMatchObject([{ code: 'storage-memory', level: 'warning' }]);
  } finally {
    Object.defineProperty(globalThis, 'indexedDB', { value: real, configurable: true, writable: true });
  }
});
