import { type AssembleInput, assemble, type ImageInput, type TableInput } from '../domain/assemble.ts';
import type { Dataset, Skipped } from '../domain/dataset.ts';
import type { Hash } from '../domain/ids.ts';
import { mergeInto } from '../domain/merge.ts';
import { InputError, type Notice } from '../domain/notice.ts';
import { hash } from '../util/hash.ts';
import { collect, type FileEntry, type Readable } from './collect.ts';
import { decodeImage, toFrame } from './images/index.ts';
import { oddities } from './images/pixelReport.ts';
import { sampleSha256 } from './images/samples.ts';
import { readTable } from './tables/csv.ts';

export { type CheckReport, checkReport } from './checkReport.ts';
export type { FileEntry } from './collect.ts';

export interface IntakeOptions {
  /** The data set's name; the zip's or the outermost folder's where left out. */
  name?: string;
  onProgress?(progress: { done: number; of: number; name: string }): void;
  /** Asked before each file; true ends the intake with InputError `cancelled`. */
  cancelled?(): boolean;
  /** Awaited between files, so that a host can let messages in. */
  pause?(): Promise<void>;
  /** Stores the bytes of an image that was taken in, under the hash of its file. */
  keep?(file: Hash, bytes: Uint8Array, path: string): Promise<void>;
}

/**
 * Reads whatever was given (files, folders, zips, tables) into a new data set: every image is decoded once, for its hash, size and soundness.
 * One bad file costs nothing else: it is listed in `dataset.skipped` with the reason. Throws InputError only where nothing usable remains, with
 * the reason most files share (no-images, encrypted, nested-archive, truncated …), where a table that should give the labels is broken, or `cancelled`.
 */
export async function intake(entries: readonly FileEntry[], options: IntakeOptions = {}): Promise<{ dataset: Dataset }> {
  const read = await readAll(entries, options);
  if (read.images.length === 0) throw nothingUsable(read, entries);
  return { dataset: assemble(read) };
}

/** Adds what was given to a data set (see `mergeInto`); the answer is its next revision. Throws InputError where there is neither an image nor a table to use. */
export async function addTo(dataset: Dataset, entries: readonly FileEntry[], options: IntakeOptions = {}): Promise<Dataset> {
  const read = await readAll(entries, options);
  if (read.images.length === 0 && read.tables.length === 0) throw read.broken[0] ?? nothingUsable(read, entries);
  return mergeInto(dataset, { ...read, name: dataset.name });
}

async function readAll(entries: readonly FileEntry[], options: IntakeOptions): Promise<AssembleInput> {
  const found = await collect(entries);
  const skipped: Skipped[] = [...found.skipped];
  const tables: TableInput[] = [];
  const broken: InputError[] = [];
  for (const file of found.tables) {
    try {
      tables.push(readTable(await file.read(), file.path));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      broken.push(error.where === undefined ? new InputError(error.code, error.message, file.path) : error);
    }
  }
  const images: ImageInput[] = [];
  const said: Notice[] = [];
  const of = found.images.length;
  for (const [done, file] of found.images.entries()) {
    if (options.cancelled?.()) throw new InputError('cancelled', 'Reading was cancelled; nothing was changed.');
    options.onProgress?.({ done, of, name: file.path });
    await options.pause?.();
    try {
      images.push(await readImage(file, said, options));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      skipped.push({ file: file.path, reason: error.code, message: error.message });
    }
  }
  options.onProgress?.({ done: of, of, name: '' });
  return { name: options.name ?? nameOf(entries), images, tables, broken, skipped, notices: [...found.notices, ...together(said)] };
}

async function readImage(file: Readable, said: Notice[], options: IntakeOptions): Promise<ImageInput> {
  const bytes = await file.read();
  const { frame, notices } = toFrame(decodeImage(bytes, file.path), file.path);
  const key = hash(bytes) as Hash;
  await options.keep?.(key, bytes, file.path);
  said.push(...notices, ...oddities(frame, file.path));
  return { path: file.path, file: key, pixels: sampleSha256(frame.data) as Hash, size: [frame.width, frame.height] };
}

/** One notice for all files that it says the same of. */
function together(said: readonly Notice[]): Notice[] {
  const groups = new Map<string, Notice[]>();
  for (const n of said) groups.set(`${n.code} ${n.remedy}`, [...(groups.get(`${n.code} ${n.remedy}`) ?? []), n]);
  return [...groups.values()].map((g) => {
    const files = g.map((n) => n.where!);
    return g.length === 1
      ? { ...g[0]!, files }
      : { code: g[0]!.code, level: g[0]!.level, saw: String(g.length), files, remedy: g[0]!.remedy! };
  });
}

function nameOf(entries: readonly FileEntry[]): string {
  const first = entries[0]?.path ?? '';
  const top = first.split('/')[0]!;
  return (entries.length === 1 || first.includes('/') ? top : 'images').replace(/\.zip$/i, '') || 'images';
}

/** Why there is no image: the reason most files share. */
function nothingUsable(read: AssembleInput, entries: readonly FileEntry[]): InputError {
  const where = entries.length === 1 ? entries[0]!.path : read.name;
  const how = 'PNG or JPEG images are needed, with one folder for each class or a table beside them.';
  if (read.skipped.length === 0) {
    const what = entries.length === 0 ? 'The folder is empty' : `${where} holds no images`;
    return new InputError('no-images', `${what}. ${how}`, where);
  }
  const counts = new Map<string, number>();
  for (const s of read.skipped) counts.set(s.reason, (counts.get(s.reason) ?? 0) + 1);
  const [reason, n] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  const first = read.skipped.find((s) => s.reason === reason)!;
  const more = n > 1 ? ` The same holds for ${n - 1} more.` : '';
  const rest = read.skipped.length - n;
  return new InputError(
    reason,
    `${where} holds no image that can be read. ${first.message}${more}${rest > 0 ? ` ${rest} files were refused for other reasons.` : ''}`,
    where,
  );
}
