import type { Report } from '../../domain/report.ts';
import type { ExperimentSpec } from '../../domain/spec.ts';
import type { Words } from '../words/index.ts';

/** A pack's name for people; packs that the page does not know by words keep the name they came with. */
export const packName = (pack: { id: string; name: string }, { find }: Pick<Words, 'find'>): string =>
  find(`pack.${pack.id}.name`) ?? pack.name;

/** The arms' names as the reader's language has them, by the names in the run. Two arms never become one. */
export function armNames(spec: Pick<ExperimentSpec, 'arms'>, words: Pick<Words, 'find'>): (name: string) => string {
  const shown = new Map(spec.arms.map((a) => [a.name, packName({ id: a.pack, name: a.name }, words)]));
  return new Set(shown.values()).size === spec.arms.length ? (name) => shown.get(name) ?? name : (name) => name;
}

/** The report with the arms' names in the reader's language. Files are made from the report as it came. */
export function withArmNames(report: Report, name: (arm: string) => string): Report {
  const { stats } = report;
  const values = Object.fromEntries(
    Object.entries(stats.verdict.values).map(([k, v]) => [k, (k === 'a' || k === 'b') && typeof v === 'string' ? name(v) : v]),
  );
  return {
    ...report,
    stats: {
      ...stats,
      arms: stats.arms.map((a) => ({ ...a, arm: name(a.arm) })),
      contrasts: stats.contrasts.map((c) => ({ ...c, a: name(c.a), b: name(c.b) })),
      verdict: { ...stats.verdict, values },
    },
    figures: report.figures.map((f) => ({ ...f, series: f.series.map((s) => ({ ...s, name: name(s.name) })) })),
    confusion: report.confusion.map((m) => ({ ...m, arm: name(m.arm) })),
  };
}
