import { type CatalogEntry as CatalogItem, parseCatalog } from '../../domain/catalog.ts';
import type { Hash, Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { type BackbonePack, parsePack } from '../../domain/pack.ts';

/** The packs this page can use: those bundled beside it, listed in `models/catalog.json`. */
export interface PackShelf {
  catalog(): Promise<readonly CatalogItem[]>;
  open(pack: Id<'pack'>): Promise<{ pack: BackbonePack; hash: Hash }>;
}

/** `base` is the address of the `models` folder. Only files of the page's own origin are fetched. */
export function bundledPacks(base: string): PackShelf {
  const json = async (path: string) => {
    const answer = await fetch(new URL(path, base));
    if (!answer.ok) throw new InputError('pack-unreachable', `The file ${path} could not be loaded (${answer.status}). If the page is offline, open it once while its server runs.`, path);
    return answer.json() as Promise<unknown>;
  };
  let catalog: Promise<readonly CatalogItem[]> | undefined;
  const packs = new Map<string, Promise<{ pack: BackbonePack; hash: Hash }>>();
  return {
    catalog: () => (catalog ??= json('catalog.json').then((c) => parseCatalog(c))),
    open(pack) {
      let found = packs.get(pack);
      if (!found) packs.set(pack, (found = json(`${pack}/pack.json`).then((p) => withHash(parsePack(p, `${pack}/pack.json`)))));
      return found;
    },
  };
}

function withHash(pack: BackbonePack): { pack: BackbonePack; hash: Hash } {
  return { pack, hash: pack.weights[0]!.hash };
}
