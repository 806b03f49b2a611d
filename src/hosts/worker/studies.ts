import type { Dataset } from '../../domain/dataset.ts';
import type { Id } from '../../domain/ids.ts';
import type { RunRecord } from '../../domain/run.ts';
import type { ExperimentSpec } from '../../domain/spec.ts';
import { drawXY } from '../../drawing/index.ts';
import type { Events, ExportKind, ProgressEvent } from '../../protocol/messages.ts';
import type { Extractor, FeatureStore, Ports, Progress } from '../../study/ports.ts';
import { metricsCsv, predictionsCsv, reportHtml, reportOf } from '../../study/report/index.ts';
import { runStudy } from '../../study/run.ts';
import type { PackShelf } from './packs.ts';
import { pause } from './pause.ts';
import type { Workspace } from './workspace.ts';

declare const __APP_VERSION__: string;
export const APP = `radtune ${__APP_VERSION__}`;

type Emit = <E extends keyof Events>(event: E, data: Events[E]) => void;

/** At most this many progress messages a second reach the page. */
const PROGRESS_EVERY_MS = 100;

/** The world as a study sees it from the browser's worker. */
export function browserPorts(
  w: Workspace,
  packs: PackShelf,
  features: FeatureStore,
  extractor: Extractor,
  dataset: Dataset,
  emit: Emit,
  cancelled: () => boolean,
  job: ProgressEvent['job'] = 'run',
): Ports {
  const files = new Map(dataset.samples.map((s) => [s.id, s.source.file]));
  let last = 0;
  let stage = '';
  const tell = (p: Progress) => {
    if (p.stage === 'trace') {
      emit('trace', { arm: p.arm, part: p.part, seed: p.seed, point: p.point });
      return;
    }
    const now = performance.now();
    const step = `${p.stage}/${'name' in p ? p.name : ''}`;
    if (step === stage && now - last < PROGRESS_EVERY_MS) return;
    stage = step;
    last = now;
    emit('progress', asProgress(p, job));
  };
  return {
    images: { bytes: (sample) => w.imageBytes(files.get(sample)!) },
    packs: { open: (pack) => packs.open(pack) },
    features,
    runs: { append: (run) => w.saveRun(run) },
    extractor,
    tell,
    cancelled,
    pause,
    now: () => performance.now(),
    date: () => new Date().toISOString(),
  };
}

function asProgress(p: Exclude<Progress, { stage: 'trace' }>, job: ProgressEvent['job']): ProgressEvent {
  if (p.stage === 'finish') return { job, stage: 'finish', name: '', done: 1, of: 1, perSecond: null, secondsLeft: null };
  return { job, stage: p.stage, name: p.name, done: p.done, of: p.of, perSecond: p.perSecond, secondsLeft: p.secondsLeft };
}

/** Runs a study and keeps note of it while it is unfinished, so that a closed page can go on with it. */
export async function runAndKeep(w: Workspace, spec: ExperimentSpec, ports: Ports, dataset: Dataset): Promise<RunRecord> {
  await w.setPending({ spec, startedAt: ports.date() });
  const run = await runStudy(spec, dataset, APP, ports);
  await w.setPending(null);
  return run;
}

/** A run's files as text. */
export async function exported(w: Workspace, run: Id<'run'>, positive: string | null, kind: ExportKind): Promise<string> {
  const record = await w.run(run);
  if (kind === 'run.json') return `${JSON.stringify(record, null, 1)}\n`;
  if (kind === 'predictions.csv') return predictionsCsv(record);
  const report = reportOf(record, positive);
  return kind === 'metrics.csv'
    ? metricsCsv(report.stats)
    : reportHtml(record, report, (figure) => drawXY(figure, { width: 420, height: 420, colours: 'print', words: (key) => key }));
}
