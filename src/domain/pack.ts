import * as v from 'valibot';
import { FAMILIES } from './family.ts';
import type { Hash, Id } from './ids.ts';
import { parseWith } from './parse.ts';

/** How the training of an imported file is known: by its hash, by the names in it, by its file name, by a person's choice, or not. */
export const IMPORT_HOW = ['hash', 'names', 'file name', 'chosen', 'not known'] as const;

const ImportedSchema = v.object({
  file: v.string(),
  /** SHA-256 of the file, of its parts one after the other where it has several. */
  hash: v.string(),
  container: v.string(),
  /** Whose names its tensors had. */
  names: v.string(),
  family: v.picklist(FAMILIES),
  familyKnownBy: v.picklist(IMPORT_HOW),
  /** ISO date and time; a pack made by the command line has none. */
  at: v.optional(v.string()),
});

const PackSchema = v.object({
  schema: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  name: v.string(),
  architecture: v.string(),
  variant: v.picklist(['keras', 'torch']),
  pretrainedOn: v.string(),
  licence: v.string(),
  cite: v.string(),
  weights: v.array(v.object({ path: v.string(), bytes: v.number(), hash: v.string() })),
  taps: v.pipe(v.array(v.object({ name: v.string(), length: v.number() })), v.minLength(1)),
  /** Name of a preprocessing preset with its version, `grey-unit@1`. */
  preprocess: v.string(),
  /** Side of the square input in pixels. */
  input: v.object({ size: v.number() }),
  /** Of the random weights of a pack without weight files. */
  seed: v.optional(v.pipe(v.number(), v.integer())),
  /** Epsilon of every BatchNorm, where it is not the variant's own: 1e-3 in the ResNet50 that Keras had before 2019. */
  bnEpsilon: v.optional(v.pipe(v.number(), v.gtValue(0))),
  /** Of the stored kernels. */
  precision: v.optional(v.picklist(['float32', 'float16'])),
  /** The file that it was made from; not needed to use it. */
  importedFrom: v.optional(ImportedSchema),
  /** Relative error of the features that float16 cost on so many images of the user's, where it was measured. */
  halfCost: v.optional(v.object({ images: v.number(), median: v.number(), largest: v.number() })),
});

/** What `pack.json` also says of an imported pack. */
export type ImportedFrom = Omit<v.InferOutput<typeof ImportedSchema>, 'hash'> & { hash: Hash };

/** A network with its weights, where they are from, and how its images are prepared. Without `weights` it is initialised at random from `seed`. */
export interface BackbonePack extends Omit<v.InferOutput<typeof PackSchema>, 'id' | 'weights' | 'importedFrom'> {
  id: Id<'pack'>;
  importedFrom?: ImportedFrom | undefined;
  weights: readonly { path: string; bytes: number; hash: Hash }[];
}

/** Checks a `pack.json`; unknown members (training notes) are left alone. Throws InputError naming the member that is wrong. */
export function parsePack(value: unknown, where = 'pack.json'): BackbonePack {
  return parseWith(PackSchema, value, where) as unknown as BackbonePack;
}
