import type { Skipped } from '../../domain/dataset.ts';
import { InputError, type Notice } from '../../domain/notice.ts';
import { crc32 } from '../crc32.ts';
import { InflateError, inflateExactly } from '../inflate.ts';
import { type Record, readDirectory, type Source } from './directory.ts';
import { entryName, safePath } from './names.ts';

export type { Source } from './directory.ts';
export { MAX_ENTRIES } from './directory.ts';

/** Largest single file that is unpacked, in bytes. */
const MAX_FILE = 512e6;
/** An archive that unpacks to more than this, and to more than `MAX_RATIO` times its own size, is a bomb. */
const MAX_TOTAL = 256e6;
const MAX_RATIO = 100;

/** A file in a zip. */
export interface ZipEntry {
  /** With `/`, safe to use below a folder. */
  path: string;
  size: number;
  /** Inflates it, never beyond `size`, and checks the CRC. Of a source in memory, a stored entry is a view. Throws InputError corrupt, truncated or too-large. */
  read(): Promise<Uint8Array>;
}

export interface ZipListing {
  entries: ZipEntry[];
  /** Entries that cannot be read, each with the reason. */
  refused: Skipped[];
  notices: Notice[];
}

const METHODS = new Map([
  [9, 'Deflate64'],
  [12, 'bzip2'],
  [14, 'LZMA'],
  [93, 'Zstandard'],
  [95, 'xz'],
  [98, 'PPMd'],
]);

/**
 * Lists a zip from its central directory; files are read one by one on demand. Nothing is inflated here. Entries that are encrypted, packed by
 * another method than store or deflate, symbolic links, or named outside the folder are refused one by one.
 * Throws InputError for the archive as a whole: not-a-zip, truncated, corrupt, too-many-entries, archive-bomb.
 */
export async function openZip(source: Source, where: string): Promise<ZipListing> {
  const records = await readDirectory(source, where);
  checkBomb(records, source.size, where);
  const cached = source.inMemory ? source : readAhead(source);
  const entries = new Map<string, ZipEntry>();
  const refused: Skipped[] = [];
  const replaced: string[] = [];
  for (const r of records) {
    const name = entryName(r.name, (r.flags & 0x800) !== 0, r.extra);
    if (/[/\\]$/.test(name)) continue;
    const path = safePath(name);
    const no = refusal(r, path, name);
    if (no) refused.push(no);
    else {
      if (entries.has(path!)) replaced.push(path!);
      entries.delete(path!);
      entries.set(path!, { path: path!, size: r.size, read: () => readEntry(cached, r, path!, where) });
    }
  }
  return { entries: [...entries.values()], refused, notices: namesTwice(replaced, [...entries.keys()], where) };
}

function refusal(r: Record, path: string | null, name: string): Skipped | null {
  if (path === null) {
    // Only the last step is shown: the name as it stands must reach nothing.
    const last = name
      .split(/[/\\]/)
      .at(-1)!
      .replace(/^[a-z]:/i, '');
    const file = last === '' || /^\.+$/.test(last) ? '(no name)' : last;
    return {
      file,
      reason: 'unsafe-path',
      message: `An entry named "${file}" has a path that leads outside the archive's folder and was left out.`,
    };
  }
  if ((r.mode & 0xf000) === 0xa000)
    return { file: path, reason: 'not-an-image', message: `${path} is a symbolic link, not a file; links are not followed.` };
  if ((r.flags & 1) !== 0 || r.method === 99) {
    return {
      file: path,
      reason: 'encrypted',
      message: `${path} is encrypted. Unpack the archive with its password and give the folder, or a zip without one.`,
    };
  }
  if (r.method !== 0 && r.method !== 8) {
    const how = METHODS.get(r.method) ?? `method ${r.method}`;
    return {
      file: path,
      reason: 'unsupported-compression',
      message: `${path} is packed with ${how}, which is not read. Pack it again as an ordinary zip (Deflate).`,
    };
  }
  if (r.size > MAX_FILE)
    return {
      file: path,
      reason: 'too-large',
      message: `${path} would unpack to ${Math.round(r.size / 1e6)} MB, more than the ${MAX_FILE / 1e6} MB a file may have.`,
    };
  return null;
}

/** By what the directory declares, before a byte is inflated: entries that share bytes, or a total that no pictures reach. */
function checkBomb(records: readonly Record[], size: number, where: string): void {
  const sorted = [...records].sort((a, b) => a.offset - b.offset);
  for (let i = 1; i < sorted.length; i++) {
    const before = sorted[i - 1]!;
    if (before.offset + 30 + before.name.length + before.compressed > sorted[i]!.offset) {
      throw new InputError(
        'archive-bomb',
        `${where} is not opened: its entries overlap, as in an archive made to fill the disk. Get the images from a source you trust.`,
        where,
      );
    }
  }
  const last = sorted.at(-1);
  if (last && last.offset + 30 + last.name.length + last.compressed > size) {
    throw new InputError(
      'corrupt',
      `${where} is a damaged zip: an entry reaches beyond the end of the file. Pack or download it again.`,
      where,
    );
  }
  const total = records.reduce((n, r) => n + r.size, 0);
  if (total > MAX_TOTAL && total > MAX_RATIO * size) {
    throw new InputError(
      'archive-bomb',
      `${where} is not opened: ${Math.round(size / 1e3)} kB would unpack to ${Math.round(total / 1e6)} MB, as in an archive made to fill the disk. Get the images from a source you trust.`,
      where,
    );
  }
}

async function readEntry(source: Source, r: Record, path: string, where: string): Promise<Uint8Array> {
  const corrupt = (what: string): never => {
    throw new InputError('corrupt', `${path} in ${where} is damaged: ${what}. Pack or download the archive again.`, path);
  };
  const head = await source.slice(r.offset, r.offset + 30);
  const v = new DataView(head.buffer, head.byteOffset, head.byteLength);
  if (head.length < 30 || v.getUint32(0, true) !== 0x04034b50) return corrupt('its local header is missing');
  const start = r.offset + 30 + v.getUint16(26, true) + v.getUint16(28, true);
  const packed = await source.slice(start, start + r.compressed);
  if (packed.length < r.compressed) return corrupt('its data ends too early');
  if (r.method === 0 && r.compressed !== r.size) return corrupt('its two sizes differ');
  const bytes = r.method !== 0 ? inflated(packed, r.size, corrupt) : source.inMemory ? packed : packed.slice();
  if (crc32(bytes) !== r.crc) return corrupt('its checksum is wrong');
  return bytes;
}

function inflated(packed: Uint8Array, size: number, corrupt: (what: string) => never): Uint8Array {
  if (size === 0 && packed.length === 0) return packed;
  try {
    return inflateExactly(packed, size);
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    return corrupt(
      error.kind === 'longer'
        ? `it holds more than the ${size} bytes it declares`
        : error.kind === 'truncated'
          ? 'its data ends too early'
          : 'its data cannot be inflated',
    );
  }
}

/** Entries mostly lie one after another: a few large reads in place of two small ones each. */
function readAhead(source: Source, block = 4 << 20): Source {
  let held = { start: 0, bytes: new Uint8Array(0) as Uint8Array };
  return {
    size: source.size,
    async slice(from, to) {
      if (to - from > block) return source.slice(from, to);
      // Kept in one object, so that reads that run side by side never see one's start with another's bytes.
      let mine = held;
      if (from < mine.start || to > mine.start + mine.bytes.length) {
        mine = { start: from, bytes: await source.slice(from, Math.min(source.size, from + block)) };
        held = mine;
      }
      return mine.bytes.subarray(from - mine.start, to - mine.start);
    },
  };
}

function namesTwice(replaced: readonly string[], paths: readonly string[], where: string): Notice[] {
  const notices: Notice[] = [];
  if (replaced.length > 0) {
    const files = [...new Set(replaced)];
    notices.push({
      code: 'duplicate-name',
      level: 'warning',
      where,
      saw: String(files.length),
      files,
      remedy: `The archive holds the same name more than once; the last of them was taken, as unpacking would. The earlier ones were left out: ${files.slice(0, 3).join(', ')}.`,
    });
  }
  const folded = new Map<string, string[]>();
  for (const p of paths) folded.set(p.toLowerCase(), [...(folded.get(p.toLowerCase()) ?? []), p]);
  const alike = [...folded.values()].filter((g) => g.length > 1).flat();
  if (alike.length > 0) {
    notices.push({
      code: 'duplicate-name',
      level: 'warning',
      where,
      saw: String(alike.length),
      files: alike,
      remedy: `Names that differ only in upper and lower case (${alike.slice(0, 2).join(', ')}): both were taken, but many systems would keep one of them.`,
    });
  }
  return notices;
}
