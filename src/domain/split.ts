import type { Hash, Id } from './ids.ts';

export type SplitSpec =
  | { kind: 'kfold'; folds: number; repeats: number }
  | { kind: 'holdout'; testShare: number }
  | { kind: 'kept' }
  | { kind: 'leave-one-out'; unit: 'patient' | 'site' };

export interface SplitPart {
  train: readonly Id<'sample'>[];
  validation: readonly Id<'sample'>[];
  test: readonly Id<'sample'>[];
}

/** Who is trained on and who is tested, part by part. No patient lies on both sides of a part. */
export interface Split {
  /** Hash of what made it: samples, patients, labels, spec, seed. */
  of: Hash;
  unit: 'patient' | 'sample';
  parts: readonly SplitPart[];
}
