import { InputError } from '../domain/notice.ts';
import type { Rng } from '../util/rng.ts';
import type { Numbers } from './input.ts';
import type { Interval } from './interval.ts';

export interface Draws {
  /** Per statistic: its value in each draw. NaN where it was undefined in that draw. */
  values: Float64Array[];
  /** Draws thrown away because `compute` refused them. */
  redrawn: number;
}

/**
 * Patient bootstrap: draws as many patients as there are, with replacement, all images of a patient together, and recomputes `size` statistics at once.
 * `compute` gets how often each patient was drawn and fills `out` (NaN = undefined); it returns false for a draw that lacks a class, which is then drawn anew.
 * Throws InputError where hardly any draw can be used.
 */
export function patientBootstrap(
  patients: number,
  resamples: number,
  random: Rng,
  size: number,
  compute: (weight: Int32Array, out: Float64Array) => boolean,
): Draws {
  const values = Array.from({ length: size }, () => new Float64Array(resamples));
  const weight = new Int32Array(patients);
  const out = new Float64Array(size);
  let redrawn = 0;
  for (let b = 0; b < resamples; ) {
    weight.fill(0);
    for (let i = 0; i < patients; i++) weight[random.int(patients)]!++;
    if (!compute(weight, out)) {
      if (++redrawn > 50 * (resamples + 20))
        throw new InputError(
          'stats.bootstrap-impossible',
          'Hardly any resample of the patients holds all classes; too few patients for a bootstrap.',
        );
      continue;
    }
    for (let k = 0; k < size; k++) values[k]![b] = out[k]!;
    b++;
  }
  return { values, redrawn };
}

/** Quantile by linear interpolation (type 7 of Hyndman & Fan, R's default) of ascending values. */
export function quantile7(sorted: Numbers, p: number): number {
  const at = (sorted.length - 1) * p;
  const k = Math.floor(at);
  const next = Math.min(k + 1, sorted.length - 1);
  return sorted[k]! + (at - k) * (sorted[next]! - sorted[k]!);
}

/** Percentile interval; null without draws, and where more than one draw in a hundred is undefined: leaving those out would bias it. */
export function percentileInterval(draws: Float64Array, level = 0.95): Interval | null {
  const defined = draws.filter((v) => !Number.isNaN(v)).sort();
  if (defined.length === 0 || defined.length < 0.99 * draws.length) return null;
  return [quantile7(defined, (1 - level) / 2), quantile7(defined, (1 + level) / 2)];
}

/** Standard deviation of the defined draws; null with fewer than two. */
export function bootstrapSe(draws: Float64Array): number | null {
  const defined = draws.filter((v) => !Number.isNaN(v));
  if (defined.length < 2) return null;
  const mean = defined.reduce((a, b) => a + b, 0) / defined.length;
  return Math.sqrt(defined.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (defined.length - 1));
}

/** Two-sided p of "no difference" from draws of a difference: twice the smaller share on either side of 0, with one draw added to each so that it is never 0. */
export function bootstrapP(draws: Float64Array): number | null {
  let [below, above, n] = [0, 0, 0];
  for (const v of draws) {
    if (Number.isNaN(v)) continue;
    n++;
    if (v <= 0) below++;
    if (v >= 0) above++;
  }
  return n === 0 || n < 0.99 * draws.length ? null : Math.min(1, (2 * (Math.min(below, above) + 1)) / (n + 1));
}
