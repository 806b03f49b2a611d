import { faithful, partnerOf } from '../../domain/partner.ts';
import type { CatalogEntry } from '../../protocol/messages.ts';

/** A RadImageNet pack and the ImageNet pack of the same network and recipe. */
export interface Pair {
  baseline: CatalogEntry;
  second: CatalogEntry;
}

export const isRadImageNet = (c: Pick<CatalogEntry, 'family'>): boolean => c.family.startsWith('radimagenet');
const isImageNet = (c: Pick<CatalogEntry, 'family'>): boolean => c.family.startsWith('imagenet');

/** The pair a pack belongs to, whichever half it is; null without a partner of the other kind. */
export function pairOf(pack: CatalogEntry, catalog: readonly CatalogEntry[]): Pair | null {
  const partner = partnerOf(pack, catalog);
  if (!partner) return null;
  if (isRadImageNet(pack) && isImageNet(partner)) return { baseline: partner, second: pack };
  if (isImageNet(pack) && isRadImageNet(partner)) return { baseline: pack, second: partner };
  return null;
}

/** Pairs to propose: of an arm or of a pack that has just come, unless the arms already compare the two with the ImageNet pack first. */
export function proposals(arms: readonly CatalogEntry[], arrived: readonly CatalogEntry[], catalog: readonly CatalogEntry[]): Pair[] {
  const found = new Map<string, Pair>();
  for (const pack of [...arrived, ...arms]) {
    const pair = pairOf(pack, catalog);
    if (!pair) continue;
    const compared = arms[0]?.id === pair.baseline.id && arms.some((a) => a.id === pair.second.id);
    if (!compared) found.set(`${pair.baseline.id} ${pair.second.id}`, pair);
  }
  return [...found.values()];
}

/** The arms with a pair put first, ImageNet as the baseline and RadImageNet second; the others follow. */
export function withPair(arms: readonly CatalogEntry[], { baseline, second }: Pair): readonly CatalogEntry[] {
  return [baseline, second, ...arms.filter((a) => a.id !== baseline.id && a.id !== second.id)];
}

/** In what an arm differs from the baseline besides the images it was pretrained on. */
export interface Unlike {
  baseline: CatalogEntry;
  arm: CatalogEntry;
  what: 'network' | 'variant' | 'recipe';
}

export function unlike(arms: readonly CatalogEntry[]): Unlike[] {
  const [baseline, ...rest] = arms;
  if (!baseline) return [];
  return rest.flatMap((arm): Unlike[] => {
    if (arm.architecture !== baseline.architecture) return [{ baseline, arm, what: 'network' }];
    if (arm.variant !== baseline.variant) return [{ baseline, arm, what: 'variant' }];
    if (isRadImageNet(arm) !== isRadImageNet(baseline) && (isImageNet(arm) || isImageNet(baseline)) && !faithful(arm, baseline))
      return [{ baseline, arm, what: 'recipe' }];
    return [];
  });
}
