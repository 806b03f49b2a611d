import { canonicalJson } from '../util/canonicalJson.ts';
import { hash } from '../util/hash.ts';
import { rng } from '../util/rng.ts';
import { type Dataset, labelled, patientOf, type Sample } from './dataset.ts';
import type { Hash, Id } from './ids.ts';
import { InputError, type Notice } from './notice.ts';
import type { Split, SplitPart, SplitSpec } from './split.ts';
import { type Folds, makeFolds, makeShares, shareWeights } from './splits/folds.ts';
import { keptPart, leaveOneOut } from './splits/given.ts';
import type { FoldItem } from './splits/item.ts';
import type { FoldTable } from './splits/table.ts';

export { type Folds, makeFolds, makeShares, SplitError, shareWeights } from './splits/folds.ts';
export type { FoldItem } from './splits/item.ts';
export type { FoldTable } from './splits/table.ts';

export type Row = { sample: Sample; truth: number };

/**
 * The parts of a study: who is trained on and who is tested. Grouped by patient (an image of an unknown patient is a patient of its own),
 * stratified by class; unlabelled samples are left out; `validation` is filled by a kept split alone. `tables` has one fold x class table per
 * repeat of a k-fold split (folds 0 = test, 1 = training for a hold-out), else none.
 * Throws InputError where the data do not allow the split; its message says what would.
 */
export function splitOf(dataset: Dataset, spec: SplitSpec, seed: number): { split: Split; notices: Notice[]; tables: FoldTable[] } {
  const rows = labelled(dataset);
  const names = dataset.classes.map((c) => c.name);
  if (rows.length === 0) throw new InputError('no-labels', `${dataset.name} has no labelled images: give images a class first.`);
  const made = makeParts(rows, spec, seed, names.length);
  for (const part of made.parts) checkTraining(part, rows);
  const split: Split = {
    of: hash(
      canonicalJson({ rows: rows.map((r) => [r.sample.id, patientOf(r.sample), r.sample.site, r.sample.part, r.truth]), spec, seed }),
    ) as Hash,
    unit: rows.some((r) => r.sample.patient !== null) ? 'patient' : 'sample',
    parts: made.parts,
  };
  return { split, notices: named(made.notices, names), tables: made.tables };
}

interface Parts {
  parts: SplitPart[];
  notices: Notice[];
  tables: FoldTable[];
}

function makeParts(rows: readonly Row[], spec: SplitSpec, seed: number, classes: number): Parts {
  const items: FoldItem[] = rows.map(({ sample, truth }) => ({ id: sample.id, group: patientOf(sample), truth, site: sample.site }));
  switch (spec.kind) {
    case 'kfold': {
      const repeats = Array.from({ length: spec.repeats }, (_, r) =>
        makeFolds(items, spec.folds, r === 0 ? seed : rng(seed, `repeat ${r}`).int(2 ** 31), classes),
      );
      return {
        parts: repeats.flatMap((made) => Array.from({ length: spec.folds }, (_, f) => partOf(rows, made, f))),
        notices: repeats.flatMap((made, r) => (r === 0 ? made.warnings : [])),
        tables: repeats.map((made) => made.table),
      };
    }
    case 'holdout': {
      const made = makeShares(items, shareWeights(spec.testShare), seed, classes);
      return { parts: [partOf(rows, made, 0)], notices: made.warnings, tables: [made.table] };
    }
    case 'kept':
      return { ...keptPart(rows), tables: [] };
    case 'leave-one-out':
      return { ...leaveOneOut(rows, spec.unit), tables: [] };
  }
}

function partOf(rows: readonly Row[], made: Folds, f: number): SplitPart {
  const ids = (test: boolean) => rows.flatMap((r, i) => ((made.fold[i] === f) === test ? [r.sample.id] : []));
  return { train: ids(false), validation: [], test: ids(true) };
}

function checkTraining(part: SplitPart, rows: readonly Row[]): void {
  const train = new Set<Id<'sample'>>([...part.train, ...part.validation]);
  const present = new Set(rows.filter((r) => train.has(r.sample.id)).map((r) => r.truth));
  if (present.size >= 2) return;
  throw new InputError(
    'one-class-training',
    'With this split a model would be trained on images of one class only, because all images of the other belong to the patients that are tested: add patients of the rarer class, or choose another split.',
  );
}

/** Class indices in `where` of fold warnings become class names. */
function named(notices: readonly Notice[], names: readonly string[]): Notice[] {
  return notices.map((n) =>
    n.code === 'fold_without_class' && n.where !== undefined
      ? {
          ...n,
          where: n.where
            .split(', ')
            .map((c) => names[Number(c)] ?? c)
            .join(', '),
        }
      : n,
  );
}
