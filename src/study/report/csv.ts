import type { PredictionTable, StatsOutput } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';
import { tableOf } from './table.ts';

/**
 * predictions.csv of a run (DESIGN 8.1): one row per image, arm, seed and repeat, sorted by arm, seed, image. Patients get neutral numbers
 * (P001 …, by the order of the image ids), since their own may be a hospital's; an unknown patient stays empty. Numbers read back as the same float64.
 */
export function predictionsCsv(run: RunRecord): string {
  return tableCsv(neutral(tableOf(run)));
}

/** A prediction table as text, rows as they come. */
export function tableCsv(table: PredictionTable): string {
  const head = ['sample', 'patient', 'fold', 'seed', 'arm', 'label', ...table.classes.map((c) => `p:${c}`)];
  return csv(
    head,
    table.rows.map((r) => [r.sample, r.patient ?? '', r.fold, r.seed, r.arm, table.classes[r.label]!, ...r.scores]),
  );
}

/** metrics.csv: one row per arm and metric, then one per contrast. `per_seed` lists the seeds' values separated by blanks; undefined cells are empty. */
export function metricsCsv(stats: StatsOutput): string {
  const head = [
    'kind',
    'arm',
    'baseline',
    'metric',
    'value',
    'low',
    'high',
    'p',
    'p_holm',
    'p_permutation',
    'method',
    'per_seed',
    'images',
    'patients',
  ];
  const size = [stats.n.images, stats.n.patients];
  return csv(head, [
    ...stats.arms.flatMap(({ arm, metrics }) =>
      Object.entries(metrics).map(([id, m]) => [
        'value',
        arm,
        '',
        id,
        m.value,
        m.low,
        m.high,
        null,
        null,
        null,
        m.method,
        m.perSeed.map((v) => v ?? 'NA').join(' '),
        ...size,
      ]),
    ),
    ...stats.contrasts.map((c) => [
      'difference',
      c.b,
      c.a,
      c.metric,
      c.difference,
      c.low,
      c.high,
      c.p,
      c.pHolm ?? null,
      c.pPermutation ?? null,
      c.method,
      '',
      ...size,
    ]),
  ]);
}

type Cell = string | number | null;

function csv(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]) =>
    cells.map((c) => (typeof c === 'string' ? quoted(guarded(c)) : c === null ? '' : String(c))).join(',');
  return `${[head, ...rows].map(line).join('\n')}\n`;
}

/** A text cell that a spreadsheet would run as a formula gets an apostrophe in front, and so does one that begins with an apostrophe before such a sign, so that reading takes back exactly what was added. */
export function guarded(text: string): string {
  return /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}

/** The text without the apostrophe that `guarded` put in front. */
export function unguarded(text: string): string {
  return /^'+[=+\-@\t\r]/.test(text) ? text.slice(1) : text;
}

const quoted = (text: string) => (/[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

function neutral(table: PredictionTable): PredictionTable {
  const ids = [...new Map(table.rows.map((r) => [r.sample, r.patient])).entries()].sort(([a], [b]) => (a < b ? -1 : 1));
  const known = [...new Set(ids.flatMap(([, patient]) => patient ?? []))];
  const width = Math.max(3, String(known.length).length);
  const number = new Map(known.map((p, i) => [p, `P${String(i + 1).padStart(width, '0')}`]));
  return { ...table, rows: table.rows.map((r) => ({ ...r, patient: r.patient === null ? null : number.get(r.patient)! })) };
}
