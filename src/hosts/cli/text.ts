import type { MetricValue, StatsOutput } from '../../domain/report.ts';

const number = (v: number | null) => (v === null ? '–' : v.toFixed(3));
const cell = (m: MetricValue | undefined) =>
  m === undefined ? '' : m.low === null ? number(m.value) : `${number(m.value)} (${number(m.low)} to ${number(m.high)})`;

/** The statistics as lines for a terminal: verdict, arms, contrasts. */
export function statsText(stats: StatsOutput): string {
  const shown = ['auroc', 'auroc_macro', 'accuracy', 'balanced_accuracy', 'sensitivity', 'specificity'];
  const names = shown.filter((n) => stats.arms.some((a) => n in a.metrics));
  const lines = [
    stats.verdict.text,
    `${stats.n.images} images, ${stats.n.patients} patients; seeds ${stats.seeds.join(', ')}${stats.positive ? `; positive: ${stats.positive}` : ''}`,
    '',
  ];
  for (const arm of stats.arms) {
    lines.push(arm.arm);
    for (const n of names)
      lines.push(`  ${n.padEnd(18)} ${cell(arm.metrics[n])}${arm.metrics[n]?.method ? `  [${arm.metrics[n]?.method}]` : ''}`);
  }
  lines.push('');
  for (const c of stats.contrasts.filter((c) => names.includes(c.metric))) {
    lines.push(
      `${c.b} minus ${c.a}, ${c.metric}: ${number(c.difference)} (${number(c.low)} to ${number(c.high)})${c.p === null ? '' : `, p = ${c.p.toPrecision(2)}`}  [${c.method}]`,
    );
  }
  return lines.join('\n');
}
