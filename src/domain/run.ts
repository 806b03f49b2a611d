import * as v from 'valibot';
import type { Hash, Id } from './ids.ts';
import type { Notice } from './notice.ts';
import { parseWith } from './parse.ts';
import type { ExperimentSpec } from './spec.ts';
import type { Split } from './split.ts';

/** One out-of-fold prediction: an image, an arm, a repeat. */
export interface Prediction {
  arm: number;
  /** Index into the split's parts. */
  part: number;
  seed: number;
  sample: Id<'sample'>;
  patient: Id<'patient'> | null;
  /** Index of the true class. */
  truth: number;
  /** Probability of each class, in the order of the classes; they add up to 1. */
  scores: readonly number[];
}

/** What was chosen and reached while one head was fitted. */
export interface Fit {
  arm: number;
  part: number;
  seed: number;
  /** Samples it was fitted on. */
  n: number;
  /** The chosen strength of the logistic head. */
  c?: number;
  /** Inner pooled log loss of each candidate, in the order of the grid. */
  innerLoss?: readonly number[];
  /** The kept epoch of the softmax head and its course (loss of training, loss and AUROC of inner validation). */
  epoch?: number;
  trace?: readonly TracePoint[];
  converged: boolean;
  iterations: number;
}

export interface TracePoint {
  epoch: number;
  loss: number;
  validationLoss: number;
  validationAuroc: number | null;
}

/** What exactly ran in an arm. */
export interface RunArm {
  name: string;
  pack: Id<'pack'>;
  packHash: Hash;
  /** Which images and which training the weights are from, in the pack's words: RadImageNet has more than one. Older records have none. */
  pretrainedOn?: string | undefined;
  /** In its canonical spelling. */
  preprocess: string;
  /** The pack's own, and the side of the network's input in pixels; records of older versions have neither. */
  defaultPreprocess?: string | undefined;
  inputSize?: number | undefined;
  tap: string;
  features: number;
}

/** A finished study. It holds predictions, not metrics: those are computed anew from it. */
export interface RunRecord {
  schema: 1;
  id: Id<'run'>;
  spec: ExperimentSpec;
  specHash: Hash;
  dataset: {
    name: string;
    synthetic: boolean;
    images: number;
    patients: number;
    patientsKnown: boolean;
    classes: readonly { id: Id<'class'>; name: string }[];
  };
  split: readonly { seed: number; split: Split }[];
  predictions: readonly Prediction[];
  fits: readonly Fit[];
  arms: readonly RunArm[];
  made: { app: string; backend: string; device: string; decoders: readonly string[]; at: string; seconds: number };
  notices: readonly Notice[];
}

const RunSchema = v.looseObject({
  schema: v.literal(1),
  id: v.string(),
  spec: v.looseObject({ schema: v.literal(1), arms: v.array(v.looseObject({ name: v.string() })) }),
  specHash: v.string(),
  dataset: v.looseObject({ name: v.string(), classes: v.array(v.object({ id: v.string(), name: v.string() })) }),
  predictions: v.array(
    v.looseObject({
      arm: v.number(),
      part: v.number(),
      seed: v.number(),
      sample: v.string(),
      patient: v.nullable(v.string()),
      truth: v.number(),
      scores: v.array(v.number()),
    }),
  ),
});

/** Checks a `run.json`. Throws InputError. */
export function parseRun(value: unknown, where = 'run.json'): RunRecord {
  return parseWith(RunSchema, value, where) as unknown as RunRecord;
}
