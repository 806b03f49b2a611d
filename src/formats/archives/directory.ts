import { InputError } from '../../domain/notice.ts';

/** Bytes that can be read in parts: a file, a Blob, an array. */
export interface Source {
  size: number;
  /** It lies in memory and stays as it is: slices are views that may be kept, and entries that are stored are not copied. */
  inMemory?: true;
  slice(start: number, end: number): Promise<Uint8Array>;
}

/** More entries than this are answered with a refusal at once. */
export const MAX_ENTRIES = 20_000;
/** Largest central directory that is read. */
const MAX_DIRECTORY = 64e6;

/** One record of the central directory, sizes and offset as zip64 corrects them. */
export interface Record {
  name: Uint8Array;
  flags: number;
  method: number;
  crc: number;
  compressed: number;
  size: number;
  offset: number;
  /** Upper half of the Unix mode where a Unix system wrote it; 0 elsewhere. */
  mode: number;
  extra: ReadonlyMap<number, Uint8Array>;
}

const view = (b: Uint8Array) => new DataView(b.buffer, b.byteOffset, b.byteLength);

/** Finds and reads the central directory (APPNOTE 6.3.10, 4.3). Throws InputError not-a-zip, truncated, corrupt or too-many-entries. */
export async function readDirectory(source: Source, where: string): Promise<Record[]> {
  const end = await findEnd(source, where);
  if (end.count > MAX_ENTRIES) return tooMany(end.count, where);
  if (end.size > MAX_DIRECTORY)
    throw new InputError(
      'too-many-entries',
      `${where} has a table of contents of ${Math.round(end.size / 1e6)} MB, more than is read. Split it into smaller archives.`,
      where,
    );
  const bytes = await source.slice(end.start, end.start + end.size);
  const v = view(bytes);
  const records: Record[] = [];
  let at = 0;
  while (at + 46 <= bytes.length && v.getUint32(at, true) === 0x02014b50) {
    const [n, m, k] = [v.getUint16(at + 28, true), v.getUint16(at + 30, true), v.getUint16(at + 32, true)];
    if (at + 46 + n + m > bytes.length) return corrupt(where, 'an entry of its table of contents is cut short');
    const extra = extraFields(bytes.subarray(at + 46 + n, at + 46 + n + m));
    const raw = { size: v.getUint32(at + 24, true), compressed: v.getUint32(at + 20, true), offset: v.getUint32(at + 42, true) };
    records.push({
      name: bytes.slice(at + 46, at + 46 + n),
      flags: v.getUint16(at + 8, true),
      method: v.getUint16(at + 10, true),
      crc: v.getUint32(at + 16, true),
      ...zip64(raw, extra.get(1), where),
      mode: v.getUint8(at + 5) === 3 ? v.getUint16(at + 40, true) : 0,
      extra,
    });
    if (records.length > MAX_ENTRIES) return tooMany(records.length, where);
    at += 46 + n + m + k;
  }
  if (records.length !== end.count) return corrupt(where, `it should have ${end.count} entries and has ${records.length}`);
  // What stands before the first entry (a self-extracting stub) shifts every offset.
  return records.map((r) => ({ ...r, offset: r.offset + end.shift }));
}

interface End {
  count: number;
  size: number;
  start: number;
  /** Bytes that were put in front of the archive. */
  shift: number;
}

async function findEnd(source: Source, where: string): Promise<End> {
  const from = Math.max(0, source.size - 22 - 65535);
  const tail = await source.slice(from, source.size);
  const v = view(tail);
  for (let at = tail.length - 22; at >= 0; at--) {
    // The comment must end with the file, else this is a signature inside a comment.
    if (v.getUint32(at, true) !== 0x06054b50 || at + 22 + v.getUint16(at + 20, true) !== tail.length) continue;
    const [disk, count, size, offset] = [
      v.getUint16(at + 4, true),
      v.getUint16(at + 10, true),
      v.getUint32(at + 12, true),
      v.getUint32(at + 16, true),
    ];
    if (disk !== 0 && disk !== 0xffff)
      throw new InputError(
        'corrupt',
        `${where} is one part of a split archive. Join the parts, or pack the folder again as one zip.`,
        where,
      );
    // Some writers (PyTorch) put a zip64 end record into archives that need none; where there is one, it counts.
    const big = await end64(source, from + at, where);
    if (big) return big;
    return checked({ count, size, offset, before: from + at }, where);
  }
  const head = await source.slice(0, Math.min(4, source.size));
  if (head[0] === 0x50 && head[1] === 0x4b)
    throw new InputError('truncated', `${where} is cut short: the zip has no end record. Copy or download it again.`, where);
  throw new InputError(
    'not-a-zip',
    `${where} is not a zip archive, whatever its name says. Pack the folder as a zip and try again.`,
    where,
  );
}

async function end64(source: Source, end: number, where: string): Promise<End | null> {
  if (end < 20 + 56) return null;
  const locator = view(await source.slice(end - 20, end));
  if (locator.getUint32(0, true) !== 0x07064b50) return null;
  const said = Number(locator.getBigUint64(8, true));
  // With bytes in front of the archive the record is not where the locator says, but right before the locator.
  for (const at of [said, end - 20 - 56]) {
    if (at < 0 || at + 56 > source.size) continue;
    const v = view(await source.slice(at, at + 56));
    if (v.getUint32(0, true) !== 0x06064b50) continue;
    const [count, size, offset] = [32, 40, 48].map((k) => Number(v.getBigUint64(k, true))) as [number, number, number];
    return checked({ count, size, offset, before: at }, where);
  }
  return corrupt(where, 'its zip64 end record is missing');
}

function checked({ count, size, offset, before }: { count: number; size: number; offset: number; before: number }, where: string): End {
  const start = before - size;
  if (start < 0 || start < offset) return corrupt(where, 'its end record points outside the file');
  return { count, size, start, shift: start - offset };
}

function extraFields(bytes: Uint8Array): Map<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  const v = view(bytes);
  for (let at = 0; at + 4 <= bytes.length; ) {
    const n = v.getUint16(at + 2, true);
    if (at + 4 + n > bytes.length) break;
    fields.set(v.getUint16(at, true), bytes.slice(at + 4, at + 4 + n));
    at += 4 + n;
  }
  return fields;
}

function zip64<T extends { size: number; compressed: number; offset: number }>(raw: T, field: Uint8Array | undefined, where: string): T {
  const out = { ...raw };
  let at = 0;
  for (const key of ['size', 'compressed', 'offset'] as const) {
    if (raw[key] !== 0xffffffff) continue;
    if (!field || at + 8 > field.length) return corrupt(where, 'an entry lacks its zip64 sizes');
    out[key] = Number(view(field).getBigUint64(at, true));
    at += 8;
  }
  return out;
}

function tooMany(count: number, where: string): never {
  throw new InputError(
    'too-many-entries',
    `${where} has ${count} entries, more than the ${MAX_ENTRIES} that are read at once. Split it, or take fewer images.`,
    where,
  );
}

function corrupt(where: string, what: string): never {
  throw new InputError('corrupt', `${where} is a damaged zip: ${what}. Pack or download it again.`, where);
}
