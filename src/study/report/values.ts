import type { MetricValue } from '../../domain/report.ts';
import { columnOf, oneVsRest } from '../../stats/auroc.ts';
import { percentileInterval } from '../../stats/bootstrap.ts';
import { type Interval, logitInterval } from '../../stats/interval.ts';
import type { Metric } from '../../stats/metrics.ts';
import { type ClusteredAuroc, clusteredAuroc, meanOverSeeds, obuchowskiVariance } from '../../stats/obuchowski.ts';
import { wilson } from '../../stats/proportion.ts';
import type { Arranged } from './arrange.ts';
import { confusionFor, predicted } from './resample.ts';

/** What is not a number of the data but a choice: the positive class and which metrics have no honest interval. */
export interface Choice {
  positive: number | null;
  /** False where a class has fewer than two patients: then no interval and no test is given. */
  intervals: boolean;
}

/** Short name of the way an AUROC's interval and test are made; the unit is the patient in all of them. */
export function aurocMethod(data: Arranged): 'delong' | 'obuchowski' | 'seed-mean-obuchowski' | 'patient-bootstrap' {
  if (!data.sameImages) return 'patient-bootstrap';
  if (data.runs.length > 1) return 'seed-mean-obuchowski';
  return data.onePerPatient ? 'delong' : 'obuchowski';
}

/** Whether a metric's interval and test come from the patient bootstrap for these data. */
export function bootstrapped(data: Arranged, metric: Metric): boolean {
  return metric.interval !== 'auroc' || aurocMethod(data) === 'patient-bootstrap';
}

/** One arm's AUROC of a class against the rest, summed up per patient and averaged over seeds. With one image per patient its variance is DeLong's. Null where a class is absent. */
export function clusteredOf(data: Arranged, arm: number, cls: number): ClusteredAuroc | null {
  const runs = data.runs.map((run, r) => {
    const y = oneVsRest(run.labels, cls);
    if (y.every((v) => v === y[0])) return null;
    return clusteredAuroc(y, columnOf(data.scores[arm]![r]!, data.classes.length, cls), run.patient);
  });
  return runs.some((r) => r === null) ? null : meanOverSeeds(runs as ClusteredAuroc[]);
}

/** The class a metric's AUROC is about. */
export const classOf = (metric: Metric, choice: Choice) => metric.cls ?? choice.positive ?? 1;

/** A metric's value with its 95 % interval: mean over runs, and each run's own. `draws`: its bootstrap draws, empty where none were made. */
export function metricValue(
  data: Arranged,
  arm: number,
  metric: Metric,
  perSeed: readonly (number | null)[],
  draws: Float64Array,
  choice: Choice,
): MetricValue {
  const value = perSeed.some((v) => v === null) ? null : perSeed.reduce<number>((sum, v) => sum + v! / perSeed.length, 0);
  const bare: MetricValue = { value, low: null, high: null, method: null, perSeed };
  if (value === null || !choice.intervals) return bare;
  if (!bootstrapped(data, metric)) {
    const arm_ = clusteredOf(data, arm, classOf(metric, choice));
    return arm_
      ? withInterval({ ...bare, value: arm_.auroc }, logitInterval(arm_.auroc, obuchowskiVariance(arm_)), `${aurocMethod(data)}-logit`)
      : bare;
  }
  const counts = metric.measure.from === 'confusion' ? metric.measure.counts : undefined;
  if (counts && data.onePerPatient && data.runs.length === 1) {
    const p = predicted(data, arm, 0, choice.positive);
    return withInterval(bare, wilson(...counts(confusionFor(p)(), choice.positive ?? 1)), 'wilson');
  }
  if (draws.length === 0) return bare;
  return withInterval(bare, percentileInterval(draws), 'patient-bootstrap');
}

/** A zero-width or missing interval is called degenerate: it would claim a certainty that the data do not give. */
function withInterval(bare: MetricValue, interval: Interval | null, method: string): MetricValue {
  if (!interval || !(interval[1] - interval[0] > 1e-12)) return { ...bare, method: 'degenerate' };
  return { ...bare, low: interval[0], high: interval[1], method };
}
