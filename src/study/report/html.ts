import type { Figure, Report } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';

/** A self-contained report. `draw` turns a figure into inline SVG. */
export function reportHtml(run: RunRecord, report: Report, draw: (figure: Figure) => string): string {
  return `<!doctype html><title>${run.id}</title>${report.figures.map(draw).join('')}`;
}
