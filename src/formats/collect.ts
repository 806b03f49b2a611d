import type { Skipped } from '../domain/dataset.ts';
import { InputError, type Notice } from '../domain/notice.ts';
import { MAX_ENTRIES, openZip, type Source } from './archives/zip.ts';
import { FORMATS } from './images/index.ts';
import { whatIs } from './images/whatIs.ts';
import { MAX_TABLE } from './tables/csv.ts';

/** A file as dropped or found on disk. `path` keeps the folders, with `/`. */
export interface FileEntry extends Source {
  path: string;
}

/** A file that may be read, out of an archive or not. */
export interface Readable {
  path: string;
  size: number;
  read(): Promise<Uint8Array>;
}

/** What was given, sorted by what it may be. */
export interface Collected {
  images: Readable[];
  tables: Readable[];
  skipped: Skipped[];
  notices: Notice[];
}

/** Largest image file, in bytes. */
const MAX_FILE = 512e6;

const IMAGE = /\.(png|apng|jpe?g|jpe|jfif|gif|tiff?|bmp|webp|hei[cf]|avif|jp2|j2k|jxl|svg|dcm|dicom|nii)$/i;
const TABLE = /\.(csv|tsv)$/i;
const TEXT = /\.txt$/i;
const ARCHIVE = /\.(zip|7z|rar|tar|t?gz|tbz2?|bz2|t?xz|zst)$/i;
/** Files that hold data in a form that is not read: what to do with each. */
const OTHER_DATA: readonly [RegExp, string, string][] = [
  [/\.(xlsx?|xlsm|ods|numbers)$/i, 'a spreadsheet', 'Save it as CSV.'],
  [/\.(npz|npy|mat|h5|hdf5|nrrd|mha|mhd|nii\.gz)$/i, 'an array or volume', 'Save its images as PNG.'],
];

const JUNK = /^(\._.*|\.DS_Store|Thumbs\.db|ehthumbs\.db|desktop\.ini|~\$.*|Icon\r|\..*)$/i;
const JUNK_FOLDER = /^(__MACOSX|@eaDir|\$RECYCLE\.BIN|System Volume Information|\..+)$/i;

/** Files that systems leave behind and nobody means: macOS and Windows litter, hidden files. */
export function isJunk(path: string): boolean {
  const steps = path.split('/');
  return JUNK.test(steps.at(-1)!) || steps.slice(0, -1).some((s) => JUNK_FOLDER.test(s));
}

/**
 * Opens zips (those given, never those inside) and sorts files into images and tables by name, and by content where the name says nothing.
 * Throws InputError too-many-entries; and the error of a zip where it is all that was given.
 */
export async function collect(entries: readonly FileEntry[]): Promise<Collected> {
  if (entries.length > MAX_ENTRIES) {
    throw new InputError(
      'too-many-entries',
      `${entries.length} files were given, more than the ${MAX_ENTRIES} that are read at once. Take fewer, or give them in parts.`,
    );
  }
  const out: Collected = { images: [], tables: [], skipped: [], notices: [] };
  const junk: string[] = [];
  const others: string[] = [];
  const masks: string[] = [];
  const files: Readable[] = [];
  for (const entry of entries) {
    if (isJunk(entry.path)) junk.push(entry.path);
    else if (await looksZip(entry)) await unzip(entry, entries.length === 1, files, out, junk);
    else files.push({ path: entry.path, size: entry.size, read: () => entry.slice(0, entry.size) });
  }
  if (files.length > MAX_ENTRIES) {
    throw new InputError(
      'too-many-entries',
      `The archives hold ${files.length} files, more than the ${MAX_ENTRIES} that are read at once. Give them in parts.`,
    );
  }
  const isMask = maskOf(files.map((f) => f.path));
  for (const file of files) {
    const { path } = file;
    const data = OTHER_DATA.find(([pattern]) => pattern.test(path));
    if (isMask(path)) masks.push(path);
    else if (data)
      out.skipped.push({ file: path, reason: 'unsupported-format', message: `${path} is ${data[1]}, which is not read. ${data[2]}` });
    else if (file.size > MAX_FILE && IMAGE.test(path))
      out.skipped.push({
        file: path,
        reason: 'too-large',
        message: `${path} has ${Math.round(file.size / 1e6)} MB, more than the ${MAX_FILE / 1e6} MB an image file may have.`,
      });
    else if (IMAGE.test(path)) out.images.push(file);
    else if (TABLE.test(path)) out.tables.push(file);
    else if (ARCHIVE.test(path)) out.skipped.push(nested(path));
    else await byContent(file, out, others);
  }
  say(out, junk, others, masks);
  return out;
}

async function looksZip(entry: FileEntry): Promise<boolean> {
  if (/\.zip$/i.test(entry.path)) return true;
  if (
    IMAGE.test(entry.path) ||
    TABLE.test(entry.path) ||
    OTHER_DATA.some(([p]) => p.test(entry.path)) ||
    /\.(docx|pptx|jar|apk|odt|txt|md|json)$/i.test(entry.path)
  )
    return false;
  return whatIs(await entry.slice(0, Math.min(4, entry.size))).kind === 'zip';
}

async function unzip(entry: FileEntry, alone: boolean, files: Readable[], out: Collected, junk: string[]): Promise<void> {
  const name = entry.path.split('/').at(-1)!;
  // Beside other files an archive stands for a folder of its name.
  const under = alone ? '' : `${entry.path.replace(/\.zip$/i, '')}/`;
  try {
    const listing = await openZip(entry, name);
    for (const e of listing.entries) {
      if (isJunk(e.path)) junk.push(under + e.path);
      else files.push({ path: under + e.path, size: e.size, read: e.read });
    }
    out.skipped.push(...listing.refused.filter((s) => !isJunk(s.file)).map((s) => ({ ...s, file: under + s.file })));
    out.notices.push(...listing.notices);
  } catch (error) {
    if (!(error instanceof InputError) || alone) throw error;
    out.skipped.push({ file: entry.path, reason: error.code, message: error.message });
  }
}

function nested(path: string): Skipped {
  return {
    file: path,
    reason: 'nested-archive',
    message: `${path} is an archive inside what was given; archives inside are not opened. Unpack it and give its files.`,
  };
}

/** A file whose name says nothing: an image by its first bytes, a text that may be a table, or something else that is left alone. */
async function byContent(file: Readable, out: Collected, others: string[]): Promise<void> {
  if (TEXT.test(file.path)) {
    if (file.size > 0 && file.size < MAX_TABLE && looksTable(await file.read())) out.tables.push(file);
    else others.push(file.path);
    return;
  }
  if (file.size === 0 || file.size > 64e6 || /\.[a-z][a-z0-9]{1,7}$/i.test(file.path.split('/').at(-1)!)) {
    others.push(file.path);
    return;
  }
  const bytes = await file.read().catch(() => new Uint8Array(0));
  const kind = whatIs(bytes).kind;
  if (FORMATS.some((f) => f.sniff(bytes)) || kind === 'dicom') out.images.push(file);
  else if (kind === 'zip' || kind === 'gzip') out.skipped.push(nested(file.path));
  else others.push(file.path);
}

/** A text whose first lines have the same separator each. */
function looksTable(bytes: Uint8Array): boolean {
  if (whatIs(bytes).kind !== 'text') return false;
  const lines = String.fromCharCode(...bytes.subarray(0, 4096))
    .split(/\r\n?|\n/)
    .filter((l) => l.trim() !== '')
    .slice(0, 5);
  return lines.length > 1 && [',', ';', '\t'].some((d) => lines.slice(0, -1).every((l) => l.includes(d)));
}

/** Masks: all in a folder called "mask" or "masks", and "x_mask.png" (also "x_mask_1.png") beside "x.png". */
function maskOf(paths: readonly string[]): (path: string) => boolean {
  const stems = new Set(paths.map((p) => p.replace(IMAGE, '')));
  return (path) => {
    if (
      path
        .split('/')
        .slice(0, -1)
        .some((s) => /^masks?$/i.test(s))
    )
      return true;
    const found = /^(.+)[_-]mask([_-]?\d+)?$/i.exec(path.replace(IMAGE, ''));
    return found !== null && stems.has(found[1]!);
  };
}

function say(out: Collected, junk: readonly string[], others: readonly string[], masks: readonly string[]): void {
  const notice = (code: string, files: readonly string[], one: string, many: string) => {
    if (files.length === 0) return;
    const some = `(${files.slice(0, 3).join(', ')}${files.length > 3 ? ' …' : ''})`;
    out.notices.push({
      code,
      level: 'info',
      saw: String(files.length),
      files,
      remedy: `${files.length} ${files.length === 1 ? one : many} ${some}.`,
    });
  };
  notice(
    'junk-ignored',
    junk,
    'file that macOS or Windows left behind was ignored',
    'files that macOS or Windows left behind were ignored',
  );
  notice(
    'other-files',
    others,
    'file is neither an image nor a table and was left alone',
    'files are neither images nor tables and were left alone',
  );
  notice('masks-ignored', masks, 'mask was left out', 'masks were left out');
}
