import type { Notice } from '../domain/notice.ts';
import { indexedDbBlobs, indexedDbRecords, openDatabase } from './indexeddb.ts';
import { memoryBlobs, memoryRecords } from './memory.ts';
import { opfsBlobs, syncHandle } from './opfs.ts';
import type { BlobStore, RecordStore } from './stores.ts';

export interface Stores {
  blobs: BlobStore;
  records: RecordStore;
  /** Where bytes go: the browser's file system, its database, or this page's memory alone. */
  kind: 'opfs' | 'indexeddb' | 'memory';
}

/** What this browser offers, the best first. Falling back to memory, where nothing outlives the page, is told as a notice 'storage-memory'. Call from a worker. */
export async function browserStores(tell: (notice: Notice) => void = () => {}, name = 'radtune'): Promise<Stores> {
  try {
    const db = await openDatabase(name);
    const folder = await privateFolder(name);
    const records = indexedDbRecords(db);
    return folder ? { blobs: opfsBlobs(folder, tell), records, kind: 'opfs' } : { blobs: indexedDbBlobs(db), records, kind: 'indexeddb' };
  } catch (error) {
    tell({
      code: 'storage-memory',
      level: 'warning',
      saw: (error as Error).message,
      remedy: 'Download results before the page is closed.',
    });
    return { blobs: memoryBlobs(), records: memoryRecords(), kind: 'memory' };
  }
}

/** The folder of ours in the origin's private file system; null where it cannot be written in the way we need. */
async function privateFolder(name: string): Promise<FileSystemDirectoryHandle | null> {
  try {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(name, { create: true });
    // Some browsers open the folder and then refuse the handle (private windows, older Safari).
    const probe = await folder.getFileHandle(`probe-${crypto.randomUUID()}`, { create: true });
    (await syncHandle(probe)).close();
    await folder.removeEntry(probe.name);
    return folder;
  } catch {
    return null;
  }
}
