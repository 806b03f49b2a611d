import type { CatalogEntry } from '../../domain/catalog.ts';
import type { Dataset } from '../../domain/dataset.ts';
import type { Hash, Id } from '../../domain/ids.ts';
import { InputError, type Notice } from '../../domain/notice.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import { fileOf } from '../../domain/partner.ts';
import { storedZip } from '../../formats/archives/zipStore.ts';
import { retrained } from '../../formats/weights/index.ts';
import type { Events, HalfCost, Imported, ProgressEvent, WorkspaceState } from '../../protocol/messages.ts';
import type { Handlers } from '../../protocol/serve.ts';
import type { Extractor } from '../../study/ports.ts';
import type { AllowedHosts } from './allowedHosts.ts';
import { download } from './download.ts';
import type { DownloadParts } from './downloadParts.ts';
import { halfCost, halfPack } from './halfPack.ts';
import { freeId, importPack, type WeightFile } from './importPack.ts';
import type { PackLibrary } from './packLibrary.ts';

type PackCommands = Pick<Handlers, Extract<keyof Handlers, `pack.${string}`>>;

/** What the pack library's commands need of the worker. */
export interface PackWorld {
  library: PackLibrary;
  state(): Promise<WorkspaceState>;
  /** One long job at a time, runs among them. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
  emit<E extends keyof Events>(event: E, data: Events[E]): void;
  date(): string;
  now(): number;
  cancelled(): boolean;
  hosts: AllowedHosts;
  parts: Promise<DownloadParts>;
  extractor(): Promise<Extractor>;
  dataset(id: Id<'dataset'>): Promise<Dataset>;
  imageBytes(file: Hash): Promise<Uint8Array>;
}

/** What the page asks of the pack library. */
export function packCommands(world: PackWorld): PackCommands {
  const { library, state, exclusive, emit, date, cancelled } = world;
  /** Costs that were measured, by hash of the float32 weights. */
  const measured = new Map<string, HalfCost>();
  const tell = (stage: string, name: string, done: number, of: number, more: Partial<ProgressEvent> = {}) =>
    emit('progress', { job: 'pack', stage, name, done, of, perSecond: null, secondsLeft: null, ...more });

  const listed = async (id: Id<'pack'>): Promise<CatalogEntry> => {
    const entry = (await library.bundled.listed()).entries.find((e) => e.id === id);
    if (entry && !entry.bundled) return entry;
    throw new InputError('unknown-pack', `${id} is no place for a weight file: it is not in the list of known sources.`, id);
  };

  /** Ids that a new pack cannot have. */
  async function takenIds(): Promise<Set<string>> {
    const { entries } = await library.bundled.listed();
    const kept = await (await library.stored).list();
    return new Set<string>([...kept.map((p) => p.id), ...entries.filter((e) => e.bundled).map((e) => e.id)]);
  }

  async function take(files: readonly WeightFile[], slot: CatalogEntry | null, known: readonly Notice[] = []): Promise<Imported> {
    const { entries } = await library.bundled.listed();
    const request = { files, slot, entries, taken: await takenIds(), at: date(), tell, cancelled };
    const { id, notices } = await importPack(await library.stored, request);
    // Of a download that was given up for a file fetched by hand.
    await (await world.parts).remove(id);
    const pack = (await library.catalog()).find((c) => c.id === id)!;
    return { pack, notices: [...known, ...notices] };
  }

  async function fetched(entry: CatalogEntry): Promise<Imported> {
    if ((await takenIds()).has(entry.id))
      throw new InputError('pack-exists', `${entry.name} is at hand already. Remove it first to fetch it again.`, entry.id);
    const parts = await world.parts;
    const { bytes, notices } = await download(entry, {
      ...{ hosts: world.hosts, parts, cancelled, now: world.now },
      tell: (done, of, perSecond, secondsLeft) => tell('download', entry.name, done, of ?? 0, { perSecond, secondsLeft }),
    });
    try {
      const file = { size: bytes.length, arrayBuffer: async () => bytes.buffer };
      const taken = await take([{ path: fileOf(entry)!, file }], entry, notices);
      await parts.remove(entry.id);
      return taken;
    } catch (error) {
      // A file that is refused will be refused again; what found no room, or was stopped, is worth keeping.
      if (error instanceof InputError && error.code !== 'quota' && error.code !== 'cancelled') await parts.remove(entry.id);
      throw error;
    }
  }

  /** A pack of the user's own, with its damaged description as an error. */
  async function own(id: Id<'pack'>): Promise<BackbonePack> {
    const found = await (await library.stored).find(id);
    if (!found) throw new InputError('unknown-pack', `${id} is not a pack that was imported here.`, id);
    return found.pack;
  }

  return {
    'pack.import': ({ files, slot }) => exclusive(async () => take(files, slot === null ? null : await listed(slot))),
    'pack.download': ({ pack }) => exclusive(async () => fetched(await listed(pack))),
    'pack.discard': ({ pack }) =>
      exclusive(async () => {
        await (await world.parts).remove(pack);
        return state();
      }),
    'pack.family': ({ pack: id, family }) =>
      exclusive(async () => {
        const stored = await library.stored;
        const pack = retrained(await own(id), family);
        const place = (await library.bundled.listed()).entries.find((e) => e.id === id);
        if (!place || place.family === family) await stored.describe(pack);
        else {
          // It stood for a listed source and is none of it: it gets a name and a place of its own.
          const { file, hash } = pack.importedFrom!;
          const weights = await stored.weights(pack);
          await stored.keep({ ...pack, id: freeId(file, hash, await takenIds()), name: file }, weights);
          await stored.remove(id);
        }
        return state();
      }),
    'pack.remove': ({ pack }) =>
      exclusive(async () => {
        const stored = await library.stored;
        if (!(await stored.list()).some((p) => p.id === pack))
          throw new InputError('unknown-pack', `${pack} is not a pack that was imported here, so it cannot be removed.`, pack);
        await stored.remove(pack);
        return state();
      }),
    'pack.export': ({ pack: id }) =>
      exclusive(async () => {
        const pack = await own(id);
        const weights = await (await library.stored).weights(pack);
        return packZip(pack, weights);
      }),
    'pack.half': ({ pack: id, dataset }) =>
      exclusive(async () => {
        const pack = await own(id);
        const half = await halfPack(pack, await (await library.stored).weights(pack));
        const giveBack = library.lend(half.pack, half.weights);
        try {
          const cost = await halfCost(pack, half.pack, await world.dataset(dataset), {
            extractor: await world.extractor(),
            imageBytes: world.imageBytes,
            cancelled,
            tell: (done, of) => tell('half', pack.name, done, of),
          });
          measured.set(pack.weights[0]!.hash, cost);
          return cost;
        } finally {
          giveBack();
        }
      }),
    'pack.keepHalf': ({ pack: id }) =>
      exclusive(async () => {
        const stored = await library.stored;
        const pack = await own(id);
        tell('store', pack.name, 0, 1);
        const half = await halfPack(pack, await stored.weights(pack));
        const cost = measured.get(pack.weights[0]!.hash);
        const note = cost && { halfCost: { images: cost.images, median: cost.median, largest: cost.largest } };
        await stored.keep({ ...half.pack, ...note }, half.weights);
        tell('store', pack.name, 1, 1);
        return state();
      }),
  };
}

/** A folder with `pack.json` and `weights.safetensors`, as `models` and `--pack` take it. */
export function packZip(pack: BackbonePack, weights: Uint8Array<ArrayBuffer>): Blob {
  const path = 'weights.safetensors';
  const description = { ...pack, weights: pack.weights.map((w) => ({ ...w, path })) };
  const text = new TextEncoder().encode(`${JSON.stringify(description, null, 1)}\n`);
  const files = [
    { path: `${pack.id}/pack.json`, bytes: text },
    { path: `${pack.id}/${path}`, bytes: weights },
  ];
  return new Blob(storedZip(files), { type: 'application/zip' });
}
