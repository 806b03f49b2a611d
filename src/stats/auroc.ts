import { checkClasses, checkTwoClasses, type Numbers } from './input.ts';
import { midRanks } from './ranks.ts';

/** P(score of a positive > score of a negative) + half of P(equal), by mid-ranks. `labels` are 0 and 1. Throws InputError with one class only. */
export function auroc(labels: Numbers, scores: Numbers): number {
  const { positives, negatives } = checkTwoClasses(labels, scores);
  const ranks = midRanks(scores);
  let sum = 0;
  for (let i = 0; i < labels.length; i++) if (labels[i] === 1) sum += ranks[i]!;
  return (sum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

export interface Placements {
  auroc: number;
  positives: number;
  negatives: number;
  /** Per image: a positive's share of negatives below it (V10), a negative's share of positives above it (V01); ties count half. */
  values: Float64Array;
}

/** Placement values of all images, O(n log n) by mid-ranks (Sun & Xu 2014). Throws InputError with one class only. */
export function placements(labels: Numbers, scores: Numbers): Placements {
  const { positives, negatives } = checkTwoClasses(labels, scores);
  const all = midRanks(scores);
  const values = new Float64Array(labels.length);
  let area = 0;
  for (const side of [1, 0]) {
    const mine = Array.from({ length: labels.length }, (_, i) => i).filter((i) => labels[i] === side);
    const own = midRanks(mine.map((i) => scores[i]!));
    mine.forEach((i, k) => {
      const below = all[i]! - own[k]!;
      values[i] = side === 1 ? below / negatives : (positives - below) / positives;
      if (side === 1) area += below;
    });
  }
  return { auroc: area / (positives * negatives), positives, negatives, values };
}

/** One class against the rest: 1 where the label is `cls`. */
export function oneVsRest(labels: Numbers, cls: number): Int8Array {
  return Int8Array.from({ length: labels.length }, (_, i) => (labels[i] === cls ? 1 : 0));
}

/** Column `cls` of a table of scores, images × classes. */
export function columnOf(scores: Numbers, classes: number, cls: number): Float64Array {
  return Float64Array.from({ length: scores.length / classes }, (_, i) => scores[i * classes + cls]!);
}

/** AUROC of each class against the rest by its own column; null where the class is absent or alone. `scores`: images × classes, row by row. */
export function aurocOvr(labels: Numbers, scores: Numbers, classes: number): (number | null)[] {
  checkClasses(labels, scores, classes);
  return Array.from({ length: classes }, (_, k) => {
    const y = oneVsRest(labels, k);
    const n = y.reduce((a, b) => a + b, 0);
    return n === 0 || n === y.length ? null : auroc(y, columnOf(scores, classes, k));
  });
}

/** Plain mean over the classes, null if any is undefined: a mean over present classes would be another measure. */
export function macro(values: readonly (number | null)[]): number | null {
  let sum = 0;
  for (const v of values) {
    if (v === null) return null;
    sum += v;
  }
  return values.length === 0 ? null : sum / values.length;
}
