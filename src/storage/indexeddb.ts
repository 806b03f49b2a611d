import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import { InputError } from '../domain/notice.ts';
import { isBelow, namesOf } from './paths.ts';
import { withQuota } from './quota.ts';
import type { BlobStore, RecordStore } from './stores.ts';

interface Schema extends DBSchema {
  /** Key: kind/id. */
  records: { key: string; value: unknown };
  /** Key: path. */
  blobs: { key: string; value: Uint8Array };
  /** Bytes of each blob, so that a sum reads no blob. */
  sizes: { key: string; value: number };
}

export type Database = IDBPDatabase<Schema>;

/** Opens (and first makes) the database. Throws InputError 'storage-unavailable' where the browser allows none. */
export async function openDatabase(name: string): Promise<Database> {
  try {
    return await openDB<Schema>(name, 1, {
      upgrade(db) {
        db.createObjectStore('records');
        db.createObjectStore('blobs');
        db.createObjectStore('sizes');
      },
      // A later version in another tab waits for us otherwise.
      blocking: (_current, _wanted, event) => (event.target as IDBDatabase).close(),
    });
  } catch (error) {
    throw new InputError(
      'storage-unavailable',
      `This browser lets the page keep nothing (${(error as Error).message}). Leave private browsing, or allow storage for this address.`,
    );
  }
}

/** All keys at and below a path: '0' is the character after '/'. */
const inside = (path: string) => IDBKeyRange.bound(`${path}/`, `${path}0`, false, true);

export function indexedDbRecords(db: Database): RecordStore {
  const key = (kind: string, id: string) => namesOf(`${kind}/${id}`).join('/');
  return {
    get: async (kind, id) => (await db.get('records', key(kind, id))) ?? null,
    put: (kind, id, value) => withQuota(`${kind}/${id}`, 0, async () => void (await db.put('records', plain(value), key(kind, id)))),
    remove: (kind, id) => db.delete('records', key(kind, id)),
    list: async (kind) => (await db.getAllKeys('records', inside(kind))).map((k) => k.slice(kind.length + 1)),
  };
}

/** As JSON would keep it: the same for all stores, and no function or class gets in. */
const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

/** Blobs in the database, for browsers whose file system is closed to us. */
export function indexedDbBlobs(db: Database): BlobStore {
  const keys = async (folder: string) => (await db.getAllKeys('sizes')).filter((path) => isBelow(path, folder)).sort();
  return {
    get: async (path) => (await db.get('blobs', namesOf(path).join('/'))) ?? null,
    put: (path, bytes) =>
      withQuota(path, bytes.byteLength, async () => {
        const at = namesOf(path).join('/');
        const both = db.transaction(['blobs', 'sizes'], 'readwrite');
        await Promise.all([
          both.objectStore('blobs').put(bytes.slice(), at),
          both.objectStore('sizes').put(bytes.byteLength, at),
          both.done,
        ]);
      }),
    async remove(path) {
      const at = namesOf(path).join('/');
      const both = db.transaction(['blobs', 'sizes'], 'readwrite');
      const stores = [both.objectStore('blobs'), both.objectStore('sizes')] as const;
      await Promise.all([...stores.flatMap((s) => [s.delete(at), s.delete(inside(at))]), both.done]);
    },
    list: keys,
    async size(folder) {
      const all = db.transaction('sizes').store;
      const sizes = await Promise.all(
        (await all.getAllKeys()).map(async (path) => (isBelow(path, folder) ? ((await all.get(path)) ?? 0) : 0)),
      );
      return sizes.reduce((sum, bytes) => sum + bytes, 0);
    },
  };
}
