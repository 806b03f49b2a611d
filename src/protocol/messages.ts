import type { Family } from '../domain/catalog.ts';
import type { Dataset, Skipped } from '../domain/dataset.ts';
import type { Hash, Id } from '../domain/ids.ts';
import type { Notice } from '../domain/notice.ts';
import type { Plausibility } from '../domain/plausibility.ts';
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

/** A pack as the page shows it: bundled, imported, or known from the list and not at hand. */
export interface CatalogEntry {
  id: Id<'pack'>;
  name: string;
  architecture: string;
  variant: 'keras' | 'torch';
  /** Which training the weights are from. RadImageNet's Keras and PyTorch files are two trainings. */
  family: Family;
  pretrainedOn: string;
  licence: string;
  cite: string;
  /** Of the weights at hand, or of the file to fetch where known. */
  bytes: number | null;
  /** SHA-256 of the weights at hand, or of the file to fetch where known. */
  hash: string | null;
  features: number;
  preprocess: string;
  inputSize: number;
  /** Can be used at once. */
  ready: boolean;
  /** How the weights are stored; null where there are none. */
  precision: 'float32' | 'float16' | null;
  source: PackSource;
  /** MD5 of the file to fetch, where its source states nothing better. Shown, not checked. */
  md5?: string | null;
  /** From the list, in English: what a person should know before choosing it. */
  about?: string | null;
  /** Of every BatchNorm, where it is not the variant's own; another epsilon is another network. */
  bnEpsilon?: number | null;
  /** The pack to compare with: same network, same variant, comparable recipe, other images. It may not be at hand (see its own `ready`). */
  partner: Id<'pack'> | null;
}

export type PackSource =
  | { kind: 'bundled' }
  /** `part`: bytes of an unfinished download that are kept. */
  | { kind: 'download'; url: string; host: string; part: number }
  | { kind: 'by-hand'; page: string; file: string }
  /** From the user's file; `how` its training is known: by hash, by the names in it, by its file name, by the place it was dropped on, or not. */
  | { kind: 'imported'; file: string; fileHash: string; how: ImportHow; at: string };

export type ImportHow = 'hash' | 'names' | 'file name' | 'chosen' | 'not known';

/** An imported pack and what a person should know of its reading. */
export interface Imported {
  pack: CatalogEntry;
  notices: readonly Notice[];
}

/** What float16 would cost a pack, measured on the user's own images. */
export interface HalfCost {
  images: number;
  /** Relative error of the features, norm of the difference over norm of the float32 features. */
  median: number;
  largest: number;
  /** Of the weights in float16. */
  bytes: number;
}

/** What the network gets to see of an image. */
export interface TensorPreview {
  /** Each channel in grey, first to third, as the network receives them; black is the tensor's smallest value and white its largest. */
  channels: readonly Picture[];
  low: number;
  high: number;
  /** Of each channel in the order received. */
  means: readonly number[];
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
  /** Hosts this page may talk to: none until the user asks for a download. */
  hosts: readonly string[];
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
  /** Reads weight files (one file, or model.json with its shards) into a pack and keeps it. `slot`: the place they were dropped on; another network is refused. */
  'pack.import'(arg: { files: readonly DroppedFile[]; slot: Id<'pack'> | null }): Imported;
  /** Fetches a listed file from its host and imports it. Cancel keeps what has come; the next call goes on from there. */
  'pack.download'(arg: { pack: Id<'pack'> }): Imported;
  /** Forgets an unfinished download. */
  'pack.discard'(arg: { pack: Id<'pack'> }): WorkspaceState;
  /** Says what an imported pack was trained on, where its content does not tell. */
  'pack.family'(arg: { pack: Id<'pack'>; family: Family }): WorkspaceState;
  'pack.remove'(arg: { pack: Id<'pack'> }): WorkspaceState;
  /** The pack as a zip with its folder: pack.json and weights.safetensors. */
  'pack.export'(arg: { pack: Id<'pack'> }): Blob;
  /** Measures what float16 would cost on a data set; nothing is changed. */
  'pack.half'(arg: { pack: Id<'pack'>; dataset: Id<'dataset'> }): HalfCost;
  /** Stores an imported pack in float16. */
  'pack.keepHalf'(arg: { pack: Id<'pack'> }): WorkspaceState;
  /** One image as the network would get it. */
  'preprocess.preview'(arg: { dataset: Id<'dataset'>; sample: Id<'sample'>; pack: Id<'pack'>; preprocess: string }): TensorPreview;
  /** Which preprocessing agrees with the pack's BatchNorm statistics on up to 64 images. */
  'preprocess.plausible'(arg: { dataset: Id<'dataset'>; pack: Id<'pack'> }): Plausibility;
  'backend.choose'(arg: { wanted: BackendState['wanted'] }): BackendState;
}

/** Worker to page. */
export interface Events {
  progress: ProgressEvent;
  trace: { arm: number; part: number; seed: number; point: TracePoint };
  backend: BackendState;
  /** Requests that a worker made to other hosts since it started. It should stay 0. */
  requests: { foreign: number };
  /** Hosts the user has let this page talk to. */
  hosts: readonly string[];
}

export interface ProgressEvent {
  job: 'phantom' | 'intake' | 'run' | 'try' | 'pack' | 'preprocess';
  /** 'read', 'download', 'extract', 'fit', 'finish' … worded by the face. */
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
