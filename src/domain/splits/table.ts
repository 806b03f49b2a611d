import type { FoldItem } from './item.ts';

/** What lies in each fold. Rows are folds. */
export interface FoldTable {
  /** folds x classes, images. */
  images: number[][];
  /** folds x classes, groups (patients) with at least one image of the class. */
  groups: number[][];
  /** Images of each site, in the order of `sites`; both null where no item names a site. */
  sites: string[] | null;
  bySite: number[][] | null;
}

/** Counts the table of a dealt-out set. */
export function tableOf(items: readonly FoldItem[], fold: readonly number[], folds: number, classes: number): FoldTable {
  const grid = (width: number) => Array.from({ length: folds }, () => new Array<number>(width).fill(0));
  const images = grid(classes);
  const groups = grid(classes);
  const seen = new Set<string>();
  const sites = [...new Set(items.flatMap((i) => (i.site == null ? [] : [i.site])))].sort();
  const bySite = grid(sites.length);
  items.forEach((item, i) => {
    const f = fold[i]!;
    images[f]![item.truth]!++;
    const key = `${item.truth}/${item.group}`;
    if (!seen.has(key)) groups[f]![item.truth]!++;
    seen.add(key);
    if (item.site != null) bySite[f]![sites.indexOf(item.site)]!++;
  });
  return sites.length > 0 ? { images, groups, sites, bySite } : { images, groups, sites: null, bySite: null };
}
