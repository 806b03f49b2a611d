import { graphOf } from '../../backbones/index.ts';
import { knownLayouts } from '../../backbones/layouts/known.ts';
import { packHash } from '../../backbones/packHash.ts';
import { checkTensors } from '../../backbones/tensors.ts';
import type { CatalogEntry } from '../../domain/catalog.ts';
import type { Id } from '../../domain/ids.ts';
import { InputError, type Notice } from '../../domain/notice.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import { entryFor } from '../../domain/partner.ts';
import { digest } from '../../engine/digest.ts';
import { packFromFiles } from '../../formats/weights/index.ts';
import type { StoredPacks } from './storedPacks.ts';

/** A browser gives at most so many bytes in one piece (2 GiB in the strictest). */
const MOST = 2 ** 31 - 1;

/** A dropped file, or bytes that were downloaded. */
export interface WeightFile {
  path: string;
  file: { readonly size: number; arrayBuffer(): Promise<ArrayBuffer> };
}

export interface ImportRequest {
  files: readonly WeightFile[];
  slot: CatalogEntry | null;
  /** Known sources, for the id that a recognised file takes. */
  entries: readonly CatalogEntry[];
  /** Ids that are taken: of packs kept here and beside the page. */
  taken: ReadonlySet<string>;
  at: string;
  cancelled(): boolean;
  tell(stage: 'read' | 'bind' | 'store', name: string, done: number, of: number): void;
}

/** Reads weight files into a pack and keeps it; where they are refused, nothing is kept. The same weights again are the pack that is there. */
export async function importPack(stored: StoredPacks, request: ImportRequest): Promise<{ id: Id<'pack'>; notices: readonly Notice[] }> {
  const { slot, entries, taken, at, tell, cancelled } = request;
  const files = await read(request);
  const name = mainOf(request.files).path;
  tell('bind', name, 0, 1);
  const made = await packFromFiles(files, { layouts: knownLayouts, graphOf, checkTensors }, sha256, {
    at,
    slot: slot ?? undefined,
    release: () => {
      files.length = 0;
    },
    named: ({ weights, provenance, hash }) => {
      const { architecture, variant, bnEpsilon } = weights;
      const entry = slot ?? entryFor(entries, { architecture, variant, bnEpsilon, family: provenance.family, fileHash: hash });
      if (entry && !taken.has(entry.id)) return { id: entry.id, name: entry.name };
      return { id: freeId(name, hash, taken), name: `${entry?.name ?? architecture} (${lastName(name)})` };
    },
  });
  const twin = await twinOf(stored, made.pack);
  if (twin) return { id: twin.id, notices: [...made.notices, await known(stored, twin, made.pack, name, slot)] };
  if (cancelled()) throw stopped();
  tell('store', name, 0, 1);
  await stored.keep(made.pack, made.weights);
  tell('store', name, 1, 1);
  return { id: made.pack.id, notices: made.notices };
}

/** One at a time, after what can be refused without reading. */
async function read({ files, tell, cancelled }: ImportRequest): Promise<{ name: string; bytes: Uint8Array }[]> {
  if (files.length === 0) throw new InputError('no-file', 'No weight file was given.');
  const json = files.some((f) => /\.json$/i.test(f.path));
  if (files.length > 1 && !json)
    throw new InputError(
      'several-files',
      `${files.length} files were given at once: ${files.map((f) => f.path).join(', ')}. Each is a pack of its own; only a TensorFlow.js model.json has others beside it. Give them one by one.`,
      files[0]!.path,
    );
  for (const { path, file } of files)
    if (file.size > MOST)
      throw new InputError(
        'file-too-large',
        `${path} has ${(file.size / 1e9).toFixed(1)} GB; files up to 2.1 GB can be read here. Use radtune import.`,
        path,
      );
  const found: { name: string; bytes: Uint8Array }[] = [];
  const of = files.reduce((n, f) => n + f.file.size, 0);
  let done = 0;
  for (const { path, file } of files) {
    if (cancelled()) throw stopped();
    tell('read', path, done, of);
    found.push({ name: path, bytes: new Uint8Array(await bytesOf(file, path)) });
    done += file.size;
  }
  tell('read', mainOf(files).path, of, of);
  return found;
}

async function bytesOf(file: WeightFile['file'], path: string): Promise<ArrayBuffer> {
  try {
    return await file.arrayBuffer();
  } catch (error) {
    throw new InputError(
      'file-unreadable',
      `${path} could not be read (${(error as Error).message}). It may have been moved or changed since it was chosen, or there is not enough memory. Choose it again.`,
      path,
    );
  }
}

const stopped = () => new InputError('cancelled', 'Stopped. Nothing was imported.');

const mainOf = (files: readonly WeightFile[]): WeightFile => files.find((f) => /\.json$/i.test(f.path)) ?? files[0]!;
const lastName = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Small letters, digits and dashes of the file's name and the start of its hash. */
export function freeId(path: string, hash: string, taken: ReadonlySet<string>): Id<'pack'> {
  const stem = lastName(path)
    .toLowerCase()
    .replace(/\.(h5|hdf5|keras|pth?|bin|safetensors|json|weights)\b/g, '');
  const slug = stem
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');
  for (let digits = 8; ; digits++) {
    const id = `${slug || 'weights'}-${hash.slice(0, digits)}`;
    if (!taken.has(id) || digits === hash.length) return id as Id<'pack'>;
  }
}

/** A pack that is kept of the same weights: of the same file too, if it is in float16 since. */
async function twinOf(stored: StoredPacks, { importedFrom, ...pack }: BackbonePack): Promise<BackbonePack | undefined> {
  const hash = packHash(pack);
  const same = (p: BackbonePack) =>
    p.importedFrom?.hash === importedFrom?.hash && p.architecture === pack.architecture && p.variant === pack.variant;
  return (await stored.list()).flatMap((p) => (p.pack !== null && (p.hash === hash || same(p.pack)) ? [p.pack] : []))[0];
}

/** That nothing was added. Where nobody knew what the kept pack was trained on, the place that its file was put on now says it. */
async function known(
  stored: StoredPacks,
  twin: BackbonePack,
  made: BackbonePack,
  where: string,
  slot: CatalogEntry | null,
): Promise<Notice> {
  const half = twin.precision === 'float16' ? ' It is kept in float16; remove it and import the file again to have it in float32.' : '';
  const there = `These weights are kept already, as ${twin.id}, and were not added again.${half}`;
  const notice = { code: 'pack-known', level: 'info' as const, where, saw: twin.id };
  if (slot === null || twin.importedFrom === undefined || twin.importedFrom.family === slot.family) return { ...notice, remedy: there };
  if (twin.importedFrom.family !== 'unknown')
    return {
      ...notice,
      ...{ level: 'warning', expected: slot.pretrainedOn },
      remedy: `${there} They are said to be trained on ${twin.pretrainedOn} there, not on ${slot.pretrainedOn}; say which is right.`,
    };
  const { pretrainedOn, licence, cite, preprocess, input } = made;
  const { family, familyKnownBy } = made.importedFrom!;
  const from = { ...twin.importedFrom, family, familyKnownBy };
  await stored.describe({ ...twin, pretrainedOn, licence, cite, preprocess, input, importedFrom: from });
  return { ...notice, remedy: `${there} What they were trained on was not known; it is now taken to be ${pretrainedOn}.` };
}

/** By the platform, which wants its bytes in one piece. */
export async function sha256(parts: readonly Uint8Array[]): Promise<string> {
  if (parts.length === 1) return digest(parts[0]!);
  const whole = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return digest(whole);
}
