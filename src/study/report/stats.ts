import { InputError } from '../../domain/notice.ts';
import { defaultPositive } from '../../domain/positive.ts';
import type { Contrast, PredictionTable, StatsOutput } from '../../domain/report.ts';
import { type Metric, metricsFor, primaryMetric } from '../../stats/metrics.ts';
import { holm } from '../../stats/multiplicity.ts';
import { type Arranged, arrange } from './arrange.ts';
import { contrastOf, type FullContrast } from './contrasts.ts';
import { evaluator, fewestPatients, predicted, resample } from './resample.ts';
import { bootstrapped, type Choice, metricValue } from './values.ts';
import { singleVerdict, verdictOf } from './verdict.ts';

export interface StatsOptions {
  /** Class name; for two classes the last in code-unit order if null, for several classes null means all (macro). */
  positive?: string | null;
  /** Differences inside ±margin count as practically equal. */
  margin?: number;
  /** Draws of the patient bootstrap; 0 leaves out every interval that needs it. */
  resamples?: number;
  seed?: number;
  /** Metric the verdict speaks of; AUROC (macro, or of `positive`, for several classes) if not given. */
  primary?: string;
}

/**
 * Statistics of a prediction table as DESIGN 8.2 describes them: values per arm, paired differences from the first arm, a verdict.
 * The unit of every interval and test is the patient. Same table and seed give the same numbers. Throws InputError (one class only, unknown class …).
 */
export function statsOf(table: PredictionTable, options: StatsOptions = {}): StatsOutput {
  return statsOfArranged(arrange(table), options);
}

/** `statsOf` for a table already laid out. */
export function statsOfArranged(data: Arranged, options: StatsOptions = {}): StatsOutput {
  const { margin = 0.02, resamples = 2000, seed = 1 } = options;
  const positiveName = positiveClass(data.classes, options.positive ?? null);
  checkClassesPresent(data);
  const choice: Choice = {
    positive: positiveName === null ? null : data.classes.indexOf(positiveName),
    intervals: fewestPatients(data) >= 2,
  };
  const metrics = metricsFor(data.classes);
  const primary = primaryOf(metrics, data.classes, positiveName, options.primary);

  const drawn = metrics.filter((m) => bootstrapped(data, m));
  const draws = resample(data, drawn, choice.positive, choice.intervals ? resamples : 0, seed);
  const drawsOf = (arm: number, metric: Metric) => draws.values[arm]![drawn.indexOf(metric)] ?? new Float64Array(0);

  const arms = data.arms.map((arm, a) => {
    const perRun = data.runs.map((_, r) => evaluator(predicted(data, a, r, choice.positive), metrics)());
    const values = metrics.map((m, k) =>
      metricValue(
        data,
        a,
        m,
        perRun.map((run) => run[k]!),
        drawsOf(a, m),
        choice,
      ),
    );
    return { arm, values };
  });
  const full = arms.slice(1).flatMap((_, i) =>
    metrics.flatMap((m, k): FullContrast[] => {
      // "More" has no meaning for figures whose ideal lies in the middle.
      if (m.direction === 'one' || m.direction === 'zero') return [];
      // With two classes weighted kappa is kappa: the same test three times would only make Holm's family larger.
      if (data.classes.length === 2 && (m.id === 'kappa_linear' || m.id === 'kappa_quadratic')) return [];
      const values = [arms[0]!.values[k]!.value, arms[i + 1]!.values[k]!.value] as const;
      return [contrastOf(data, i + 1, m, values, [drawsOf(0, m), drawsOf(i + 1, m)], choice, seed)];
    }),
  );
  const first = full.find((c) => c.metric === primary.id);
  const value = arms[0]!.values[metrics.indexOf(primary)]!;
  return {
    schema: 1,
    positive: positiveName,
    seeds: data.runs.map((r) => r.seed),
    n: { images: data.samples.length, patients: data.patients },
    arms: arms.map(({ arm, values }) => ({ arm, metrics: Object.fromEntries(metrics.map((m, k) => [m.id, values[k]!])) })),
    contrasts: adjusted(full, first),
    verdict: first ? verdictOf(first, primary, margin, data.patients) : singleVerdict(data.arms[0]!, primary, value, data.patients),
  };
}

/** Holm over all contrasts shown but the primary one, which was fixed beforehand; the verdict's own members are left out. */
function adjusted(full: readonly FullContrast[], primary: FullContrast | undefined): Contrast[] {
  const secondary = full.filter((c) => c !== primary);
  const p = holm(secondary.map((c) => c.p));
  return full.map((c) => {
    const { ci90: _ci90, variance: _variance, ...shown } = c;
    return c === primary ? shown : { ...shown, pHolm: p[secondary.indexOf(c)]! };
  });
}

/** The positive class of two: the named one, else `defaultPositive`. Null for several classes without a choice. Throws InputError for an unknown class. */
export function positiveClass(classes: readonly string[], wanted: string | null): string | null {
  if (wanted !== null && !classes.includes(wanted))
    throw new InputError('stats.unknown-class', `There is no class "${wanted}"; the classes are ${classes.join(', ')}.`);
  return wanted ?? defaultPositive(classes);
}

function checkClassesPresent(data: Arranged): void {
  for (const run of data.runs) {
    const present = new Set(run.labels);
    if (present.size < 2)
      throw new InputError(
        'stats.one-class',
        `All ${run.index.length} images of seed ${run.seed} are labelled ${data.classes[run.labels[0]!]}; images of two classes are needed to compare anything.`,
      );
  }
}

function primaryOf(metrics: readonly Metric[], classes: readonly string[], positive: string | null, wanted: string | undefined): Metric {
  // "auroc" is what a spec says by default, whatever the number of classes.
  const id = wanted === undefined || wanted === 'auroc' ? primaryMetric(classes, positive) : wanted;
  const metric = metrics.find((m) => m.id === id);
  if (!metric || metric.direction === 'one' || metric.direction === 'zero')
    throw new InputError(
      'stats.unknown-metric',
      `"${id}" cannot decide a comparison of these classes; choose one of ${metrics
        .filter((m) => m.direction === 'higher' || m.direction === 'lower')
        .map((m) => m.id)
        .join(', ')}.`,
    );
  return metric;
}
