import { InputError } from '../domain/notice.ts';
import { checkBinary, checkClasses, type Numbers } from './input.ts';

/** Counts, rows = truth, columns = predicted. For two classes index 1 is the positive one. Weighted counts are allowed. */
export type Confusion = readonly Numbers[];

/** Two classes: positive where score >= threshold; rows and columns negative, positive. */
export function confusionAt(labels: Numbers, scores: Numbers, threshold = 0.5): number[][] {
  checkBinary(labels, scores);
  const m = [
    [0, 0],
    [0, 0],
  ];
  for (let i = 0; i < labels.length; i++) m[labels[i]!]![scores[i]! >= threshold ? 1 : 0]!++;
  return m;
}

/** Index of the largest of a row's scores, the first of equal ones. */
export function argmax(scores: Numbers, from = 0, count = scores.length): number {
  let best = 0;
  for (let k = 1; k < count; k++) if (scores[from + k]! > scores[from + best]!) best = k;
  return best;
}

/** Several classes: the class with the largest probability. `scores`: images × classes, row by row. */
export function confusionOf(labels: Numbers, scores: Numbers, classes: number): number[][] {
  checkClasses(labels, scores, classes);
  const m = Array.from({ length: classes }, () => new Array<number>(classes).fill(0));
  for (let i = 0; i < labels.length; i++) m[labels[i]!]![argmax(scores, i * classes, classes)]!++;
  return m;
}

const ratio = (k: number, n: number) => (n > 0 ? k / n : null);
const rowSum = (m: Confusion, k: number) => sumOf(m[k]!);
const columnSum = (m: Confusion, k: number) => m.reduce((sum, row) => sum + row[k]!, 0);
const total = (m: Confusion) => m.reduce((sum, row) => sum + sumOf(row), 0);
function sumOf(row: Numbers): number {
  let sum = 0;
  for (let k = 0; k < row.length; k++) sum += row[k]!;
  return sum;
}
const trace = (m: Confusion) => m.reduce((sum, row, k) => sum + row[k]!, 0);

/** Share of images put into their class. */
export const accuracy = (m: Confusion) => ratio(trace(m), total(m));
/** Share of a class's images that were recognised; null without any. For two classes: sensitivity of class 1, specificity of class 0. */
export const recall = (m: Confusion, cls: number) => ratio(m[cls]![cls]!, rowSum(m, cls));
/** Share of the images put into a class that belong there; null without any. For two classes: PPV of class 1, NPV of class 0. */
export const precision = (m: Confusion, cls: number) => ratio(m[cls]![cls]!, columnSum(m, cls));
/** 2TP / (2TP + FP + FN), null where that is 0/0. */
export const f1 = (m: Confusion, cls: number) => ratio(2 * m[cls]![cls]!, rowSum(m, cls) + columnSum(m, cls));

/** Mean recall over the classes that have images. */
export function balancedAccuracy(m: Confusion): number | null {
  const present = m.flatMap((_, k) => recall(m, k) ?? []);
  return ratio(sumOf(present), present.length);
}

/** Mean F1 over the classes that have images. */
export function macroF1(m: Confusion): number | null {
  const present = m.flatMap((_, k) => (rowSum(m, k) > 0 ? (f1(m, k) ?? 0) : []));
  return ratio(sumOf(present), present.length);
}

/** Matthews correlation (Gorodkin's for several classes); 0 where a margin is empty. */
export function mcc(m: Confusion): number | null {
  const n = total(m);
  if (n === 0) return null;
  let [cross, rows, columns] = [0, 0, 0];
  for (let k = 0; k < m.length; k++) {
    const [t, p] = [rowSum(m, k), columnSum(m, k)];
    cross += t * p;
    rows += t * t;
    columns += p * p;
  }
  const spread = (n * n - rows) * (n * n - columns);
  return spread > 0 ? (trace(m) * n - cross) / Math.sqrt(spread) : 0;
}

const WEIGHTS = { none: (d: number) => (d === 0 ? 0 : 1), linear: Math.abs, quadratic: (d: number) => d * d };

/** Cohen's kappa; weighted ones need classes in a meaningful order. Null where the expected disagreement is 0. */
export function kappa(m: Confusion, weights: keyof typeof WEIGHTS = 'none'): number | null {
  return weightedKappa(
    m,
    m.map((_, i) => m.map((_, j) => WEIGHTS[weights](i - j))),
  );
}

/** 1 - observed / expected disagreement with the given weights (Cohen 1968). */
export function weightedKappa(m: Confusion, weights: readonly (readonly number[])[]): number | null {
  const n = total(m);
  const rows = m.map((_, k) => rowSum(m, k));
  const columns = m.map((_, k) => columnSum(m, k));
  let [observed, expected] = [0, 0];
  for (let i = 0; i < m.length; i++)
    for (let j = 0; j < m.length; j++) {
      observed += weights[i]![j]! * m[i]![j]!;
      expected += (weights[i]![j]! * rows[i]! * columns[j]!) / n;
    }
  return expected > 0 ? 1 - observed / expected : null;
}

export interface ThresholdMetrics {
  tp: number;
  fp: number;
  tn: number;
  fn: number;
  accuracy: number | null;
  sensitivity: number | null;
  specificity: number | null;
  ppv: number | null;
  npv: number | null;
  balanced_accuracy: number | null;
  f1: number | null;
  mcc: number | null;
  kappa: number | null;
}

/** Everything that follows from a threshold; positive means score >= threshold. Ratios with an empty denominator are null. */
export function thresholdMetrics(labels: Numbers, scores: Numbers, threshold = 0.5): ThresholdMetrics {
  const m = confusionAt(labels, scores, threshold);
  return {
    tp: m[1]![1]!,
    fp: m[0]![1]!,
    tn: m[0]![0]!,
    fn: m[1]![0]!,
    accuracy: accuracy(m),
    sensitivity: recall(m, 1),
    specificity: recall(m, 0),
    ppv: precision(m, 1),
    npv: precision(m, 0),
    balanced_accuracy: balancedAccuracy(m),
    f1: f1(m, 1),
    mcc: mcc(m),
    kappa: kappa(m),
  };
}

/** PPV and NPV at another prevalence, by Bayes; null where undefined. */
export function predictiveValues(sensitivity: number, specificity: number, prevalence: number): { ppv: number | null; npv: number | null } {
  if (!(prevalence >= 0 && prevalence <= 1))
    throw new InputError('stats.bad-prevalence', `A prevalence of ${prevalence} does not exist; it lies between 0 and 1.`);
  const [tp, fp] = [sensitivity * prevalence, (1 - specificity) * (1 - prevalence)];
  const [tn, fn] = [specificity * (1 - prevalence), (1 - sensitivity) * prevalence];
  return { ppv: ratio(tp, tp + fp), npv: ratio(tn, tn + fn) };
}
