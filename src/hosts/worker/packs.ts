import { packHash } from '../../backbones/packHash.ts';
import { type CatalogEntry as Listed, parseCatalog } from '../../domain/catalog.ts';
import type { Hash, Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { type BackbonePack, parsePack } from '../../domain/pack.ts';
import type { CatalogEntry } from '../../protocol/messages.ts';

/** The packs this page can use: those bundled beside it, listed in `models/catalog.json`. */
export interface PackShelf {
  catalog(): Promise<readonly CatalogEntry[]>;
  open(pack: Id<'pack'>): Promise<{ pack: BackbonePack; hash: Hash }>;
  /** Bytes of the pack's weight files, in its order. */
  weights(pack: BackbonePack): Promise<readonly Uint8Array[]>;
}

/** `base` is the address of the `models` folder. Only files of the page's own origin are fetched. */
export function bundledPacks(base: string): PackShelf {
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
    async catalog() {
      const { entries } = parseCatalog(await json('catalog.json'));
      const ready = entries.filter((e) => e.bundled);
      return Promise.all(ready.map(async (e) => card(e, (await open(e.id)).pack)));
    },
    weights: (pack) =>
      Promise.all(pack.weights.map(async ({ path }) => new Uint8Array(await (await answer(`${pack.id}/${path}`)).arrayBuffer()))),
  };
}

/** What the page shows of a pack. */
function card(entry: Listed, pack: BackbonePack): CatalogEntry {
  return {
    id: pack.id,
    name: pack.name,
    architecture: pack.architecture,
    variant: pack.variant,
    family: entry.family,
    pretrainedOn: pack.pretrainedOn,
    licence: pack.licence,
    cite: pack.cite,
    bytes: pack.weights.reduce((n, w) => n + w.bytes, 0),
    hash: pack.weights.length === 1 ? pack.weights[0]!.hash : packHash(pack),
    features: pack.taps[0]!.length,
    preprocess: pack.preprocess,
    inputSize: pack.input.size,
    ready: true,
    precision: pack.weights.length > 0 ? 'float16' : null,
    source: { kind: 'bundled' },
    partner: entry.partner,
  };
}
