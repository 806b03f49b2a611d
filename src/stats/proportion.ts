import { InputError } from '../domain/notice.ts';
import { betaQuantile } from './beta.ts';
import { type Interval, zOf } from './interval.ts';

/** Wilson's score interval of k of n, no continuity correction; exactly 0 at k = 0 and 1 at k = n; null for n = 0. Images must be independent. */
export function wilson(k: number, n: number, level = 0.95): Interval | null {
  check(k, n);
  if (n === 0) return null;
  const z = zOf(level);
  const p = k / n;
  const centre = (p + (z * z) / (2 * n)) / (1 + (z * z) / n);
  const half = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n));
  return [k === 0 ? 0 : centre - half, k === n ? 1 : centre + half];
}

/** Clopper and Pearson's exact interval of k of n; null for n = 0. Images must be independent. */
export function clopperPearson(k: number, n: number, level = 0.95): Interval | null {
  check(k, n);
  if (n === 0) return null;
  const tail = (1 - level) / 2;
  return [k === 0 ? 0 : betaQuantile(tail, k, n - k + 1), k === n ? 1 : betaQuantile(1 - tail, k + 1, n - k)];
}

function check(k: number, n: number): void {
  if (!Number.isInteger(k) || !Number.isInteger(n) || k < 0 || n < k)
    throw new InputError('stats.bad-count', `${k} of ${n} is not a proportion; whole numbers with 0 ≤ k ≤ n are needed.`);
}
