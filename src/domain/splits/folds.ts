import { rng } from '../../util/rng.ts';
import { InputError, type Notice } from '../notice.ts';
import { assignGroups, type Effort } from './assign.ts';
import type { FoldItem } from './item.ts';
import { type FoldTable, tableOf } from './table.ts';
import { foldWarnings } from './warnings.ts';

export interface Folds {
  /** The fold of each item, in the order of the items. */
  fold: number[];
  warnings: Notice[];
  table: FoldTable;
}

/** A split that cannot be made; `possible` is the largest number of folds that can (0: none). */
export class SplitError extends InputError {
  readonly possible: number;
  constructor(code: 'too-few-groups' | 'one-class', message: string, possible: number) {
    super(code, message);
    this.possible = possible;
  }
}

/**
 * Stratified folds that keep groups whole. Every group lies in one fold and no fold is empty; counts per class and fold are as even as whole
 * groups allow, and every fold holds every class wherever it can. The same items and seed give the same folds, in whatever order the items come.
 * Throws SplitError 'too-few-groups' and 'one-class', which name the number of folds possible.
 */
export function makeFolds(items: readonly FoldItem[], folds: number, seed: number, classes: number, effort: Effort = 'full'): Folds {
  if (!Number.isInteger(folds) || folds < 2)
    throw new InputError('bad-folds', `${folds} folds were asked for; choose a whole number from 2 on.`);
  return deal(items, new Array<number>(folds).fill(1), seed, classes, effort);
}

/** Folds with integer shares of their own: `[1, 4]` puts a fifth into fold 0 and the rest into fold 1. Else as `makeFolds`. */
export function makeShares(items: readonly FoldItem[], weights: readonly number[], seed: number, classes: number): Folds {
  return deal(items, weights, seed, classes, 'full');
}

/** Whole-number weights `[share, rest]` of a share in (0, 1), to the nearest thousandth (at least one). */
export function shareWeights(share: number): [number, number] {
  let [a, b] = [Math.min(999, Math.max(1, Math.round(share * 1000))), 0];
  b = 1000 - a;
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return [a / x, b / x];
}

function deal(items: readonly FoldItem[], weights: readonly number[], seed: number, classes: number, effort: Effort): Folds {
  const groups = groupsOf(items, classes);
  const folds = weights.length;
  const present = new Set(items.map((i) => i.truth));
  if (present.size < 2) {
    throw new SplitError(
      'one-class',
      'All labelled images are of one class, so no fold can be made (0 possible): add images of a second class.',
      0,
    );
  }
  if (groups.length < folds) {
    const possible = groups.length < 2 ? 0 : groups.length;
    const what = possible > 0 ? `choose ${possible} folds or fewer` : 'add images of more patients';
    throw new SplitError(
      'too-few-groups',
      `${folds} folds were asked for, but there ${groups.length === 1 ? 'is one patient' : `are ${groups.length} patients`} (or other groups) to deal out, so at most ${possible} folds are possible: ${what}.`,
      possible,
    );
  }
  const counts = new Int32Array(groups.length * classes);
  groups.forEach((g, i) => {
    counts.set(g.counts, i * classes);
  });
  const assigned = assignGroups({ groups: groups.length, classes, counts, weights }, rng(seed, 'split'), effort);
  const foldOf = new Map(groups.map((g, i) => [g.name, assigned[i]!]));
  const fold = items.map((i) => foldOf.get(i.group)!);
  const table = tableOf(items, fold, folds, classes);
  return { fold, warnings: foldWarnings(items, table, weights), table };
}

/** Groups in an order of their own: by class counts, then by name. So names matter only among groups that are alike. */
function groupsOf(items: readonly FoldItem[], classes: number): { name: string; counts: Int32Array }[] {
  const byName = new Map<string, Int32Array>();
  for (const item of items) {
    if (!Number.isInteger(item.truth) || item.truth < 0 || item.truth >= classes)
      throw new Error(`makeFolds: class ${item.truth} of ${classes} for ${item.id}`);
    const counts = byName.get(item.group) ?? new Int32Array(classes);
    counts[item.truth]!++;
    byName.set(item.group, counts);
  }
  return [...byName]
    .map(([name, counts]) => ({ name, counts }))
    .sort((a, b) => {
      for (let c = 0; c < classes; c++) if (a.counts[c] !== b.counts[c]) return b.counts[c]! - a.counts[c]!;
      return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
    });
}
