import { open, readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, sep } from 'node:path';
import { InputError } from '../../domain/notice.ts';

/** A file that can be read in parts, as the intake wants it. `path` keeps the folders, with `/`. */
export interface Entry {
  path: string;
  size: number;
  slice(start: number, end: number): Promise<Uint8Array>;
}

const TABLE = /\.(csv|tsv|txt)$/i;

/** The files of a data set on disk: a folder with all below it, a zip alone, or a table with the images beside it (other tables there are left out). */
export async function entriesOf(path: string): Promise<{ name: string; entries: Entry[] }> {
  const info = await stat(path);
  if (info.isDirectory()) {
    const entries = await walk(path, '');
    if (entries.length === 0)
      throw new InputError(
        'no-images',
        `${path} is an empty folder. Give a folder with one sub-folder per class, or a table beside the images.`,
        path,
      );
    return { name: basename(path) || path, entries };
  }
  if (TABLE.test(path)) {
    const folder = dirname(path);
    const all = await walk(folder, '');
    return { name: basename(path), entries: all.filter((e) => e.path === basename(path) || !TABLE.test(e.path)) };
  }
  return { name: basename(path), entries: [entry(path, basename(path), info.size)] };
}

async function walk(root: string, under: string): Promise<Entry[]> {
  const found: Entry[] = [];
  const items = await readdir(join(root, under), { withFileTypes: true });
  for (const item of items.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = under ? `${under}/${item.name}` : item.name;
    if (item.isDirectory()) found.push(...(await walk(root, path)));
    else if (item.isFile()) found.push(entry(join(root, path.split('/').join(sep)), path, (await stat(join(root, path))).size));
  }
  return found;
}

function entry(file: string, path: string, size: number): Entry {
  return {
    path,
    size,
    async slice(start, end) {
      const handle = await open(file, 'r');
      try {
        const buffer = new Uint8Array(Math.max(0, Math.min(end, size) - start));
        let at = 0;
        while (at < buffer.length) {
          const { bytesRead } = await handle.read(buffer, at, buffer.length - at, start + at);
          if (bytesRead === 0) return buffer.subarray(0, at);
          at += bytesRead;
        }
        return buffer;
      } finally {
        await handle.close();
      }
    },
  };
}
