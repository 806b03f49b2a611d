import type { Dataset, Sample } from '../domain/dataset.ts';
import { type Hash, type Id, id } from '../domain/ids.ts';
import { InputError } from '../domain/notice.ts';
import type { MetricValue, Report } from '../domain/report.ts';
import type { RunRecord } from '../domain/run.ts';
import type { ExperimentSpec } from '../domain/spec.ts';
import { fakePacks } from './fakePacks.ts';
import type { FromWorker, Picture, RunSummary, ToWorker, WorkspaceState } from './messages.ts';
import { type Handlers, serve } from './serve.ts';

/** A worker for the page's tests: it answers every command at once with made-up data and computes nothing. */
export interface FakeWorker {
  postMessage(message: unknown): void;
  addEventListener(type: string, listener: (event: never) => void): void;
  terminate(): void;
  /** Every command that came, in order. */
  readonly commands: { command: string; arg: unknown }[];
  /** Sends an event to the page as the worker would. */
  emit(message: FromWorker): void;
  /** Dies as a worker does whose script fails. */
  die(): void;
}

/** `wait`: milliseconds an answer takes. */
export function fakeWorker(wait = 0): FakeWorker {
  const listeners = new Map<string, Set<(event: unknown) => void>>();
  const tell = (type: string, event: unknown) => {
    for (const listener of listeners.get(type) ?? []) listener(event);
  };
  const emit = (message: FromWorker) => tell('message', { data: message });
  const commands: FakeWorker['commands'] = [];
  const { receive } = serve(handlers(emit, wait), (message) => emit(message));
  let alive = true;
  return {
    commands,
    emit,
    postMessage(message) {
      const sent = message as ToWorker;
      commands.push({ command: sent.command, arg: sent.arg });
      setTimeout(() => alive && void receive(sent), wait);
    },
    addEventListener(type, listener) {
      const set = listeners.get(type) ?? new Set();
      set.add(listener as (event: unknown) => void);
      listeners.set(type, set);
    },
    terminate() {
      alive = false;
    },
    die() {
      alive = false;
      tell('error', { message: 'the fake died', preventDefault() {} });
    },
  };
}

/** A data set of `patients` with three images each, two classes. */
export function fakeDataset(patients: number, name = 'Pneumonia'): Dataset {
  const samples = Array.from({ length: patients * 3 }, (_, i): Sample => {
    const patient = `P${String(Math.floor(i / 3) + 1).padStart(3, '0')}`;
    return {
      id: id<'sample'>(`s${String(i).padStart(4, '0')}`),
      patient: id<'patient'>(patient),
      site: null,
      source: { name: `${patient}-${i % 3}.png`, hash: `h${i}` as Hash, file: `f${i}` as Hash, frame: 0 },
      size: [128, 128],
      part: null,
      mask: `m${i}` as Hash,
    };
  });
  return {
    schema: 1,
    id: id<'dataset'>('set'),
    revision: 1,
    name,
    synthetic: true,
    classes: [
      { id: id<'class'>('c-no'), name: 'no finding' },
      { id: id<'class'>('c-pn'), name: 'pneumonia' },
    ],
    samples,
    labels: samples.map((s, i) => ({
      sample: s.id,
      cls: id<'class'>(Math.floor(i / 3) % 2 === 0 ? 'c-no' : 'c-pn'),
      from: 'folder' as const,
    })),
    notices: [],
    skipped: [],
  };
}

function picture(seed: number, size: number): Picture {
  const rgba = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const r = Math.hypot(x / size - 0.5, y / size - 0.5);
      const v = Math.max(0, 200 - 380 * r + 40 * Math.sin((x * (3 + (seed % 5))) / size) * Math.cos((y * (2 + (seed % 7))) / size));
      rgba.set([v, v, v, 255], 4 * (y * size + x));
    }
  }
  return { width: size, height: size, rgba };
}

/** A report with the shape of a real one; its numbers are made up. */
export function fakeReport(run: string, arms: readonly string[], classes: readonly string[], positive: string): Report {
  const value = (v: number, method: string): MetricValue => ({
    value: v,
    low: v - 0.06,
    high: Math.min(0.99, v + 0.05),
    method,
    perSeed: [v],
  });
  const level = (a: number) => 0.78 + 0.04 * a;
  return {
    run,
    stats: {
      schema: 1,
      positive,
      seeds: [1],
      n: { images: 180, patients: 60 },
      arms: arms.map((arm, a) => ({
        arm,
        metrics: {
          auroc: value(level(a), 'obuchowski-logit'),
          accuracy: value(level(a) - 0.08, 'patient-bootstrap'),
          balanced_accuracy: value(level(a) - 0.09, 'patient-bootstrap'),
          sensitivity: value(level(a) - 0.05, 'patient-bootstrap'),
          specificity: value(level(a) - 0.1, 'patient-bootstrap'),
          brier: { value: 0.18, low: null, high: null, method: null, perSeed: [0.18] },
        },
      })),
      contrasts: arms.slice(1).map((b, i) => ({
        a: arms[0]!,
        b,
        metric: 'auroc',
        difference: 0.04 * (i + 1),
        low: 0.04 * (i + 1) - 0.05,
        high: 0.04 * (i + 1) + 0.05,
        p: 0.118,
        method: 'obuchowski-paired',
      })),
      verdict: {
        kind: 'undecided',
        text: 'Not enough data to tell.',
        key: 'verdict.undecidedNeeds',
        values: {
          a: arms[0]!,
          b: arms[1] ?? arms[0]!,
          metric: 'AUROC',
          patients: 60,
          margin: 0.02,
          difference: 0.04,
          low: -0.01,
          high: 0.09,
          level: 95,
          needed: 160,
        },
        patientsNeeded: 160,
      },
    },
    figures: [
      {
        id: 'roc',
        x: 'figure.falsePositiveRate',
        y: 'figure.sensitivity',
        square: true,
        xDomain: [0, 1],
        yDomain: [0, 1],
        reference: [
          [0, 0],
          [1, 1],
        ],
        series: arms.map((name, arm) => ({
          name,
          arm,
          points: Array.from({ length: 41 }, (_, i) => [i / 40, (i / 40) ** (0.3 - 0.05 * arm)] as const),
        })),
      },
    ],
    confusion: arms.map((arm) => ({
      arm,
      classes,
      counts: [
        [70, 20],
        [24, 66],
      ],
    })),
    notices: [{ code: 'report.clustered', level: 'info', saw: '180/60' }],
  };
}

function fakeRecord(run: Id<'run'>, spec: ExperimentSpec, dataset: Dataset): RunRecord {
  return {
    schema: 1,
    id: run,
    spec,
    specHash: 'spec' as Hash,
    dataset: { name: dataset.name, synthetic: dataset.synthetic, images: 180, patients: 60, patientsKnown: true, classes: dataset.classes },
    split: [],
    predictions: [],
    fits: [],
    arms: spec.arms.map((a) => ({
      name: a.name,
      pack: a.pack,
      packHash: '0123456789abcdef' as Hash,
      preprocess: 'grey-unit@1',
      tap: 'stages2-4',
      features: 448,
    })),
    made: { app: 'radtune 0', backend: 'wasm', device: 'CPU', decoders: [], at: '2026-01-01T00:00:00Z', seconds: 12 },
    notices: [],
  };
}

function handlers(emit: (message: FromWorker) => void, wait: number): Handlers {
  let dataset: Dataset | null = null;
  let runs: RunSummary[] = [];
  let pending: WorkspaceState['pending'] = null;
  let cancelled = false;
  const records = new Map<string, RunRecord>();
  const packs = fakePacks(emit, () => state(), picture);
  const state = (): WorkspaceState => ({
    backend: { name: 'wasm', device: 'CPU', wanted: 'auto', workers: 2, reasons: [{ backend: 'webgpu', code: 'absent', detail: '' }] },
    catalog: packs.catalog(),
    datasets: dataset
      ? [{ id: dataset.id, name: dataset.name, revision: dataset.revision, images: dataset.samples.length, synthetic: dataset.synthetic }]
      : [],
    runs,
    pending,
    hosts: [],
  });
  const open = (): Dataset => {
    if (!dataset) throw new InputError('no-dataset', 'This data set is no longer stored in this browser.');
    return dataset;
  };
  const next = (change: Partial<Dataset>) => {
    dataset = { ...open(), ...change, revision: open().revision + 1 };
    return dataset;
  };
  const record = (run: Id<'run'>): RunRecord => {
    const found = records.get(run);
    if (!found) throw new InputError('no-run', 'This run is no longer stored in this browser.', run);
    return found;
  };
  return {
    ...packs.handlers,
    hello: async () => state(),
    'dataset.open': async () => open(),
    'dataset.remove': async () => {
      dataset = null;
      return state();
    },
    'dataset.phantom': async ({ patients }) => {
      dataset = fakeDataset(patients);
      return dataset;
    },
    'dataset.intake': async ({ files, name }) => {
      if (files.length === 0) throw new InputError('no-images', 'There were no images in what was dropped.');
      const skipped = [{ file: 'notes.txt', reason: 'not-an-image', message: 'This is text.' }];
      dataset = { ...fakeDataset(20, name), synthetic: false, skipped };
      return { dataset, skipped };
    },
    'labels.set': async ({ labels }) => {
      const all = new Map(open().labels.map((l) => [l.sample, l]));
      for (const { sample, cls } of labels) {
        if (cls === null) all.delete(sample);
        else all.set(sample, { sample, cls, from: 'hand' });
      }
      return next({ labels: [...all.values()] });
    },
    'class.add': async ({ name }) => next({ classes: [...open().classes, { id: id<'class'>(`c-${name}`), name }] }),
    'class.rename': async ({ cls, name }) => next({ classes: open().classes.map((c) => (c.id === cls ? { ...c, name } : c)) }),
    'images.thumbs': async ({ samples, size }) => samples.map((sample) => ({ sample, picture: picture(Number(sample.slice(1)), size) })),
    'images.full': async ({ sample }) => ({ picture: picture(Number(sample.slice(1)), 256), mask: picture(3, 256) }),
    'study.check': async () => (open().labels.length === 0 ? [{ code: 'study.no-labels', level: 'error' as const }] : []),
    'study.run': async ({ spec }) => {
      cancelled = false;
      pending = { spec, startedAt: '2026-01-01T00:00:00Z' };
      for (let i = 0; i <= 10; i++) {
        emit({
          event: 'progress',
          data: { job: 'run', stage: 'extract', name: spec.arms[0].name, done: 18 * i, of: 180, perSecond: 20, secondsLeft: 10 - i },
        });
        for (let e = 0; e < 3; e++) {
          const point = { epoch: 3 * i + e, loss: 1 / (i + 1), validationLoss: 1.2 / (i + 1) + 0.1 * e, validationAuroc: 0.6 + 0.02 * i };
          emit({ event: 'trace', data: { arm: i % spec.arms.length, part: 0, seed: 1, point } });
        }
        await new Promise((resolve) => setTimeout(resolve, wait * 10));
        if (cancelled) throw new InputError('cancelled', 'The run was cancelled.');
      }
      pending = null;
      const run = id<'run'>(`run${runs.length + 1}`);
      records.set(run, fakeRecord(run, spec, open()));
      const summary: RunSummary = {
        id: run,
        at: '2026-01-01T00:00:00Z',
        dataset: { id: open().id, revision: open().revision, name: open().name },
        arms: spec.arms.map((a) => a.name),
        images: 180,
        patients: 60,
        seconds: 12,
      };
      runs = [summary, ...runs];
      return summary;
    },
    'study.cancel': async () => {
      cancelled = true;
      return null;
    },
    'study.forget': async () => {
      pending = null;
      return null;
    },
    'run.report': async ({ run, positive }) => {
      const { spec, dataset: d } = record(run);
      const name = d.classes.find((c) => c.id === positive)?.name ?? 'pneumonia';
      return fakeReport(
        run,
        spec.arms.map((a) => a.name),
        d.classes.map((c) => c.name),
        name,
      );
    },
    'run.export': async ({ run, kind }) => {
      if (kind === 'run.json') return JSON.stringify(record(run));
      if (kind === 'report.html') return '<!doctype html><html lang="en"><title>Report</title><h1>Report</h1></html>';
      return 'a,b\n1,2\n';
    },
    'run.remove': async ({ run }) => {
      runs = runs.filter((r) => r.id !== run);
      records.delete(run);
      return state();
    },
    'try.predict': async ({ run, image }) => ({
      arms: record(run).spec.arms.map((a, i) => ({ name: a.name, scores: [0.4 - 0.1 * i, 0.6 + 0.1 * i] })),
      classes: ['no finding', 'pneumonia'],
      member: 'sample' in image ? { name: image.sample, cls: 'pneumonia' } : null,
      thumb: picture(2, 128),
    }),
    'backend.choose': async ({ wanted }) => ({ ...state().backend, wanted }),
  };
}
