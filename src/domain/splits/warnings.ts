import type { Notice } from '../notice.ts';
import type { FoldItem } from './item.ts';
import type { FoldTable } from './table.ts';

/**
 * What weakens a split, each said once: `fold_without_class`, `dominant_group` (a group with more than one and a half folds' worth of a class),
 * `label_site_confounding` (a site whose images are all of one class). `where` holds class indices, group or site names, comma-separated.
 */
export function foldWarnings(items: readonly FoldItem[], table: FoldTable, weights: readonly number[]): Notice[] {
  return [withoutClass(items, table, weights), dominant(items, table, weights), confounded(items)].filter((n) => n !== null);
}

function totalsOf(table: FoldTable): number[] {
  return table.images[0]!.map((_, c) => table.images.reduce((sum, row) => sum + row[c]!, 0));
}

function withoutClass(items: readonly FoldItem[], table: FoldTable, weights: readonly number[]): Notice | null {
  const totals = totalsOf(table);
  const lacking = totals.flatMap((n, c) => (n > 0 && table.images.some((row) => row[c] === 0) ? [c] : []));
  if (lacking.length === 0) return null;
  const holders = lacking.map((c) => new Set(items.filter((i) => i.truth === c).map((i) => i.group)).size);
  const fewest = Math.min(...holders);
  const equal = weights.every((w) => w === weights[0]);
  const fewer = equal && fewest >= 2 && fewest < weights.length;
  return {
    code: 'fold_without_class',
    level: 'warning',
    where: lacking.join(', '),
    saw: String(fewest),
    expected: String(weights.length),
    remedy: fewer
      ? `Choose ${fewest} folds, or add patients of the rare class; measures per fold are undefined where a fold lacks a class.`
      : 'Add patients of the rare class; measures per fold are undefined where a fold lacks a class.',
  };
}

function dominant(items: readonly FoldItem[], table: FoldTable, weights: readonly number[]): Notice | null {
  const totals = totalsOf(table);
  const counts = new Map<string, number[]>();
  for (const { group, truth } of items) {
    const row = counts.get(group) ?? totals.map(() => 0);
    row[truth]!++;
    counts.set(group, row);
  }
  // More than 1.5 n_c / K, in integers.
  const large = [...counts].filter(([, row]) => row.some((k, c) => 2 * weights.length * k > 3 * totals[c]!)).map(([name]) => name);
  if (large.length === 0) return null;
  return {
    code: 'dominant_group',
    level: 'warning',
    where: large.sort().join(', '),
    saw: String(large.length),
    remedy:
      'Some patients hold more images of a class than a fold should: folds are uneven. Fewer folds, or fewer images of those patients, even them out.',
  };
}

function confounded(items: readonly FoldItem[]): Notice | null {
  const classes = new Map<string, Set<number>>();
  for (const { site, truth } of items) if (site != null) classes.set(site, (classes.get(site) ?? new Set<number>()).add(truth));
  const single = [...classes].filter(([, set]) => set.size === 1).map(([site]) => site);
  if (single.length === 0) return null;
  return {
    code: 'label_site_confounding',
    level: 'warning',
    where: single.sort().join(', '),
    saw: String(single.length),
    remedy:
      'All images of these sites are of one class, so a network may learn the site instead of the finding. Leave sites out in turn, or add images of the other class from there.',
  };
}
