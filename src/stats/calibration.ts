import { exactLog, logistic } from '../util/exactMath.ts';
import { checkBinary, checkProbabilities, type Numbers } from './input.ts';
import { logit } from './interval.ts';

const CLIP = 1e-6;

/** Logits of probabilities clipped to [1e-6, 1 - 1e-6]: the variable that labels are regressed on. */
export function clippedLogits(probabilities: Numbers): Float64Array {
  return Float64Array.from(probabilities, (p) => logit(Math.min(Math.max(p, CLIP), 1 - CLIP)));
}

/** Slope and intercept of labels on logit(p) by maximum likelihood; 1 and 0 are perfect. Null where p is constant or separates the labels. */
export function calibration(labels: Numbers, probabilities: Numbers): { slope: number; intercept: number } | null {
  checkBinary(labels, probabilities);
  checkProbabilities(probabilities);
  return fitCalibration(labels, clippedLogits(probabilities));
}

/** The fit itself, on logits, with a weight per image where given; null where no finite optimum exists. `start` saves steps of repeated fits. */
export function fitCalibration(
  labels: Numbers,
  x: Numbers,
  weights?: Numbers,
  start?: { slope: number; intercept: number } | null,
): { slope: number; intercept: number } | null {
  if (!overlaps(labels, x, weights)) return null;
  let { slope, intercept } = start ?? { slope: 0, intercept: 0 };
  let now = Number.NaN;
  for (let step = 0; step < 100; step++) {
    const move = newtonStep(labels, x, weights, slope, intercept);
    if (!move) return null;
    const [d0, d1] = move;
    const [m0, m1] = [Math.abs(d0) / Math.max(1, Math.abs(intercept)), Math.abs(d1) / Math.max(1, Math.abs(slope))];
    // Newton's error after a step is about the square of the step.
    if (m0 < 1e-7 && m1 < 1e-7) return { slope: slope + d1, intercept: intercept + d0 };
    let size = 1;
    // A large step can overshoot from a poor start: it is halved until the likelihood does not fall. Small ones cannot.
    if (m0 > 0.3 || m1 > 0.3) {
      if (Number.isNaN(now)) now = deviance(labels, x, weights, slope, intercept);
      let next = deviance(labels, x, weights, slope + d1, intercept + d0);
      while (!(next <= now + 1e-12 * Math.abs(now)) && size > 1e-8) {
        size /= 2;
        next = deviance(labels, x, weights, slope + size * d1, intercept + size * d0);
      }
      now = next;
    } else now = Number.NaN;
    slope += size * d1;
    intercept += size * d0;
  }
  return null;
}

/** Newton's step of intercept and slope at a point; null where the information matrix is singular. */
function newtonStep(labels: Numbers, x: Numbers, weights: Numbers | undefined, slope: number, intercept: number): [number, number] | null {
  let [g0, g1, h00, h01, h11] = [0, 0, 0, 0, 0];
  for (let i = 0; i < labels.length; i++) {
    const w = weights ? weights[i]! : 1;
    if (w === 0) continue;
    const p = logistic(intercept + slope * x[i]!);
    const r = w * (labels[i]! - p);
    const v = w * p * (1 - p);
    g0 += r;
    g1 += r * x[i]!;
    h00 += v;
    h01 += v * x[i]!;
    h11 += v * x[i]! * x[i]!;
  }
  const det = h00 * h11 - h01 * h01;
  return det > 0 ? [(h11 * g0 - h01 * g1) / det, (h00 * g1 - h01 * g0) / det] : null;
}

/** Calibration in the large: the intercept with the slope fixed at 1; null where all labels are alike. */
export function calibrationInTheLarge(labels: Numbers, probabilities: Numbers): number | null {
  checkBinary(labels, probabilities);
  checkProbabilities(probabilities);
  const x = clippedLogits(probabilities);
  let positives = 0;
  for (let i = 0; i < labels.length; i++) positives += labels[i]!;
  if (positives === 0 || positives === labels.length) return null;
  // The score is monotone in the intercept, so Newton kept inside a shrinking bracket always arrives.
  let [low, high, at] = [-60, 60, 0];
  for (let step = 0; step < 200; step++) {
    let [g, h] = [0, 0];
    for (let i = 0; i < labels.length; i++) {
      const p = logistic(at + x[i]!);
      g += labels[i]! - p;
      h += p * (1 - p);
    }
    if (g > 0) low = at;
    else high = at;
    let next = at + g / h;
    if (!(next > low && next < high)) next = (low + high) / 2;
    if (Math.abs(next - at) < 1e-13) return next;
    at = next;
  }
  return at;
}

/** Whether the classes overlap along x: without overlap, or with x constant, the likelihood has no finite maximum. */
function overlaps(labels: Numbers, x: Numbers, weights?: Numbers): boolean {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  for (let i = 0; i < labels.length; i++) {
    if (weights && weights[i] === 0) continue;
    const k = labels[i]!;
    low![k] = Math.min(low![k]!, x[i]!);
    high![k] = Math.max(high![k]!, x[i]!);
  }
  return low![1]! < high![0]! && low![0]! < high![1]!;
}

function deviance(labels: Numbers, x: Numbers, weights: Numbers | undefined, slope: number, intercept: number): number {
  let sum = 0;
  for (let i = 0; i < labels.length; i++) {
    const w = weights ? weights[i]! : 1;
    if (w === 0) continue;
    const eta = intercept + slope * x[i]!;
    const p = logistic(labels[i] === 1 ? eta : -eta);
    sum -= w * (p > 0 ? exactLog(p) : -745);
  }
  return sum;
}
