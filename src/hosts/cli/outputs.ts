import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RunRecord } from '../../domain/run.ts';
import { drawXY } from '../../drawing/index.ts';
import { metricsCsv, predictionsCsv, reportHtml, reportOf } from '../../study/report/index.ts';

/** The self-contained report of a run as HTML. */
export function htmlOf(run: RunRecord, positive: string | null): string {
  return reportHtml(run, reportOf(run, positive), (figure) =>
    drawXY(figure, { width: 420, height: 420, colours: 'print', words: (key) => key }),
  );
}

/** Writes run.json, predictions.csv, metrics.csv and report.html; each appears whole or not at all. */
export async function writeOutputs(run: RunRecord, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const put = async (name: string, text: string) => {
    await writeFile(join(dir, `${name}.part`), text);
    await rename(join(dir, `${name}.part`), join(dir, name));
  };
  await put('run.json', `${JSON.stringify(run, null, 1)}\n`);
  await put('predictions.csv', predictionsCsv(run));
  await put('metrics.csv', metricsCsv(reportOf(run, run.spec.positive).stats));
  await put('report.html', htmlOf(run, run.spec.positive));
}
