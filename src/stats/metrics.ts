import { columnOf, macro, oneVsRest } from './auroc.ts';
import { clippedLogits, fitCalibration } from './calibration.ts';
import { accuracy, balancedAccuracy, type Confusion, f1, kappa, macroF1, mcc, precision, recall } from './confusion.ts';
import type { Numbers } from './input.ts';
import { binaryLogTerm, binOf, brierTerm, logTerm, ofConfidence, ofPositive } from './probability.ts';
import { type Weighted, weightedAuroc, weightedAveragePrecision, weightedEce, weightedMean } from './weighted.ts';

/** Out-of-fold predictions of one arm and seed, arrays in. */
export interface Predicted {
  /** Class index per image. */
  labels: Numbers;
  /** Probabilities, images × classes, row by row. */
  scores: Numbers;
  classes: number;
  /** Index of the positive class; null for several classes without one. */
  positive: number | null;
  /** Patient of each image, an index from 0. */
  patient: Numbers;
}

/** How a metric is computed: from the confusion matrix (rows = truth; positive class = index `positive`), or from the scores. */
export type Measure =
  | {
      from: 'confusion';
      of: (m: Confusion, positive: number) => number | null;
      counts?: (m: Confusion, positive: number) => [k: number, n: number];
    }
  | { from: 'scores'; prepare: (data: Predicted) => Weighted };

export interface Metric {
  id: string;
  /** Which way is good; `one` and `zero` mean that this value is ideal. */
  direction: 'higher' | 'lower' | 'one' | 'zero';
  range: readonly [low: number, high: number];
  needs: 'binary' | 'multiclass';
  /** Where its interval comes from: the AUROC's analytic variance, a proportion's closed form (one image per patient), or the patient bootstrap. */
  interval: 'auroc' | 'proportion' | 'bootstrap';
  /** The class it is about, for figures of one class against the rest. */
  cls?: number;
  measure: Measure;
}

const share = [0, 1] as const;
const signed = [-1, 1] as const;
const open = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY] as const;
/** Bins of equal width of the expected calibration error. */
export const ECE_BINS = 10;

type Of = (m: Confusion, positive: number) => number | null;
type Counts = (m: Confusion, positive: number) => [k: number, n: number];
const confusion = (id: string, range: readonly [number, number], of: Of, counts?: Counts) => ({
  id,
  direction: 'higher' as const,
  range,
  interval: counts ? ('proportion' as const) : ('bootstrap' as const),
  measure: { from: 'confusion' as const, of, ...(counts ? { counts } : {}) },
});
const scored = (
  id: string,
  direction: Metric['direction'],
  range: readonly [number, number],
  interval: Metric['interval'],
  prepare: (d: Predicted) => Weighted,
) => ({
  id,
  direction,
  range,
  interval,
  measure: { from: 'scores' as const, prepare },
});

const row = (m: Confusion, k: number): number => Array.from(m[k]!).reduce((a, b) => a + b, 0);
const column = (m: Confusion, k: number): number => m.reduce((sum, r) => sum + r[k]!, 0);
const all = (m: Confusion): number => m.reduce((sum, _, k) => sum + row(m, k), 0);
const right = (m: Confusion): number => m.reduce((sum, r, k) => sum + r[k]!, 0);

const ANY = [
  confusion('accuracy', share, accuracy, (m) => [right(m), all(m)]),
  confusion('balanced_accuracy', share, balancedAccuracy),
  confusion('mcc', signed, mcc),
  confusion('kappa', signed, (m) => kappa(m)),
  confusion('kappa_linear', signed, (m) => kappa(m, 'linear')),
  confusion('kappa_quadratic', signed, (m) => kappa(m, 'quadratic')),
];

const BINARY = [
  scored('auroc', 'higher', share, 'auroc', (d) => weightedAuroc(truth(d), scoresOf(d), d.patient)),
  scored('ap', 'higher', share, 'bootstrap', (d) => weightedAveragePrecision(truth(d), scoresOf(d), d.patient)),
  ...ANY.slice(0, 2),
  confusion('sensitivity', share, recall, (m, p) => [m[p]![p]!, row(m, p)]),
  confusion(
    'specificity',
    share,
    (m, p) => recall(m, 1 - p),
    (m, p) => [m[1 - p]![1 - p]!, row(m, 1 - p)],
  ),
  confusion('ppv', share, precision, (m, p) => [m[p]![p]!, column(m, p)]),
  confusion(
    'npv',
    share,
    (m, p) => precision(m, 1 - p),
    (m, p) => [m[1 - p]![1 - p]!, column(m, 1 - p)],
  ),
  confusion('f1', share, f1),
  ...ANY.slice(2),
  scored('brier', 'lower', share, 'bootstrap', (d) => {
    const [y, p] = [truth(d), scoresOf(d)];
    return weightedMean(
      y.map((v, i) => (p[i]! - v) ** 2),
      d.patient,
    );
  }),
  scored('log_loss', 'lower', [0, Number.POSITIVE_INFINITY], 'bootstrap', (d) => {
    const [y, p] = [truth(d), scoresOf(d)];
    return weightedMean(
      y.map((v, i) => binaryLogTerm(v, p[i]!)),
      d.patient,
    );
  }),
  scored('ece', 'lower', share, 'bootstrap', (d) => eceOf(ofPositive(truth(d), scoresOf(d)), d.patient)),
  scored('calibration_slope', 'one', open, 'bootstrap', (d) => calibrationOf(d, 'slope')),
  scored('calibration_intercept', 'zero', open, 'bootstrap', (d) => calibrationOf(d, 'intercept')),
];

const SEVERAL = [
  scored('auroc_macro', 'higher', share, 'bootstrap', (d) => {
    const each = Array.from({ length: d.classes }, (_, k) => ovr(d, k));
    return (weight) => macro(each.map((of) => of(weight)));
  }),
  ...ANY.slice(0, 2),
  confusion('f1_macro', share, macroF1),
  ...ANY.slice(2),
  scored('brier', 'lower', [0, 2], 'bootstrap', (d) =>
    weightedMean(
      Float64Array.from(d.labels, (_, i) => brierTerm(d.labels, d.scores, d.classes, i)),
      d.patient,
    ),
  ),
  scored('log_loss', 'lower', [0, Number.POSITIVE_INFINITY], 'bootstrap', (d) =>
    weightedMean(
      Float64Array.from(d.labels, (label, i) => logTerm(d.scores[i * d.classes + label]!)),
      d.patient,
    ),
  ),
  scored('ece', 'lower', share, 'bootstrap', (d) => eceOf(ofConfidence(d.labels, d.scores, d.classes), d.patient)),
];

/** Figures of one class against the rest, by its own column or its own row of the confusion matrix. */
const perClass = (name: string, cls: number) => [
  { ...scored(`auroc:${name}`, 'higher', share, 'auroc', (d) => ovr(d, cls)), cls },
  {
    ...confusion(
      `sensitivity:${name}`,
      share,
      (m) => recall(m, cls),
      (m) => [m[cls]![cls]!, row(m, cls)],
    ),
    cls,
  },
  {
    ...confusion(
      `ppv:${name}`,
      share,
      (m) => precision(m, cls),
      (m) => [m[cls]![cls]!, column(m, cls)],
    ),
    cls,
  },
];

/** THE list: every metric that is shown for these classes, in the order of display. A new metric is a function and an entry here. */
export function metricsFor(classes: readonly string[]): readonly Metric[] {
  if (classes.length === 2) return BINARY.map((m) => ({ ...m, needs: 'binary' }));
  const [first, ...rest] = SEVERAL;
  return [
    first!,
    ...classes.map((name, k) => perClass(name, k)[0]!),
    ...rest,
    ...classes.flatMap((name, k) => perClass(name, k).slice(1)),
  ].map((m) => ({
    ...m,
    needs: 'multiclass',
  }));
}

/** The metric a study is decided by: AUROC for two classes, one class against the rest if one was chosen among several, else the macro mean. */
export function primaryMetric(classes: readonly string[], positive: string | null): string {
  if (classes.length === 2) return 'auroc';
  return positive === null ? 'auroc_macro' : `auroc:${positive}`;
}

const truth = (d: Predicted) => Float64Array.from(oneVsRest(d.labels, d.positive ?? 1));
const scoresOf = (d: Predicted) => columnOf(d.scores, d.classes, d.positive ?? 1);
const ovr = (d: Predicted, k: number) => weightedAuroc(oneVsRest(d.labels, k), columnOf(d.scores, d.classes, k), d.patient);

function eceOf({ confidence, hit }: { confidence: Float64Array; hit: Float64Array }, patient: Numbers): Weighted {
  return weightedEce(
    confidence.map((c, i) => c - hit[i]!),
    Int32Array.from(confidence, (c) => binOf(c, ECE_BINS)),
    ECE_BINS,
    patient,
  );
}

/** One fit serves slope and intercept: kept per data, and made anew when the resample is another. */
const fits = new WeakMap<Predicted, (weight: Numbers | undefined) => ReturnType<typeof fitCalibration>>();

function calibrationOf(d: Predicted, which: 'slope' | 'intercept'): Weighted {
  const fitted = fits.get(d) ?? calibrationFits(d);
  fits.set(d, fitted);
  return (weight) => fitted(weight)?.[which] ?? null;
}

function calibrationFits(d: Predicted): (weight: Numbers | undefined) => ReturnType<typeof fitCalibration> {
  const y = truth(d);
  const x = clippedLogits(scoresOf(d));
  const whole = fitCalibration(y, x);
  const w = new Float64Array(y.length);
  let last = whole;
  return (weight) => {
    if (!weight) return whole;
    let same = true;
    for (let i = 0; i < w.length; i++) {
      const now = weight[d.patient[i]!]!;
      if (w[i] !== now) same = false;
      w[i] = now;
    }
    if (!same) last = fitCalibration(y, x, w, whole);
    return last;
  };
}
