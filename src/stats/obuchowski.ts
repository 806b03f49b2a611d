import { placements } from './auroc.ts';
import type { Numbers } from './input.ts';
import { type DifferenceTest, differenceTest, type Interval, waldInterval } from './interval.ts';

/** One arm and seed, summed up per patient: what Obuchowski's covariance needs (Biometrics 1997;53:567-578). */
export interface ClusteredAuroc {
  auroc: number;
  /** Images of each class. */
  positives: number;
  negatives: number;
  /** Per patient: sum of placements of its positives minus their number × AUROC, and the same of its negatives. */
  x: Float64Array;
  y: Float64Array;
  /** Patients with a positive, with a negative image. */
  withPositive: number;
  withNegative: number;
}

/** Sums placements per patient. `patient` holds each image's patient as an index from 0. Throws InputError with one class only. */
export function clusteredAuroc(labels: Numbers, scores: Numbers, patient: Numbers): ClusteredAuroc {
  const p = placements(labels, scores);
  let patients = 0;
  for (let i = 0; i < labels.length; i++) patients = Math.max(patients, patient[i]! + 1);
  const x = new Float64Array(patients);
  const y = new Float64Array(patients);
  const m = new Int32Array(patients);
  const n = new Int32Array(patients);
  for (let i = 0; i < labels.length; i++) {
    const g = patient[i]!;
    if (labels[i] === 1) {
      x[g]! += p.values[i]!;
      m[g]!++;
    } else {
      y[g]! += p.values[i]!;
      n[g]!++;
    }
  }
  for (let g = 0; g < patients; g++) {
    x[g]! -= m[g]! * p.auroc;
    y[g]! -= n[g]! * p.auroc;
  }
  const some = (counts: Int32Array) => counts.reduce((sum, c) => sum + (c > 0 ? 1 : 0), 0);
  return { auroc: p.auroc, positives: p.positives, negatives: p.negatives, x, y, withPositive: some(m), withNegative: some(n) };
}

export interface Components {
  I: number;
  I10: number;
  I01: number;
  M: number;
  N: number;
  S10: number;
  S01: number;
  /** Sum of both orders, S11_rs + S11_sr. */
  S11: number;
}

/** The covariance from its components: S10/M + S01/N + (S11_rs + S11_sr)/(M N). */
export const assemble = (c: Pick<Components, 'M' | 'N' | 'S10' | 'S01' | 'S11'>) => c.S10 / c.M + c.S01 / c.N + c.S11 / (c.M * c.N);

/** Components of the covariance of two arms (or seeds) on the same images; null with fewer than two patients having a positive or a negative image. */
export function components(r: ClusteredAuroc, s: ClusteredAuroc): Components | null {
  const [I, I10, I01, M, N] = [r.x.length, r.withPositive, r.withNegative, r.positives, r.negatives];
  if (I10 < 2 || I01 < 2) return null;
  let [xx, yy, xy] = [0, 0, 0];
  for (let g = 0; g < I; g++) {
    xx += r.x[g]! * s.x[g]!;
    yy += r.y[g]! * s.y[g]!;
    xy += r.x[g]! * s.y[g]! + s.x[g]! * r.y[g]!;
  }
  return { I, I10, I01, M, N, S10: (I10 / ((I10 - 1) * M)) * xx, S01: (I01 / ((I01 - 1) * N)) * yy, S11: (I / (I - 1)) * xy };
}

/** Covariance of two AUROCs of the same patients; null where it does not exist. */
export function obuchowskiCovariance(r: ClusteredAuroc, s: ClusteredAuroc): number | null {
  const c = components(r, s);
  return c && assemble(c);
}

/** Variance of one AUROC with several images per patient; null where it does not exist or comes out negative (very few patients). Equals DeLong's with one image each. */
export function obuchowskiVariance(arm: ClusteredAuroc): number | null {
  const v = obuchowskiCovariance(arm, arm);
  return v === null || v < 0 ? null : v;
}

/** The seed mean as one arm: averaging the patients' sums over seeds gives w'Cov w exactly. All seeds must have the same images. */
export function meanOverSeeds(seeds: readonly ClusteredAuroc[]): ClusteredAuroc {
  const mean = (of: (s: ClusteredAuroc) => Float64Array) => {
    const out = new Float64Array(of(seeds[0]!).length);
    for (const s of seeds) for (let g = 0; g < out.length; g++) out[g]! += of(s)[g]! / seeds.length;
    return out;
  };
  const auroc = seeds.reduce((sum, s) => sum + s.auroc, 0) / seeds.length;
  return { ...seeds[0]!, auroc, x: mean((s) => s.x), y: mean((s) => s.y) };
}

/** Paired test of two arms (or seed means) on the same patients; null where the variance does not exist. `ci90` serves the equivalence margin. */
export function obuchowskiPaired(a: ClusteredAuroc, b: ClusteredAuroc): (DifferenceTest & { covariance: number; ci90: Interval }) | null {
  const covariance = obuchowskiCovariance(a, b);
  // From the patients' own differences: nothing is left over where two arms rank alike, and nothing cancels where they nearly do.
  const minus = (of: (c: ClusteredAuroc) => Float64Array) => of(b).map((v, i) => v - of(a)[i]!);
  const between: ClusteredAuroc = { ...b, x: minus((c) => c.x), y: minus((c) => c.y) };
  const test = differenceTest(b.auroc - a.auroc, obuchowskiCovariance(between, between));
  return test && covariance !== null ? { ...test, covariance, ci90: waldInterval(test.difference, test.variance, 0.9)! } : null;
}
