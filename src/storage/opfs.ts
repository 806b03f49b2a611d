import type { Notice } from '../domain/notice.ts';
import { crc32 } from './crc32.ts';
import { folderNames, namesOf } from './paths.ts';
import { withQuota } from './quota.ts';
import type { BlobStore } from './stores.ts';

/** 'RTB1', CRC-32 of the body, length of the body as two 32-bit halves; little-endian. Written last, so that a half-written file has none. */
const HEADER = 16;
const MAGIC = 0x31425452;
/** Another tab may hold the file for a moment. */
const TRIES = 40;
const WAIT = 50;

/** As dedicated workers have it; the compiler's DOM library leaves it out. */
interface SyncHandle {
  write(bytes: Uint8Array, options: { at: number }): number;
  truncate(size: number): void;
  flush(): void;
  close(): void;
}

/** Opens a file for writing, and locks it. Throws where the browser or the place (a page, not a worker) has no such handles. */
export const syncHandle = (file: FileSystemFileHandle): Promise<SyncHandle> =>
  (file as unknown as { createSyncAccessHandle(): Promise<SyncHandle> }).createSyncAccessHandle();

/**
 * Blobs as files in the browser's own file system, written through sync access handles: a dedicated worker only.
 * `tell` hears of a file that proved damaged; it is removed, and reads as absent.
 */
export function opfsBlobs(root: FileSystemDirectoryHandle, tell: (notice: Notice) => void = () => {}): BlobStore {
  const inTurn = turns();
  const folders = new Map<string, FileSystemDirectoryHandle>();

  async function folderOf(names: readonly string[], create: boolean): Promise<FileSystemDirectoryHandle | null> {
    const path = names.join('/');
    let folder = folders.get(path) ?? root;
    if (folder !== root || names.length === 0) return folder;
    for (const name of names) {
      const next = await orNull(folder.getDirectoryHandle(name, { create }));
      if (!next) return null;
      folder = next;
    }
    folders.set(path, folder);
    return folder;
  }

  async function fileOf(path: string, create: boolean): Promise<FileSystemFileHandle | null> {
    const names = namesOf(path);
    const open = async () => {
      const folder = await folderOf(names.slice(0, -1), create);
      return folder && orNull(folder.getFileHandle(names.at(-1)!, { create }));
    };
    const file = await open();
    if (file || !create) return file;
    // Another tab removed the folder that we remember.
    folders.clear();
    return open();
  }

  async function removeNow(path: string): Promise<void> {
    const names = namesOf(path);
    const folder = await folderOf(names.slice(0, -1), false);
    for (const known of folders.keys()) if (known === path || known.startsWith(`${path}/`)) folders.delete(known);
    if (folder) await orNull(unlocked(() => folder.removeEntry(names.at(-1)!, { recursive: true })));
  }

  async function* files(folder: FileSystemDirectoryHandle, prefix: string): AsyncGenerator<[path: string, file: FileSystemFileHandle]> {
    for await (const [name, handle] of folder.entries()) {
      if (handle.kind === 'directory') yield* files(handle as FileSystemDirectoryHandle, `${prefix}${name}/`);
      else yield [`${prefix}${name}`, handle as FileSystemFileHandle];
    }
  }

  async function below(path: string): Promise<[path: string, file: FileSystemFileHandle][]> {
    const found: [string, FileSystemFileHandle][] = [];
    const file = path === '' ? null : await fileOf(path, false).catch(ofOtherKind);
    if (file) found.push([path, file]);
    const folder = await folderOf(folderNames(path), false).catch(ofOtherKind);
    if (folder) for await (const entry of files(folder, path === '' ? '' : `${path}/`)) found.push(entry);
    return found.sort(([a], [b]) => (a < b ? -1 : 1));
  }

  return {
    get: (path) =>
      inTurn(path, async () => {
        const file = await fileOf(path, false);
        if (!file) return null;
        const bytes = new Uint8Array(await (await file.getFile()).arrayBuffer());
        const body = whole(bytes);
        if (body) return body;
        await removeNow(path);
        tell({
          code: 'blob-damaged',
          level: 'warning',
          where: path,
          remedy: 'It was removed and will be made again where that is possible.',
        });
        return null;
      }),
    put: (path, bytes) =>
      inTurn(path, () =>
        withQuota(path, bytes.byteLength, async () => {
          const file = (await fileOf(path, true))!;
          try {
            await write(file, bytes);
          } catch (error) {
            // Half a file takes the room that was wanting.
            await removeNow(path).catch(() => {});
            throw error;
          }
        }),
      ),
    remove: (path) => inTurn(path, () => removeNow(path)),
    list: async (folder) => (await below(folder)).map(([path]) => path),
    async size(folder) {
      let sum = 0;
      for (const [, file] of await below(folder)) sum += Math.max(0, (await file.getFile()).size - HEADER);
      return sum;
    },
  };
}

async function write(file: FileSystemFileHandle, bytes: Uint8Array): Promise<void> {
  const handle = await unlocked(() => syncHandle(file));
  try {
    handle.truncate(0);
    writeAll(handle, bytes, HEADER);
    handle.flush();
    writeAll(handle, headerOf(bytes), 0);
    handle.flush();
  } finally {
    handle.close();
  }
}

/** A write may take fewer bytes than it was given; one that takes none has no room. */
function writeAll(handle: SyncHandle, bytes: Uint8Array, at: number): void {
  for (let done = 0; done < bytes.byteLength; ) {
    const written = handle.write(bytes.subarray(done), { at: at + done });
    if (written === 0) throw new DOMException('The file system took no more bytes.', 'QuotaExceededError');
    done += written;
  }
}

function headerOf(bytes: Uint8Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(HEADER));
  view.setUint32(0, MAGIC, true);
  view.setUint32(4, crc32(bytes), true);
  view.setUint32(8, bytes.byteLength % 2 ** 32, true);
  view.setUint32(12, Math.floor(bytes.byteLength / 2 ** 32), true);
  return new Uint8Array(view.buffer);
}

/** The body of a file that was written to its end; null otherwise. */
function whole(bytes: Uint8Array): Uint8Array | null {
  if (bytes.byteLength < HEADER) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER);
  const body = bytes.subarray(HEADER);
  const length = view.getUint32(8, true) + view.getUint32(12, true) * 2 ** 32;
  return view.getUint32(0, true) === MAGIC && length === body.byteLength && view.getUint32(4, true) === crc32(body) ? body : null;
}

const named = (error: unknown, ...names: string[]) => names.includes((error as { name?: string } | null)?.name ?? '');

/** Null where there is no such entry. */
async function orNull<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error: unknown) => {
    if (named(error, 'NotFoundError')) return null;
    throw error;
  });
}

/** A file where a folder was asked for, or the other way round: not what was looked for. */
function ofOtherKind(error: unknown): null {
  if (named(error, 'TypeMismatchError')) return null;
  throw error;
}

async function unlocked<T>(open: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await open();
    } catch (error) {
      if (tries === TRIES || !named(error, 'NoModificationAllowedError', 'InvalidStateError')) throw error;
      await new Promise((resolve) => setTimeout(resolve, WAIT));
    }
  }
}

/** One operation at a time on a path: a sync access handle locks its file. */
function turns(): <T>(path: string, work: () => Promise<T>) => Promise<T> {
  const last = new Map<string, Promise<unknown>>();
  return (path, work) => {
    const mine = (last.get(path) ?? Promise.resolve()).catch(() => {}).then(work);
    last.set(path, mine);
    const forget = () => {
      if (last.get(path) === mine) last.delete(path);
    };
    mine.then(forget, forget);
    return mine;
  };
}
