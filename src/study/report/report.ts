import { policyOfRun } from '../../domain/policy.ts';
import type { ConfusionMatrix, Figure, Report } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';
import { macroRocFigure, rocFigure } from '../figures/roc.ts';
import { type Arranged, arrange } from './arrange.ts';
import { noticesOf } from './notices.ts';
import { confusionFor, predicted } from './resample.ts';
import { type StatsOptions, statsOfArranged } from './stats.ts';
import { className, tableOf } from './table.ts';

/**
 * Everything Results shows, recomputed from the predictions of a run record. `positive`: class id or name; null takes the spec's choice, then the
 * last class in code-unit order (two classes) or all (several). Margin, resamples and seed come from the spec unless given. Throws InputError.
 */
export function reportOf(run: RunRecord, positive: string | null, options: Omit<StatsOptions, 'positive'> = {}): Report {
  const data = arrange(tableOf(run), 'the run');
  const wanted = className(run, positive ?? run.spec.positive ?? null);
  const stats = statsOfArranged(data, {
    margin: run.spec.margin,
    resamples: run.spec.interval.resamples,
    seed: run.spec.seeds[0] ?? 1,
    primary: run.spec.primary,
    ...options,
    positive: wanted,
  });
  const index = stats.positive === null ? null : data.classes.indexOf(stats.positive);
  return {
    run: run.id,
    stats,
    figures: figuresOf(data, index),
    confusion: data.arms.map((arm, a) => confusionOf(data, arm, a, index)),
    notices: [...run.notices, ...noticesOf(run, data, stats)],
    policy: policyOfRun(run),
  };
}

/** One class against the rest where one was chosen (always for two classes), else the macro curve. */
function figuresOf(data: Arranged, positive: number | null): Figure[] {
  const main = positive === null ? macroRocFigure(data) : rocFigure(data, positive);
  return main ? [main] : [];
}

/** Mean over runs of the confusion matrix, rows = truth, classes in the order of the table. */
function confusionOf(data: Arranged, arm: string, a: number, positive: number | null): ConfusionMatrix {
  const counts = data.classes.map(() => data.classes.map(() => 0));
  data.runs.forEach((_, r) => {
    confusionFor(predicted(data, a, r, positive))().forEach((row, i) => {
      row.forEach((n, j) => {
        counts[i]![j]! += n;
      });
    });
  });
  // Divided once at the end, so that equal counts over seeds give a whole number again.
  return { arm, classes: data.classes, counts: counts.map((row) => row.map((n) => n / data.runs.length)) };
}
