import type { MetricValue, Verdict } from '../../domain/report.ts';
import type { Metric } from '../../stats/metrics.ts';
import { patientsFromPilot } from '../../stats/sampleSize.ts';
import type { FullContrast } from './contrasts.ts';
import { metricName } from './words.ts';

/**
 * The answer in one sentence, about the second arm against the baseline in the primary metric.
 * better / worse: the 95 % interval of the difference excludes 0 (and, with 30 patients or fewer, the patient permutation test has p < 0.05 too);
 * equal: the 90 % interval lies strictly inside ±margin (two one-sided tests at 5 %); else undecided.
 * `patientsNeeded`: patients at which the difference seen here, if it is the true one, would be placed with 80 % power — outside 0 (two-sided 5 %)
 * or, if it is smaller than the margin, inside the margin (5 %), whichever takes fewer. It scales the variance seen here and is a hint.
 */
export function verdictOf(contrast: FullContrast, metric: Metric, margin: number, patients: number): Verdict {
  const { a, b, difference, low, high, ci90, variance } = contrast;
  const name = metricName(metric.id);
  const words = { a, b, metric: name, patients, margin };
  if (difference === null || low === null || high === null || ci90 === null || variance === null) {
    const seen = difference === null ? {} : { difference };
    const text = `No verdict: ${name} of ${b} and ${a} cannot be compared with an interval on these ${patients} patients${difference === null ? '' : ` (difference ${signed(difference)})`}.`;
    return { kind: 'undecided', text, key: 'verdict.noInterval', values: { ...words, ...seen } };
  }
  const higherIsBetter = metric.direction === 'higher';
  const excludes = low > 0 || high < 0;
  const confirmed = contrast.pPermutation === undefined || contrast.pPermutation === null || contrast.pPermutation < 0.05;
  if (excludes && confirmed) {
    const kind = low > 0 === higherIsBetter ? 'better' : 'worse';
    const text = `${b} is ${kind} than ${a} on these images: ${name} difference ${signed(difference)} (95% interval ${signed(low)} to ${signed(high)}), ${patients} patients.`;
    return { kind, text, key: `verdict.${kind}`, values: { ...words, difference, low, high, level: 95 } };
  }
  if (ci90[0] > -margin && ci90[1] < margin) {
    const text = `${b} and ${a} are practically equal on these images: ${name} difference ${signed(difference)} (90% interval ${signed(ci90[0])} to ${signed(ci90[1])}) lies within the margin of ±${margin}, ${patients} patients.`;
    return { kind: 'equal', text, key: 'verdict.equal', values: { ...words, difference, low: ci90[0], high: ci90[1], level: 90 } };
  }
  const seen = `${name} difference ${signed(difference)} (95% interval ${signed(low)} to ${signed(high)}), ${patients} patients`;
  const values = { ...words, difference, low, high, level: 95 };
  const needed = patientsToPlace(difference, variance, margin, patients);
  if (needed === null || excludes)
    return {
      kind: 'undecided',
      text: `Not enough data to tell whether ${b} or ${a} is better: ${seen}.`,
      key: 'verdict.undecided',
      values,
    };
  return {
    kind: 'undecided',
    text: `Not enough data to tell whether ${b} or ${a} is better: ${seen}; about ${needed} patients would be enough if the true difference is the one seen here.`,
    key: 'verdict.undecidedNeeds',
    values: { ...values, needed },
    patientsNeeded: needed,
  };
}

/** One arm alone: its value with the interval, and that there is nothing to compare it with. */
export function singleVerdict(arm: string, metric: Metric, value: MetricValue, patients: number): Verdict {
  const name = metricName(metric.id);
  const interval = value.low === null || value.high === null ? 'no interval' : `95% interval ${plain(value.low)} to ${plain(value.high)}`;
  const numbers = Object.fromEntries(
    Object.entries({ value: value.value, low: value.low, high: value.high }).filter(([, v]) => v !== null),
  ) as Record<string, number>;
  return {
    kind: 'undecided',
    text: `${arm}: ${name} ${value.value === null ? 'undefined' : plain(value.value)} (${interval}), ${patients} patients; there is no second arm to compare it with.`,
    key: 'verdict.single',
    values: { a: arm, metric: name, patients, ...numbers },
  };
}

/** See `verdictOf`; rounded up to two leading digits from 100 on, since more would feign precision. Null where no number of patients would do. */
function patientsToPlace(difference: number, variance: number, margin: number, patients: number): number | null {
  const apart = patientsFromPilot(patients, variance, difference);
  const room = margin - Math.abs(difference);
  const within = room > 0 ? patientsFromPilot(patients, variance, room, 0.1) : Number.POSITIVE_INFINITY;
  const needed = Math.min(apart, within);
  if (!Number.isFinite(needed) || needed > 1e7) return null;
  const step = 10 ** Math.max(0, Math.floor(Math.log10(needed)) - 1);
  return Math.ceil(needed / step) * step;
}

const plain = (v: number) => v.toFixed(3);
const signed = (v: number) => `${v >= 0 ? '+' : '-'}${Math.abs(v).toFixed(3)}`;
