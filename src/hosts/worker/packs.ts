import { packHash } from '../../backbones/packHash.ts';
import { type Catalog, parseCatalog } from '../../domain/catalog.ts';
import type { Hash, Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { type BackbonePack, parsePack } from '../../domain/pack.ts';

/** Packs by id, with their weights. */
export interface PackShelf {
  open(pack: Id<'pack'>): Promise<{ pack: BackbonePack; hash: Hash }>;
  /** Bytes of the pack's weight files, in its order. */
  weights(pack: BackbonePack): Promise<readonly Uint8Array[]>;
}

/** The packs beside the page, and its list of all known sources. */
export interface BundledPacks extends PackShelf {
  listed(): Promise<Catalog>;
}

/** `base` is the address of the `models` folder. Only files of the page's own origin are fetched. */
export function bundledPacks(base: string): BundledPacks {
  const answer = async (path: string) => {
    const response = await fetch(new URL(path, base));
    if (response.ok) return response;
    throw new InputError(
      'pack-unreachable',
      `The file ${path} could not be loaded (${response.status}). Load the page again while its server runs.`,
      path,
    );
  };
  const json = async (path: string): Promise<unknown> => (await answer(path)).json();
  let catalog: Promise<Catalog> | undefined;
  const packs = new Map<string, Promise<{ pack: BackbonePack; hash: Hash }>>();
  const open = (pack: string) => {
    let found = packs.get(pack);
    if (!found) {
      found = json(`${pack}/pack.json`).then((p) => {
        const parsed = parsePack(p, `${pack}/pack.json`);
        return { pack: parsed, hash: packHash(parsed) };
      });
      packs.set(pack, found);
      // A failed fetch may work the next time.
      found.catch(() => packs.delete(pack));
    }
    return found;
  };
  return {
    open,
    listed() {
      catalog ??= json('catalog.json').then((c) => parseCatalog(c));
      catalog.catch(() => {
        catalog = undefined;
      });
      return catalog;
    },
    weights: (pack) =>
      Promise.all(pack.weights.map(async ({ path }) => new Uint8Array(await (await answer(`${pack.id}/${path}`)).arrayBuffer()))),
  };
}
