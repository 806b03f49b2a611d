/** Groups to be dealt into folds: how many samples of each class every group holds, and how large a share each fold should get. */
export interface FoldProblem {
  groups: number;
  classes: number;
  /** groups x classes, samples. */
  counts: Int32Array;
  /** Integer share of each fold; all 1 for folds of equal size. */
  weights: readonly number[];
}

/**
 * How bad an assignment is, in integers, so that no tie hangs on rounding. Deviations are scaled by the sum of the weights:
 * `max` = max over folds and classes of |count · Σw − n_c · w_f|.
 */
export interface Score {
  /** Folds without a group. */
  empty: number;
  /** (fold, class) pairs without a sample, classes without any sample aside. */
  missing: number;
  max: number;
  /** Sum of squared scaled deviations of class counts and of fold sizes. */
  squares: number;
}

/** `coverage` first: every fold should hold every class; `deviation` first: where that cannot be had. Empty folds are worst in both. */
export type Priority = 'coverage' | 'deviation';

/** Negative where `a` is better. */
export function compareScores(a: Score, b: Score, priority: Priority): number {
  if (a.empty !== b.empty) return a.empty - b.empty;
  if (priority === 'coverage' && a.missing !== b.missing) return a.missing - b.missing;
  if (a.max !== b.max) return a.max - b.max;
  if (a.missing !== b.missing) return a.missing - b.missing;
  return a.squares - b.squares;
}

/** Samples of each class. */
export function classTotals(p: FoldProblem): number[] {
  const totals = new Array<number>(p.classes).fill(0);
  for (let g = 0; g < p.groups; g++) for (let c = 0; c < p.classes; c++) totals[c]! += p.counts[g * p.classes + c]!;
  return totals;
}

/** Groups that hold at least one sample of each class. */
export function groupsPerClass(p: FoldProblem): number[] {
  const per = new Array<number>(p.classes).fill(0);
  for (let g = 0; g < p.groups; g++) for (let c = 0; c < p.classes; c++) if (p.counts[g * p.classes + c]! > 0) per[c]!++;
  return per;
}

/** The smallest `max` that whole samples allow at all, even if every group were a single sample. */
export function lowestMax(p: FoldProblem): number {
  const sum = p.weights.reduce((a, b) => a + b, 0);
  const equal = p.weights.every((w) => w === p.weights[0]);
  let bound = 0;
  for (const total of classTotals(p)) {
    for (const w of p.weights) {
      const rest = (total * w) % sum;
      if (rest > 0) bound = Math.max(bound, equal ? Math.max(rest, sum - rest) : Math.min(rest, sum - rest));
    }
  }
  return bound;
}
