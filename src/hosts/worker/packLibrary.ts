import type { Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import { partnerOf } from '../../domain/partner.ts';
import type { CatalogEntry } from '../../protocol/messages.ts';
import { bundledCard, damagedCard, importedCard, listedCard } from './packCards.ts';
import type { BundledPacks, PackShelf } from './packs.ts';
import type { StoredPacks } from './storedPacks.ts';

/** All packs that the page knows: beside it, made from the user's files, and listed only. */
export interface PackLibrary extends PackShelf {
  /** A card each. A pack of the user's that stands for a listed source takes that source's place. */
  catalog(): Promise<readonly CatalogEntry[]>;
  /** Weights of a pack that is not kept, found by their hash until they are taken back. */
  lend(pack: BackbonePack, weights: Uint8Array): () => void;
  readonly bundled: BundledPacks;
  readonly stored: Promise<StoredPacks>;
}

/** `part`: bytes of unfinished downloads that are kept, by pack. */
export function packLibrary(
  bundled: BundledPacks,
  stored: Promise<StoredPacks>,
  part: () => Promise<ReadonlyMap<string, number>>,
): PackLibrary {
  const isBundled = async (id: string) => (await bundled.listed()).entries.some((e) => e.bundled && e.id === id);
  const lent = new Map<string, Uint8Array>();
  return {
    lend(pack, weights) {
      const { hash } = pack.weights[0]!;
      lent.set(hash, weights);
      return () => lent.delete(hash);
    },
    bundled,
    stored,
    async catalog() {
      const [{ entries }, kept, parts] = await Promise.all([bundled.listed(), stored.then((s) => s.list()), part()]);
      const mine = new Map<string, CatalogEntry>(
        kept.map((p) => {
          const entry = entries.find((e) => e.id === p.id);
          return [p.id, p.pack ? importedCard(p.pack, entry) : damagedCard(p.id, entry)];
        }),
      );
      const cards = await Promise.all(
        entries.map(
          async (e) =>
            mine.get(e.id) ?? (e.bundled ? bundledCard(e, (await bundled.open(e.id)).pack) : listedCard(e, parts.get(e.id) ?? 0)),
        ),
      );
      const listed = new Set<string>(entries.map((e) => e.id));
      const all = [...cards, ...[...mine.values()].filter((card) => !listed.has(card.id))];
      return all.map((card) => (mine.has(card.id) ? { ...card, partner: partnerOf(card, all)?.id ?? null } : card));
    },
    async open(id: Id<'pack'>) {
      const found = await (await stored).find(id);
      if (found) return found;
      if (await isBundled(id)) return bundled.open(id);
      const entry = (await bundled.listed()).entries.find((e) => e.id === id);
      throw new InputError(
        'unknown-pack',
        entry
          ? `The weights of ${entry.name} are not at hand. Download them or drop their file in first.`
          : `There is no pack ${id} in this browser any more. Import its file again, or choose another pack.`,
        id,
      );
    },
    async weights(pack) {
      const borrowed = lent.get(pack.weights[0]?.hash ?? '');
      if (borrowed) return [borrowed];
      if (pack.weights.length === 0 || (await isBundled(pack.id))) return bundled.weights(pack);
      return [await (await stored).weights(pack)];
    },
  };
}
