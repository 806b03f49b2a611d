import type { Dataset, Skipped } from '../domain/dataset.ts';
import type { Hash, Id } from '../domain/ids.ts';
import type { Notice } from '../domain/notice.ts';
import type { Report } from '../domain/report.ts';
import type { TracePoint } from '../domain/run.ts';
import type { ExperimentSpec } from '../domain/spec.ts';

/** A file as dropped: `path` keeps the folders, with `/`. Files are passed by structured clone (no copy of their bytes). */
export interface DroppedFile {
  path: string;
  file: Blob;
}

export interface PhantomRequest {
  /** Id from `TaskInfo`. */
  task: string;
  seed: number;
  patients: number;
  imagesPerPatient: number;
  /** 0 … 1, lesion contrast; 0.5 is the default difficulty. */
  contrast: number;
  /** 0 … 1, noise or speckle; 0.5 is the default. */
  noise: number;
  /** A marker in the corner that leaks the label at the training sites. */
  confounder: boolean;
}

export interface BackendState {
  /** 'webgpu', 'webgl' or 'wasm'; null while it is being chosen. */
  name: 'webgpu' | 'webgl' | 'wasm' | null;
  device: string;
  /** Why this one, as a message key with values: one line for each backend that was tried. */
  reasons: readonly { backend: string; code: string; detail: string }[];
  /** What the user asked for. */
  wanted: 'auto' | 'webgpu' | 'webgl' | 'wasm';
  /** Engine workers in use. */
  workers: number;
}

export interface CatalogEntry {
  id: Id<'pack'>;
  name: string;
  architecture: string;
  pretrainedOn: string;
  licence: string;
  cite: string;
  bytes: number;
  features: number;
  preprocess: string;
  inputSize: number;
  /** Bundled packs can be used at once. */
  ready: boolean;
}

export interface RunSummary {
  id: Id<'run'>;
  at: string;
  dataset: { id: Id<'dataset'>; revision: number; name: string };
  arms: readonly string[];
  images: number;
  patients: number;
  seconds: number;
}

/** A run that was begun and is not finished: it can be gone on with from the features it had. */
export interface PendingRun {
  spec: ExperimentSpec;
  startedAt: string;
}

export interface WorkspaceState {
  backend: BackendState;
  catalog: readonly CatalogEntry[];
  datasets: readonly { id: Id<'dataset'>; name: string; revision: number; images: number; synthetic: boolean }[];
  runs: readonly RunSummary[];
  pending: PendingRun | null;
}

export interface TryResult {
  /** Per arm: probability of each class in the order of the run's classes. */
  arms: readonly { name: string; scores: readonly number[] }[];
  classes: readonly string[];
  /** The image was among those the heads were fitted on (same pixels). */
  member: { name: string; cls: string | null } | null;
  thumb: Picture;
}

/** 8-bit RGBA, rows top to bottom; the buffer is transferred. */
export interface Picture {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
}

export type ExportKind = 'predictions.csv' | 'metrics.csv' | 'run.json' | 'report.html';

/** Page to worker. Each entry: arguments and answer. A failure arrives as `Failure`. */
export interface Commands {
  hello(arg: { wanted: BackendState['wanted'] }): WorkspaceState;
  'dataset.open'(arg: { id: Id<'dataset'> }): Dataset;
  'dataset.remove'(arg: { id: Id<'dataset'> }): WorkspaceState;
  'dataset.phantom'(arg: PhantomRequest): Dataset;
  /** Reads what was dropped into a new data set, or adds it to `into`. */
  'dataset.intake'(arg: { files: readonly DroppedFile[]; name: string; into: Id<'dataset'> | null }): {
    dataset: Dataset;
    skipped: readonly Skipped[];
  };
  /** Gives samples a class (null takes the label away); the answer is the next revision. The page undoes by sending the earlier labels. */
  'labels.set'(arg: { dataset: Id<'dataset'>; labels: readonly { sample: Id<'sample'>; cls: Id<'class'> | null }[] }): Dataset;
  'class.add'(arg: { dataset: Id<'dataset'>; name: string }): Dataset;
  'class.rename'(arg: { dataset: Id<'dataset'>; cls: Id<'class'>; name: string }): Dataset;
  /** Pictures for the gallery, longest side `size` pixels. */
  'images.thumbs'(arg: {
    dataset: Id<'dataset'>;
    samples: readonly Id<'sample'>[];
    size: number;
  }): readonly { sample: Id<'sample'>; picture: Picture }[];
  /** The whole picture, windowed for the eye, with its lesion mask where there is one. */
  'images.full'(arg: { dataset: Id<'dataset'>; sample: Id<'sample'> }): { picture: Picture; mask: Picture | null };
  /** What a draft still lacks, and what would spoil it. Empty: it can run. */
  'study.check'(arg: { spec: ExperimentSpec }): readonly Notice[];
  'study.run'(arg: { spec: ExperimentSpec }): RunSummary;
  'study.cancel'(arg: Record<string, never>): null;
  /** Forgets the unfinished run. */
  'study.forget'(arg: Record<string, never>): null;
  'run.report'(arg: { run: Id<'run'>; positive: string | null }): Report;
  'run.export'(arg: { run: Id<'run'>; positive: string | null; kind: ExportKind }): string;
  'run.remove'(arg: { run: Id<'run'> }): WorkspaceState;
  /** Probabilities for one image from heads fitted on all labelled images. */
  'try.predict'(arg: { run: Id<'run'>; image: { file: DroppedFile } | { sample: Id<'sample'> } }): TryResult;
  'backend.choose'(arg: { wanted: BackendState['wanted'] }): BackendState;
}

/** Worker to page. */
export interface Events {
  progress: ProgressEvent;
  trace: { arm: number; part: number; seed: number; point: TracePoint };
  backend: BackendState;
  /** Requests that a worker made to other hosts since it started. It should stay 0. */
  requests: { foreign: number };
}

export interface ProgressEvent {
  job: 'phantom' | 'intake' | 'run' | 'try';
  /** 'read', 'extract', 'fit', 'finish' … worded by the face. */
  stage: string;
  /** The arm's or file's name. */
  name: string;
  done: number;
  of: number;
  perSecond: number | null;
  secondsLeft: number | null;
}

/** An error as data: `code` is worded by the face where it knows it, `message` is an English sentence. */
export interface Failure {
  code: string;
  message: string;
  where: string | null;
  /** False for a bug of ours: the face then asks for a report. */
  expected: boolean;
}

export type CommandName = keyof Commands;
export type Arg<C extends CommandName> = Parameters<Commands[C]>[0];
export type Answer<C extends CommandName> = ReturnType<Commands[C]>;

export type ToWorker = { [C in CommandName]: { id: number; command: C; arg: Arg<C> } }[CommandName];
export type FromWorker =
  | { id: number; ok: true; answer: unknown }
  | { id: number; ok: false; failure: Failure }
  | { [E in keyof Events]: { event: E; data: Events[E] } }[keyof Events];

/** Kept so that a hash stays typed where messages carry one. */
export type { Hash };
