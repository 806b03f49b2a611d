import { argmax } from './confusion.ts';
import type { Numbers } from './input.ts';
import { ascending } from './ranks.ts';

/** How often each patient counts in a resample; without it every patient counts once. */
export type Weights = Numbers | undefined;

/** A figure prepared once, then recomputed for many resamples of the patients in time linear in the images; null where undefined. */
export type Weighted = (weight?: Weights) => number | null;

interface Sorted {
  /** Images by descending score. */
  patient: Int32Array;
  positive: Uint8Array;
  /** 1 where the next image has another score. */
  ends: Uint8Array;
}

function sortDown(labels: Numbers, scores: Numbers, patient: Numbers): Sorted {
  const order = ascending(scores).reverse();
  return {
    patient: Int32Array.from(order, (i) => patient[i]!),
    positive: Uint8Array.from(order, (i) => labels[i]!),
    ends: Uint8Array.from(order, (i, k) => (k + 1 === order.length || scores[order[k + 1]!] !== scores[i] ? 1 : 0)),
  };
}

/** AUROC; null in a resample that lacks a class. `labels` are 0 and 1, `patient` an index per image. */
export function weightedAuroc(labels: Numbers, scores: Numbers, patient: Numbers): Weighted {
  const s = sortDown(labels, scores, patient);
  return (weight) => {
    let [above, wins, pos, neg, p, n] = [0, 0, 0, 0, 0, 0];
    for (let k = 0; k < s.ends.length; k++) {
      const w = weight ? weight[s.patient[k]!]! : 1;
      if (s.positive[k] === 1) p += w;
      else n += w;
      if (s.ends[k] === 1) {
        wins += n * (above + p / 2);
        above += p;
        pos += p;
        neg += n;
        p = 0;
        n = 0;
      }
    }
    return pos > 0 && neg > 0 ? wins / (pos * neg) : null;
  };
}

/** Average precision by steps; null in a resample that lacks a class. */
export function weightedAveragePrecision(labels: Numbers, scores: Numbers, patient: Numbers): Weighted {
  const s = sortDown(labels, scores, patient);
  return (weight) => {
    let [tp, fp, before, sum] = [0, 0, 0, 0];
    for (let k = 0; k < s.ends.length; k++) {
      const w = weight ? weight[s.patient[k]!]! : 1;
      if (s.positive[k] === 1) tp += w;
      else fp += w;
      if (s.ends[k] === 1 && tp > before) {
        sum += ((tp - before) * tp) / (tp + fp);
        before = tp;
      }
    }
    return tp > 0 && fp > 0 ? sum / tp : null;
  };
}

/** Mean of a figure per image (Brier score, log loss). */
export function weightedMean(terms: Numbers, patient: Numbers): Weighted {
  const { sum, count } = perPatient(terms, patient);
  return (weight) => {
    let [s, n] = [0, 0];
    for (let g = 0; g < count.length; g++) {
      const w = weight ? weight[g]! : 1;
      s += w * sum[g]!;
      n += w * count[g]!;
    }
    return n > 0 ? s / n : null;
  };
}

function perPatient(terms: Numbers, patient: Numbers): { sum: Float64Array; count: Float64Array } {
  const patients = patientCount(patient);
  const sum = new Float64Array(patients);
  const count = new Float64Array(patients);
  for (let i = 0; i < terms.length; i++) {
    sum[patient[i]!]! += terms[i]!;
    count[patient[i]!]!++;
  }
  return { sum, count };
}

/** Expected calibration error over groups given per image (`bin`), of `gap` = confidence - hit. */
export function weightedEce(gap: Numbers, bin: Numbers, bins: number, patient: Numbers): Weighted {
  const sums = new Float64Array(bins);
  return (weight) => {
    sums.fill(0);
    let n = 0;
    for (let i = 0; i < gap.length; i++) {
      const w = weight ? weight[patient[i]!]! : 1;
      sums[bin[i]!]! += w * gap[i]!;
      n += w;
    }
    let sum = 0;
    for (const s of sums) sum += Math.abs(s);
    return n > 0 ? sum / n : null;
  };
}

/** The confusion matrix of a resample, summed up from each patient's own. The same matrix is refilled at each call. */
export function weightedConfusion(
  labels: Numbers,
  predicted: Numbers,
  classes: number,
  patient: Numbers,
): (weight?: Weights) => Float64Array[] {
  const cells = classes * classes;
  const own = new Float64Array(patientCount(patient) * cells);
  for (let i = 0; i < labels.length; i++) own[patient[i]! * cells + labels[i]! * classes + predicted[i]!]!++;
  const m = Array.from({ length: classes }, () => new Float64Array(classes));
  return (weight) => {
    for (const row of m) row.fill(0);
    for (let g = 0; g * cells < own.length; g++) {
      const w = weight ? weight[g]! : 1;
      if (w > 0) for (let c = 0; c < cells; c++) m[Math.floor(c / classes)]![c % classes]! += w * own[g * cells + c]!;
    }
    return m;
  };
}

/** Predicted class of each image: the largest probability; for two classes the positive one at `threshold` or more. */
export function predictedClasses(scores: Numbers, classes: number, positive: number | null, threshold = 0.5): Int32Array {
  return Int32Array.from({ length: scores.length / classes }, (_, i) => {
    if (classes !== 2 || positive === null) return argmax(scores, i * classes, classes);
    return scores[i * 2 + positive]! >= threshold ? positive : 1 - positive;
  });
}

function patientCount(patient: Numbers): number {
  let n = 0;
  for (let i = 0; i < patient.length; i++) n = Math.max(n, patient[i]! + 1);
  return n;
}
