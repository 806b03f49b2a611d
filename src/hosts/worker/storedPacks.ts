import { packHash } from '../../backbones/packHash.ts';
import type { Hash, Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { type BackbonePack, parsePack } from '../../domain/pack.ts';
import { parseJson } from '../../domain/parse.ts';
import type { BlobStore } from '../../storage/index.ts';

const FOLDER = 'packs';
const DESCRIPTION = 'pack.json';

/** A pack that this browser keeps; `damaged` says why its description cannot be read. */
export type StoredPack = { id: Id<'pack'>; pack: BackbonePack; hash: Hash } | { id: Id<'pack'>; pack: null; damaged: InputError };

/** Packs made from the user's files: `packs/<id>/pack.json` and its weight file. A pack without its `pack.json`, which is written last, does not exist. */
export interface StoredPacks {
  list(): Promise<readonly StoredPack[]>;
  /** Null where there is none. Rejects with 'pack-damaged' where its description cannot be read. */
  find(id: Id<'pack'>): Promise<{ pack: BackbonePack; hash: Hash } | null>;
  /** Rejects with 'pack-damaged' where the file is missing or of another length. Its hash is checked when it is loaded. */
  weights(pack: BackbonePack): Promise<Uint8Array<ArrayBuffer>>;
  /** Writes weights, then the description, then removes weights that the pack had before. */
  keep(pack: BackbonePack, weights: Uint8Array): Promise<void>;
  /** Another description of the same weights. */
  describe(pack: BackbonePack): Promise<void>;
  remove(id: Id<'pack'>): Promise<void>;
  /** Removes what a closed page left: weights without a description, files that no description names. */
  tidy(): Promise<void>;
}

/** `alone` keeps other tabs from clearing away what is being written here. */
export function storedPacks(blobs: BlobStore, alone: <T>(work: () => Promise<T>) => Promise<T> = (work) => work()): StoredPacks {
  const at = (id: string, file: string) => `${FOLDER}/${id}/${file}`;
  const utf8 = new TextEncoder();

  async function read(id: Id<'pack'>): Promise<StoredPack | null> {
    const where = at(id, DESCRIPTION);
    const bytes = await blobs.get(where);
    if (!bytes) return null;
    try {
      const pack = parsePack(parseJson(new TextDecoder().decode(bytes), where), where);
      if (pack.id !== id) throw new InputError('pack-damaged', `${where} describes another pack, ${pack.id}.`, where);
      return { id, pack, hash: packHash(pack) };
    } catch (error) {
      return { id, pack: null, damaged: damaged(id, (error as Error).message) };
    }
  }

  const ids = async () => [...new Set((await blobs.list(FOLDER)).map((path) => path.split('/')[1] as Id<'pack'>))];

  const self: StoredPacks = {
    list: async () => (await Promise.all((await ids()).map(read))).filter((p) => p !== null),
    async find(id) {
      const found = await read(id);
      if (found === null) return null;
      if (found.pack === null) throw found.damaged;
      return { pack: found.pack, hash: found.hash };
    },
    async weights(pack) {
      const { path, bytes } = pack.weights[0]!;
      const found = await blobs.get(at(pack.id, path));
      if (!found) throw damaged(pack.id, 'its weights are missing');
      if (found.length !== bytes) throw damaged(pack.id, `its weights have ${found.length} bytes, not ${bytes}`);
      return found as Uint8Array<ArrayBuffer>;
    },
    keep: (pack, weights) =>
      alone(async () => {
        try {
          await blobs.put(at(pack.id, pack.weights[0]!.path), weights);
          await self.describe(pack);
        } catch (error) {
          await tidyOne(pack.id).catch(() => {});
          throw error;
        }
        await tidyOne(pack.id);
      }),
    describe: (pack) => blobs.put(at(pack.id, DESCRIPTION), utf8.encode(`${JSON.stringify(pack, null, 1)}\n`)),
    remove: async (id) => {
      // The description first: without it, what is left does not count.
      await blobs.remove(at(id, DESCRIPTION));
      await blobs.remove(`${FOLDER}/${id}`);
    },
    tidy: () =>
      alone(async () => {
        for (const id of await ids()) await tidyOne(id);
      }),
  };

  async function tidyOne(id: Id<'pack'>): Promise<void> {
    const found = await read(id);
    if (!found) return blobs.remove(`${FOLDER}/${id}`);
    // What cannot be read may still be of use to its owner, who is told and can remove it.
    if (found.pack === null) return;
    const named = new Set([DESCRIPTION, ...found.pack.weights.map((w) => w.path)].map((file) => at(id, file)));
    for (const path of await blobs.list(`${FOLDER}/${id}`)) if (!named.has(path)) await blobs.remove(path);
  }

  return self;
}

const damaged = (id: string, why: string) =>
  new InputError('pack-damaged', `The pack ${id} kept in this browser is damaged: ${why}. Remove it and import its file again.`, id);
