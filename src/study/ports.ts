import type { Hash, Id } from '../domain/ids.ts';
import type { BackbonePack } from '../domain/pack.ts';
import type { RunRecord, TracePoint } from '../domain/run.ts';

/** What a study needs from the world. The worker, the command line and the tests each hand it a set. */
export interface Ports {
  images: {
    /** The bytes of an image's file, as stored. */
    bytes(sample: Id<'sample'>): Promise<Uint8Array>;
  };
  packs: {
    /** The pack of this id and the hash of its weights. Throws InputError where there is none. */
    open(pack: Id<'pack'>): Promise<{ pack: BackbonePack; hash: Hash }>;
  };
  features: FeatureStore;
  runs: { append(run: RunRecord): Promise<void> };
  extractor: Extractor;
  tell(progress: Progress): void;
  cancelled(): boolean;
  /** Lets other work in (clicks, a Cancel message) between two fits. */
  pause(): Promise<void>;
  /** Milliseconds since some fixed moment. */
  now(): number;
  /** ISO date and time. */
  date(): string;
}

/** Rows of features filed under what made them; an image's row is found by its pixel hash, so a label or a name spoils nothing. */
export interface FeatureStore {
  /** The stored rows among `rows`, by pixel hash. */
  get(key: Hash, rows: readonly Hash[]): Promise<Map<Hash, Float32Array>>;
  put(key: Hash, rows: ReadonlyMap<Hash, Float32Array>): Promise<void>;
}

export interface ExtractJob {
  pack: BackbonePack;
  tap: string;
  preprocess: string;
  images: readonly { sample: Id<'sample'>; hash: Hash; name: string }[];
}

export interface Extractor {
  /** 'wasm', 'webgl', 'webgpu' and the precision class: part of a feature's key, never mixed. */
  readonly backend: string;
  readonly device: string;
  /**
   * Features of each image, in any order. `row` is called as each comes; rows that were delivered stay valid if the call then fails or is cancelled.
   * An image that cannot be read rejects the call with an InputError that names it.
   */
  extract(
    job: ExtractJob,
    bytes: (sample: Id<'sample'>) => Promise<Uint8Array>,
    row: (hash: Hash, values: Float32Array) => void,
    cancelled: () => boolean,
  ): Promise<void>;
}

export type Progress =
  | {
      stage: 'extract';
      arm: number;
      arms: number;
      name: string;
      done: number;
      of: number;
      cached: number;
      perSecond: number | null;
      secondsLeft: number | null;
    }
  | { stage: 'fit'; done: number; of: number; name: string; perSecond: number | null; secondsLeft: number | null }
  | { stage: 'trace'; arm: number; part: number; seed: number; point: TracePoint }
  | { stage: 'finish' };
