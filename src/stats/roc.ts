import { checkTwoClasses, type Numbers } from './input.ts';
import { ascending } from './ranks.ts';

export interface RocCurve {
  fpr: number[];
  tpr: number[];
  /** Positive means score >= threshold; the first is +Infinity. */
  thresholds: number[];
}

/** One point per distinct score, descending, none dropped, after (0, 0) at +Infinity. Throws InputError with one class only. */
export function roc(labels: Numbers, scores: Numbers): RocCurve {
  const { positives, negatives } = checkTwoClasses(labels, scores);
  const steps = countsDown(labels, scores);
  return {
    fpr: [0, ...steps.map((s) => s.fp / negatives)],
    tpr: [0, ...steps.map((s) => s.tp / positives)],
    thresholds: [Number.POSITIVE_INFINITY, ...steps.map((s) => s.threshold)],
  };
}

export interface PrCurve {
  precision: number[];
  recall: number[];
  thresholds: number[];
}

/** Precision and recall at the distinct scores, ascending, then (recall 0, precision 1), which has no threshold. Throws InputError with one class only. */
export function precisionRecall(labels: Numbers, scores: Numbers): PrCurve {
  const { positives } = checkTwoClasses(labels, scores);
  const steps = countsDown(labels, scores).reverse();
  return {
    precision: [...steps.map((s) => s.tp / (s.tp + s.fp)), 1],
    recall: [...steps.map((s) => s.tp / positives), 0],
    thresholds: steps.map((s) => s.threshold),
  };
}

/** Average precision: the step sum over distinct thresholds, never the trapezoid. Throws InputError with one class only. */
export function averagePrecision(labels: Numbers, scores: Numbers): number {
  const { positives } = checkTwoClasses(labels, scores);
  let sum = 0;
  let before = 0;
  for (const { tp, fp } of countsDown(labels, scores)) {
    sum += ((tp - before) / positives) * (tp / (tp + fp));
    before = tp;
  }
  return sum;
}

/** The threshold with the largest sensitivity + specificity - 1; of several, the largest (most specific). Chosen on the data that report it, it is optimistic. */
export function youden(labels: Numbers, scores: Numbers): { threshold: number; j: number; sensitivity: number; specificity: number } {
  const { positives, negatives } = checkTwoClasses(labels, scores);
  let best = { threshold: Number.POSITIVE_INFINITY, tp: 0, fp: 0 };
  // Integers, so that equal J are equal and not apart by a rounding.
  const j = (s: { tp: number; fp: number }) => s.tp * negatives - s.fp * positives;
  for (const step of countsDown(labels, scores)) if (j(step) > j(best)) best = step;
  return {
    threshold: best.threshold,
    j: j(best) / (positives * negatives),
    sensitivity: best.tp / positives,
    specificity: (negatives - best.fp) / negatives,
  };
}

/** True and false positives at each distinct score, from the largest down. */
function countsDown(labels: Numbers, scores: Numbers): { threshold: number; tp: number; fp: number }[] {
  const order = ascending(scores).reverse();
  const steps: { threshold: number; tp: number; fp: number }[] = [];
  let tp = 0;
  let fp = 0;
  order.forEach((i, k) => {
    if (labels[i] === 1) tp++;
    else fp++;
    const next = order[k + 1];
    if (next === undefined || scores[next] !== scores[i]) steps.push({ threshold: scores[i]!, tp, fp });
  });
  return steps;
}
