import type { Contrast } from '../../domain/report.ts';
import { columnOf, oneVsRest } from '../../stats/auroc.ts';
import { bootstrapP, bootstrapSe, percentileInterval } from '../../stats/bootstrap.ts';
import type { Interval } from '../../stats/interval.ts';
import type { Metric } from '../../stats/metrics.ts';
import { obuchowskiPaired } from '../../stats/obuchowski.ts';
import { permutationTest } from '../../stats/permutation.ts';
import { rng } from '../../util/rng.ts';
import type { Arranged } from './arrange.ts';
import { aurocMethod, bootstrapped, type Choice, classOf, clusteredOf } from './values.ts';

/** Up to this many patients the normal approximation is too narrow, and the patient permutation test has a say. */
export const FEW_PATIENTS = 30;

/** A contrast with what the verdict needs besides. */
export interface FullContrast extends Contrast {
  ci90: Interval | null;
  /** Variance of the difference; null where there is none. */
  variance: number | null;
}

/** Arm `b` minus the baseline in one metric: 95 % interval and two-sided p. `valueA`, `valueB`: means over runs; draws as in `metricValue`. */
export function contrastOf(
  data: Arranged,
  b: number,
  metric: Metric,
  values: readonly [a: number | null, b: number | null],
  draws: readonly [a: Float64Array, b: Float64Array],
  choice: Choice,
  seed: number,
): FullContrast {
  const [valueA, valueB] = values;
  const bare: FullContrast = {
    a: data.arms[0]!,
    b: data.arms[b]!,
    metric: metric.id,
    difference: valueA === null || valueB === null ? null : valueB - valueA,
    low: null,
    high: null,
    p: null,
    method: 'none',
    ci90: null,
    variance: null,
  };
  if (bare.difference === null || !choice.intervals) return bare;
  if (bootstrapped(data, metric)) return fromDraws(bare, draws);
  const cls = classOf(metric, choice);
  const [first, second] = [clusteredOf(data, 0, cls), clusteredOf(data, b, cls)];
  const test = first && second && obuchowskiPaired(first, second);
  if (!test) return { ...bare, method: 'degenerate' };
  const few = data.patients <= FEW_PATIENTS ? { pPermutation: permutationP(data, b, cls, seed) } : {};
  const found = { ...bare, difference: test.difference, p: test.p, ...few };
  // Two arms that rank all images alike differ by exactly 0 in every resample: no interval, not one of width 0.
  if (test.variance === 0) return { ...found, method: 'degenerate' };
  return { ...found, low: test.ci[0], high: test.ci[1], method: `${aurocMethod(data)}-paired`, ci90: test.ci90, variance: test.variance };
}

function fromDraws(bare: FullContrast, [a, b]: readonly [Float64Array, Float64Array]): FullContrast {
  if (a.length === 0) return bare;
  const difference = b.map((v, i) => v - a[i]!);
  const ci = percentileInterval(difference);
  if (!ci || !(ci[1] - ci[0] > 1e-12)) return { ...bare, method: 'degenerate' };
  const se = bootstrapSe(difference);
  return {
    ...bare,
    low: ci[0],
    high: ci[1],
    p: bootstrapP(difference),
    method: 'patient-bootstrap',
    ci90: percentileInterval(difference, 0.9),
    variance: se === null ? null : se * se,
  };
}

function permutationP(data: Arranged, b: number, cls: number, seed: number): number {
  const column = (arm: number, r: number) => columnOf(data.scores[arm]![r]!, data.classes.length, cls);
  const runs = data.runs.map((run, r) => ({
    labels: oneVsRest(run.labels, cls),
    first: column(0, r),
    second: column(b, r),
    patient: run.patient,
  }));
  return permutationTest(runs, data.patients, rng(seed, 'permutation'), 19_999).p;
}
