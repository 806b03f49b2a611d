import { type Draws, patientBootstrap } from '../../stats/bootstrap.ts';
import type { Metric, Predicted } from '../../stats/metrics.ts';
import { predictedClasses, type Weighted, type Weights, weightedConfusion } from '../../stats/weighted.ts';
import { rng } from '../../util/rng.ts';
import type { Arranged, Run } from './arrange.ts';

/** All metrics of one arm and run for any resample of the patients, in the order of the list. */
export type Evaluator = (weight?: Weights) => (number | null)[];

export function predicted(data: Arranged, arm: number, run: number, positive: number | null): Predicted {
  const r = data.runs[run]!;
  return { labels: r.labels, scores: data.scores[arm]![run]!, classes: data.classes.length, positive, patient: r.patient };
}

/** Confusion matrix of one arm and run as a function of the resample; rows = truth. */
export function confusionFor(p: Predicted): (weight?: Weights) => Float64Array[] {
  return weightedConfusion(p.labels, predictedClasses(p.scores, p.classes, p.positive), p.classes, p.patient);
}

/** Prepares metrics once: sorting, terms per image and counts per patient are not repeated in a resample. */
export function evaluator(p: Predicted, metrics: readonly Metric[]): Evaluator {
  const matrix = confusionFor(p);
  const scored = metrics.map((m): Weighted | null => (m.measure.from === 'scores' ? m.measure.prepare(p) : null));
  return (weight) => {
    const m = matrix(weight);
    return metrics.map((metric, k) => (metric.measure.from === 'confusion' ? metric.measure.of(m, p.positive ?? 1) : scored[k]!(weight)));
  };
}

/** Draws of every arm's metrics (mean over runs): `values[arm][metric]`, and how many draws lacked a class and were redrawn. */
export interface Resampled {
  values: Float64Array[][];
  redrawn: number;
}

/** One patient bootstrap for all arms, runs and metrics together, so that differences are paired. Seeded; 0 resamples give empty draws. */
export function resample(data: Arranged, metrics: readonly Metric[], positive: number | null, resamples: number, seed: number): Resampled {
  const evaluators = data.arms.map((_, a) => data.runs.map((_r, r) => evaluator(predicted(data, a, r, positive), metrics)));
  const holders = data.runs.map((run) => classHolders(run, data.classes.length));
  // Cross-validation tests the same images in every run: one look is enough.
  const looks = data.sameImages ? holders.slice(0, 1) : holders;
  const draws: Draws = patientBootstrap(
    data.patients,
    resamples,
    rng(seed, 'bootstrap'),
    data.arms.length * metrics.length,
    (weight, out) => {
      if (!looks.every((classes) => classes.every((patients) => patients.some((g) => weight[g]! > 0)))) return false;
      out.fill(0);
      evaluators.forEach((runs, a) => {
        for (const of of runs)
          of(weight).forEach((value, k) => {
            out[a * metrics.length + k]! += value === null ? Number.NaN : value / runs.length;
          });
      });
      return true;
    },
  );
  return {
    values: data.arms.map((_, a) => metrics.map((_m, k) => draws.values[a * metrics.length + k]!)),
    redrawn: draws.redrawn,
  };
}

/** Patients with an image of each class that the run holds. */
function classHolders(run: Run, classes: number): number[][] {
  const holders = Array.from({ length: classes }, () => new Set<number>());
  run.labels.forEach((label, i) => {
    holders[label]!.add(run.patient[i]!);
  });
  return holders.filter((h) => h.size > 0).map((h) => [...h]);
}

/** Fewest patients that any present class has in any run. */
export function fewestPatients(data: Arranged): number {
  return Math.min(...data.runs.flatMap((run) => classHolders(run, data.classes.length).map((h) => h.length)));
}
