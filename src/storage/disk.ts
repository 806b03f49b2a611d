import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { folderNames, namesOf } from './paths.ts';
import { withQuota } from './quota.ts';
import type { BlobStore, RecordStore } from './stores.ts';

/** Marks a file that is being written; no name of a store contains it. */
const UNFINISHED = '~';
let serial = 0;

/** Blobs as files below a folder, which is made when first needed. Several processes may share it. */
export function diskBlobs(root: string): BlobStore {
  const at = (path: string) => join(root, ...namesOf(path));
  return {
    get: (path) => orNull(readFile(at(path)).then((b) => new Uint8Array(b.buffer, b.byteOffset, b.byteLength))),
    put: (path, bytes) => withQuota(path, bytes.byteLength, () => writeWhole(at(path), bytes)),
    remove: (path) => rm(at(path), { recursive: true, force: true }),
    list: (folder) => below(root, folder),
    async size(folder) {
      const sizes = await Promise.all((await below(root, folder)).map((path) => orNull(stat(at(path)))));
      return sizes.reduce((sum, s) => sum + (s?.size ?? 0), 0);
    },
  };
}

/** Records as JSON files below a folder: kind/id.json. */
export function diskRecords(root: string): RecordStore {
  const at = (kind: string, id: string) => join(root, ...namesOf(`${kind}/${id}`).slice(0, 1), `${id}.json`);
  return {
    async get(kind, id) {
      const text = await orNull(readFile(at(kind, id), 'utf8'));
      return text === null ? null : JSON.parse(text);
    },
    put: (kind, id, value) => withQuota(`${kind}/${id}`, 0, () => writeWhole(at(kind, id), JSON.stringify(value))),
    remove: (kind, id) => rm(at(kind, id), { force: true }),
    async list(kind) {
      const files = (await orNull(readdir(join(root, ...namesOf(kind))))) ?? [];
      return files
        .filter((f) => f.endsWith('.json') && !f.includes(UNFINISHED))
        .map((f) => f.slice(0, -'.json'.length))
        .sort();
    },
  };
}

/** Written beside its place and then renamed, which no reader can see half-way. */
async function writeWhole(file: string, content: Uint8Array | string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const beside = `${file}${UNFINISHED}${process.pid}-${serial++}`;
  try {
    await writeFile(beside, content);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

async function below(root: string, folder: string): Promise<string[]> {
  const names = folderNames(folder);
  const start = join(root, ...names);
  const found = await orNull(stat(start));
  if (!found) return [];
  if (found.isFile()) return [folder];
  const entries = await readdir(start, { withFileTypes: true, recursive: true });
  return entries
    .filter((e) => e.isFile() && !e.name.includes(UNFINISHED))
    .map((e) => join(e.parentPath, e.name).slice(join(root, '/').length).replaceAll('\\', '/'))
    .sort();
}

/** Null where there is no such file. */
async function orNull<T>(found: Promise<T>): Promise<T | null> {
  return found.catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return null;
    throw error;
  });
}
