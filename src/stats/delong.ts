import { type Placements, placements } from './auroc.ts';
import type { Numbers } from './input.ts';
import { type DifferenceTest, differenceTest } from './interval.ts';

/** AUROC with DeLong's variance (1988); null with fewer than two positives or negatives. Only where every patient has one image. */
export function delong(labels: Numbers, scores: Numbers): { auroc: number; variance: number | null } {
  const p = placements(labels, scores);
  return { auroc: p.auroc, variance: covariance(labels, p, p) };
}

/** DeLong's test of two arms on the same images; null where the variance is. */
export function delongPaired(labels: Numbers, first: Numbers, second: Numbers): (DifferenceTest & { covariance: number }) | null {
  const a = placements(labels, first);
  const b = placements(labels, second);
  const cov = covariance(labels, a, b);
  // From the images' own differences, so that nothing is left over where two arms rank alike.
  const between: Placements = { ...b, auroc: b.auroc - a.auroc, values: b.values.map((v, i) => v - a.values[i]!) };
  const test = differenceTest(b.auroc - a.auroc, covariance(labels, between, between));
  return test && cov !== null ? { ...test, covariance: cov } : null;
}

function covariance(labels: Numbers, a: Placements, b: Placements): number | null {
  if (a.positives < 2 || a.negatives < 2) return null;
  let s10 = 0;
  let s01 = 0;
  for (let i = 0; i < labels.length; i++) {
    const d = (a.values[i]! - a.auroc) * (b.values[i]! - b.auroc);
    if (labels[i] === 1) s10 += d;
    else s01 += d;
  }
  const [m, n] = [a.positives, a.negatives];
  return s10 / ((m - 1) * m) + s01 / ((n - 1) * n);
}
