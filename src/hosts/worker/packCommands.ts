import type { Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import { storedZip } from '../../formats/archives/zipStore.ts';
import type { DroppedFile, Events, Imported, ProgressEvent, WorkspaceState } from '../../protocol/messages.ts';
import type { Handlers } from '../../protocol/serve.ts';
import { importPack } from './importPack.ts';
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
}

const closed = async (): Promise<never> => {
  throw new InputError('not-here', 'This cannot be done in the page yet. Use radtune import.');
};

/** What the page asks of the pack library. */
export function packCommands({ library, state, exclusive, emit, date }: PackWorld): PackCommands {
  const tell = (stage: string, name: string, done: number, of: number, more: Partial<ProgressEvent> = {}) =>
    emit('progress', { job: 'pack', stage, name, done, of, perSecond: null, secondsLeft: null, ...more });

  async function take(files: readonly DroppedFile[], slot: Id<'pack'> | null): Promise<Imported> {
    const { entries } = await library.bundled.listed();
    const stored = await library.stored;
    const entry = entries.find((e) => e.id === slot) ?? null;
    if (slot !== null && (entry === null || entry.bundled))
      throw new InputError('unknown-pack', `${slot} is no place for a weight file: it is not in the list of known sources.`, slot);
    const kept = await stored.list();
    const taken = new Set<string>([...kept.map((p) => p.id), ...entries.filter((e) => e.bundled).map((e) => e.id)]);
    const { id, notices } = await importPack(stored, { files, slot: entry, entries, taken, at: date(), tell });
    const pack = (await library.catalog()).find((c) => c.id === id)!;
    return { pack, notices };
  }

  /** A pack of the user's own, with its damaged description as an error. */
  async function own(id: Id<'pack'>): Promise<BackbonePack> {
    const found = await (await library.stored).find(id);
    if (!found) throw new InputError('unknown-pack', `${id} is not a pack that was imported here.`, id);
    return found.pack;
  }

  return {
    'pack.import': ({ files, slot }) => exclusive(() => take(files, slot)),
    'pack.download': closed,
    'pack.discard': closed,
    'pack.family': closed,
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
    'pack.half': closed,
    'pack.keepHalf': closed,
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
