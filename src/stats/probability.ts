import { exactLog } from '../util/exactMath.ts';
import { argmax } from './confusion.ts';
import { checkBinary, checkClasses, checkProbabilities, type Numbers } from './input.ts';
import { ascending } from './ranks.ts';

/** scikit-learn's clip of probabilities in float64. */
export const LOG_CLIP = 2 ** -52;

/** Mean squared error of the probability of the positive class, 0 … 1. */
export function brier(labels: Numbers, probabilities: Numbers): number {
  checkBinary(labels, probabilities);
  checkProbabilities(probabilities);
  return meanOf(labels.length, (i) => (probabilities[i]! - labels[i]!) ** 2);
}

/** Mean over images of the sum over classes of squared errors, 0 … 2: twice the binary one for two classes. */
export function brierOf(labels: Numbers, scores: Numbers, classes: number): number {
  checkClasses(labels, scores, classes);
  return meanOf(labels.length, (i) => brierTerm(labels, scores, classes, i));
}

/** One image's share of the Brier score of several classes. */
export function brierTerm(labels: Numbers, scores: Numbers, classes: number, i: number): number {
  let sum = 0;
  for (let k = 0; k < classes; k++) sum += (scores[i * classes + k]! - (labels[i] === k ? 1 : 0)) ** 2;
  return sum;
}

/** Mean -ln p of the true class, p clipped to [clip, 1 - clip]. `probabilities`: of the positive class. */
export function logLoss(labels: Numbers, probabilities: Numbers, clip = LOG_CLIP): number {
  checkBinary(labels, probabilities);
  checkProbabilities(probabilities);
  return meanOf(labels.length, (i) => binaryLogTerm(labels[i]!, probabilities[i]!, clip));
}

/** The same for several classes; `scores`: images × classes, row by row. */
export function logLossOf(labels: Numbers, scores: Numbers, classes: number, clip = LOG_CLIP): number {
  checkClasses(labels, scores, classes);
  return meanOf(labels.length, (i) => logTerm(scores[i * classes + labels[i]!]!, clip));
}

/** One image's share of the binary log loss. p is clipped before 1 - p is taken, as scikit-learn does: the two ends round differently. */
export function binaryLogTerm(label: number, p: number, clip = LOG_CLIP): number {
  const clipped = Math.min(Math.max(p, clip), 1 - clip);
  return -exactLog(label === 1 ? clipped : 1 - clipped);
}

/** -ln of the true class's probability, clipped. */
export const logTerm = (p: number, clip = LOG_CLIP) => -exactLog(Math.min(Math.max(p, clip), 1 - clip));

/** Confidence and hit of each image: what expected calibration error compares. */
export interface Confidences {
  confidence: Float64Array;
  hit: Float64Array;
}

/** The probability of the positive class against the label. */
export const ofPositive = (labels: Numbers, probabilities: Numbers): Confidences => ({
  confidence: Float64Array.from(probabilities),
  hit: Float64Array.from(labels),
});

/** The larger probability of two classes against correctness; positive is called at 0.5 or more. */
export function ofBinaryConfidence(labels: Numbers, probabilities: Numbers): Confidences {
  const n = labels.length;
  return {
    confidence: Float64Array.from({ length: n }, (_, i) => Math.max(probabilities[i]!, 1 - probabilities[i]!)),
    hit: Float64Array.from({ length: n }, (_, i) => ((probabilities[i]! >= 0.5 ? 1 : 0) === labels[i] ? 1 : 0)),
  };
}

/** The largest probability against correctness (Guo 2017). */
export function ofConfidence(labels: Numbers, scores: Numbers, classes: number): Confidences {
  const best = Array.from({ length: labels.length }, (_, i) => argmax(scores, i * classes, classes));
  return {
    confidence: Float64Array.from(best, (k, i) => scores[i * classes + k]!),
    hit: Float64Array.from(best, (k, i) => (k === labels[i] ? 1 : 0)),
  };
}

/** Bin of a confidence among `bins` of equal width, (i/B, (i+1)/B], the first with 0; edges by division. */
export function binOf(confidence: number, bins: number): number {
  let b = Math.min(bins - 1, Math.max(0, Math.ceil(confidence * bins) - 1));
  while (b > 0 && confidence <= b / bins) b--;
  while (b < bins - 1 && confidence > (b + 1) / bins) b++;
  return b;
}

/** Expected calibration error over bins of equal width: sum over bins of |sum confidence - sum hit| / n. Biased upward in small samples. */
export function eceWidth({ confidence, hit }: Confidences, bins = 10): number {
  const gap = new Float64Array(bins);
  confidence.forEach((c, i) => {
    gap[binOf(c, bins)]! += c - hit[i]!;
  });
  return gap.reduce((sum, g) => sum + Math.abs(g), 0) / confidence.length;
}

/** The same over groups of equal size, cut from the images in order of (confidence, index). */
export function eceMass({ confidence, hit }: Confidences, bins = 10): number {
  const order = ascending(confidence);
  let sum = 0;
  for (let b = 0; b < bins; b++) {
    let gap = 0;
    for (let k = Math.floor((b * order.length) / bins); k < Math.floor(((b + 1) * order.length) / bins); k++)
      gap += confidence[order[k]!]! - hit[order[k]!]!;
    sum += Math.abs(gap);
  }
  return sum / order.length;
}

function meanOf(n: number, term: (i: number) => number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += term(i);
  return sum / n;
}
