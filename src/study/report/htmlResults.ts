import type { ConfusionMatrix, Contrast, MetricValue, Report } from '../../domain/report.ts';
import { html, type Markup, table } from './markup.ts';
import { METHOD_WORDS, metricName } from './words.ts';

export const number = (v: number | null | undefined, digits = 3) => (v === null || v === undefined ? '–' : v.toFixed(digits));
const signed = (v: number | null) => (v === null ? '–' : `${v >= 0 ? '+' : '-'}${Math.abs(v).toFixed(3)}`);
const pValue = (p: number | null | undefined) => (p === null || p === undefined ? '–' : p < 0.001 ? '< 0.001' : p.toFixed(3));
const interval = (low: number | null, high: number | null, of = number as (v: number | null) => string) =>
  low === null || high === null ? 'no interval' : `${of(low)} to ${of(high)}`;

/** Every metric of every arm with interval, method and the seeds' own values. */
export function metricsTable(report: Report): Markup {
  const { stats } = report;
  const ids = Object.keys(stats.arms[0]!.metrics);
  const several = stats.seeds.length > 1;
  const rows = ids.flatMap((id) =>
    stats.arms.map(({ arm, metrics }) => {
      const m = metrics[id] as MetricValue;
      const own = several ? [m.perSeed.map((v) => number(v)).join(' · ')] : [];
      return [metricName(id), arm, number(m.value), interval(m.low, m.high), m.method ?? 'none', ...own];
    }),
  );
  return table(
    `Performance on ${stats.n.images} images of ${stats.n.patients} patients${stats.positive === null ? '' : `; positive class: ${stats.positive}`}`,
    [
      'metric',
      'arm',
      several ? 'mean over seeds' : 'value',
      '95% interval',
      'method of the interval',
      ...(several ? [`seeds ${stats.seeds.join(', ')}`] : []),
    ],
    rows,
  );
}

/** All differences with interval and p; the first is the one the verdict speaks of. */
export function contrastsTable(contrasts: readonly Contrast[]): Markup {
  const permuted = contrasts.some((c) => c.pPermutation !== undefined);
  return table(
    'Paired differences from the baseline; p adjusted by Holm over all but the primary one, which has none',
    ['metric', 'comparison', 'difference', '95% interval', 'p', 'p adjusted', ...(permuted ? ['p by permutation'] : []), 'method'],
    contrasts.map((c) => [
      metricName(c.metric),
      `${c.b} minus ${c.a}`,
      signed(c.difference),
      interval(c.low, c.high, signed),
      pValue(c.p),
      c.pHolm === undefined ? 'primary' : pValue(c.pHolm),
      ...(permuted ? [pValue(c.pPermutation)] : []),
      c.method,
    ]),
  );
}

/** Rows are the truth. Means over seeds can be fractions of an image. */
export function confusionTable(m: ConfusionMatrix): Markup {
  const count = (n: number) => (Number.isInteger(n) ? String(n) : n.toFixed(1));
  return table(
    `${m.arm}: images by true class (rows) and predicted class (columns)`,
    ['truth', ...m.classes],
    m.classes.map((c, i) => [c, ...m.counts[i]!.map(count)]),
  );
}

/** The methods that occur, in words. */
export function methodsList(report: Report): Markup {
  const used = new Set([
    ...report.stats.arms.flatMap((a) => Object.values(a.metrics).map((m) => m.method ?? 'none')),
    ...report.stats.contrasts.map((c) => c.method),
  ]);
  return html`<dl>${[...used].map((m) => html`<dt>${m}</dt><dd>${METHOD_WORDS[m] ?? m}</dd>`)}</dl>
`;
}
