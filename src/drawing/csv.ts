import type { Figure } from '../domain/report.ts';
import { csvCell } from '../util/csvCell.ts';

/** The points of a figure: `series,x,y` and, where a series has a band, `low,high`. Numbers at full precision with `.`; an undefined value is an empty cell. */
export function figureCsv(figure: Figure): string {
  const banded = figure.series.some((s) => s.band);
  const rows = figure.series.flatMap((s) =>
    s.points.map(([x, y], i) =>
      [csvCell(s.name), ...[x, y, ...(banded ? (s.band?.[i] ?? [Number.NaN, Number.NaN]) : [])].map(cell)].join(','),
    ),
  );
  return `${[`series,x,y${banded ? ',low,high' : ''}`, ...rows].join('\n')}\n`;
}

const cell = (v: number) => (Number.isFinite(v) ? String(v) : '');
