import * as v from 'valibot';
import type { Id } from './ids.ts';
import { InputError } from './notice.ts';
import { parseWith } from './parse.ts';
import type { SplitSpec } from './split.ts';

const TuneSchema = v.variant('kind', [
  v.object({ kind: v.literal('frozen') }),
  v.object({
    kind: v.literal('from-stage'),
    stage: v.string(),
    epochs: v.pipe(v.number(), v.integer(), v.minValue(1)),
    learningRate: v.pipe(v.number(), v.minValue(0)),
  }),
]);

const HeadSchema = v.variant('kind', [
  /** L2 logistic regression to convergence; the strength C is chosen from `grid` inside the training part by inner folds on pooled log loss. */
  v.object({
    kind: v.literal('logistic'),
    grid: v.optional(v.pipe(v.array(v.pipe(v.number(), v.gtValue(0))), v.minLength(1)), [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1]),
    innerFolds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2)), 5),
  }),
  /** The study's head: dropout, linear layer, softmax, trained by Adam; weights of the epoch with the lowest inner validation loss are kept. */
  v.object({
    kind: v.literal('softmax'),
    dropout: v.optional(v.pipe(v.number(), v.minValue(0), v.ltValue(1)), 0.5),
    learningRate: v.optional(v.pipe(v.number(), v.gtValue(0)), 1e-3),
    epochs: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 30),
    batch: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 32),
    validationShare: v.optional(v.pipe(v.number(), v.gtValue(0), v.ltValue(0.5)), 0.2),
  }),
]);
export type HeadSpec = v.InferOutput<typeof HeadSchema>;
export type TuneSpec = v.InferOutput<typeof TuneSchema>;

const ArmSchema = v.object({
  name: v.pipe(v.string(), v.minLength(1)),
  pack: v.string(),
  /** 'pack' for the pack's own default, or a preset with what is changed of it: `torchvision@1+resize=bicubic+fit=crop+size=299` (src/imaging/presets.ts). */
  preprocess: v.optional(v.string(), 'pack'),
  /** Tap name, or 'default' for the pack's first tap. */
  tap: v.optional(v.string(), 'default'),
  tune: v.optional(TuneSchema, { kind: 'frozen' }),
  head: HeadSchema,
});
export interface Arm extends Omit<v.InferOutput<typeof ArmSchema>, 'pack'> {
  pack: Id<'pack'>;
}

const SplitSchema = v.variant('kind', [
  v.object({
    kind: v.literal('kfold'),
    folds: v.pipe(v.number(), v.integer(), v.minValue(2)),
    repeats: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1)), 1),
  }),
  v.object({ kind: v.literal('holdout'), testShare: v.pipe(v.number(), v.gtValue(0), v.ltValue(1)) }),
  v.object({ kind: v.literal('kept') }),
  v.object({ kind: v.literal('leave-one-out'), unit: v.picklist(['patient', 'site']) }),
]);

const SpecSchema = v.object({
  schema: v.literal(1),
  /** Absent in a spec to start from, which fits any data set. */
  dataset: v.optional(v.nullable(v.object({ id: v.string(), revision: v.number() })), null),
  /** Class id (its name in a spec to start from); null takes the last class in alphabetical order for two classes, one-vs-rest for more. */
  positive: v.optional(v.nullable(v.string()), null),
  split: SplitSchema,
  arms: v.pipe(v.array(ArmSchema), v.minLength(1)),
  primary: v.optional(v.string(), 'auroc'),
  /** Differences inside ±margin count as practically equal. */
  margin: v.optional(v.pipe(v.number(), v.minValue(0)), 0.02),
  interval: v.optional(v.object({ level: v.optional(v.number(), 0.95), resamples: v.optional(v.number(), 2000) }), {
    level: 0.95,
    resamples: 2000,
  }),
  seeds: v.optional(v.pipe(v.array(v.pipe(v.number(), v.integer())), v.minLength(1)), [1]),
});

/** A study before it is run. The first arm is the baseline. */
export interface ExperimentSpec {
  schema: 1;
  dataset: { id: Id<'dataset'>; revision: number } | null;
  positive: Id<'class'> | null;
  split: SplitSpec;
  arms: readonly [baseline: Arm, ...rest: Arm[]];
  primary: string;
  margin: number;
  interval: { level: number; resamples: number };
  seeds: readonly number[];
}

/** Checks a spec and fills in what it leaves open. Throws InputError; two arms of one name are refused. */
export function parseSpec(value: unknown, where = 'spec'): ExperimentSpec {
  const spec = parseWith(SpecSchema, value, where) as unknown as ExperimentSpec;
  const names = new Set(spec.arms.map((a) => a.name));
  if (names.size < spec.arms.length)
    throw new InputError('duplicate-arm', `${where}: two arms have the same name; give each its own.`, where);
  return spec;
}

/** The raw schema, from which the published JSON Schema is made. */
export const specSchema = SpecSchema;
