import { isBelow, namesOf } from './paths.ts';
import type { BlobStore, RecordStore } from './stores.ts';

/** Blobs for tests, and for browsers that allow no storage: gone with the page. */
export function memoryBlobs(): BlobStore {
  const kept = new Map<string, Uint8Array>();
  const below = (folder: string) => [...kept.keys()].filter((path) => isBelow(path, folder)).sort();
  return {
    get: async (path) => kept.get(namesOf(path).join('/'))?.slice() ?? null,
    put: async (path, bytes) => void kept.set(namesOf(path).join('/'), bytes.slice()),
    remove: async (path) => {
      namesOf(path);
      for (const p of below(path)) kept.delete(p);
    },
    list: async (folder) => below(folder),
    size: async (folder) => below(folder).reduce((sum, path) => sum + kept.get(path)!.byteLength, 0),
  };
}

/** Records for tests, and for browsers that allow no storage: gone with the page. */
export function memoryRecords(): RecordStore {
  const kept = new Map<string, string>();
  const key = (kind: string, id: string) => namesOf(`${kind}/${id}`).join('/');
  return {
    async get(kind, id) {
      const text = kept.get(key(kind, id));
      return text === undefined ? null : JSON.parse(text);
    },
    put: async (kind, id, value) => void kept.set(key(kind, id), JSON.stringify(value)),
    remove: async (kind, id) => void kept.delete(key(kind, id)),
    list: async (kind) =>
      [...kept.keys()]
        .filter((k) => k.startsWith(`${kind}/`))
        .map((k) => k.slice(kind.length + 1))
        .sort(),
  };
}
