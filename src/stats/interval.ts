import { exactExp, exactLog } from '../util/exactMath.ts';
import { normalQuantile, twoSided } from './normal.ts';

export type Interval = readonly [low: number, high: number];

/** z of a two-sided interval of this level, 0.95 by default. */
export const zOf = (level = 0.95) => -normalQuantile((1 - level) / 2);

/** Estimate ± z·se, not clipped to a range; null without a variance. */
export function waldInterval(estimate: number, variance: number | null, level = 0.95): Interval | null {
  if (variance === null || variance < 0) return null;
  const half = zOf(level) * Math.sqrt(variance);
  return [estimate - half, estimate + half];
}

/** Interval of a share made on the logit scale (delta method; Pepe 2003 p. 107). Null at 0, at 1, without a variance and with variance 0: a zero-width interval would be a false certainty. */
export function logitInterval(estimate: number, variance: number | null, level = 0.95): Interval | null {
  if (variance === null || !(variance > 0) || !(estimate > 0 && estimate < 1)) return null;
  const half = (zOf(level) * Math.sqrt(variance)) / (estimate * (1 - estimate));
  const odds = estimate / (1 - estimate);
  const back = (shift: number) => {
    const o = odds * exactExp(shift);
    return o === Number.POSITIVE_INFINITY ? 1 : o / (1 + o);
  };
  return [back(-half), back(half)];
}

export interface DifferenceTest {
  /** Second minus first arm. */
  difference: number;
  variance: number;
  z: number | null;
  /** Two-sided, normal. */
  p: number | null;
  /** 95 % Wald. */
  ci: Interval;
}

/** z test of a difference of two paired areas. Variance 0: z = 0 and p = 1 where the difference is 0 too, else undefined. Null without a variance. */
export function differenceTest(difference: number, variance: number | null): DifferenceTest | null {
  if (variance === null || variance < 0) return null;
  // What a constant difference of placements leaves by rounding is no variance; one pair of 10^5 x 10^5 images ranked otherwise leaves 1e-20.
  const real = variance > 1e-28 ? variance : 0;
  const z = real > 0 ? difference / Math.sqrt(real) : Math.abs(difference) < 1e-15 ? 0 : null;
  return { difference, variance: real, z, p: z === null ? null : twoSided(z), ci: waldInterval(difference, real)! };
}

/** ln(p / (1 - p)). */
export const logit = (p: number) => exactLog(p / (1 - p));
