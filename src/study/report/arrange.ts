import { InputError } from '../../domain/notice.ts';
import type { PredictionTable } from '../../domain/report.ts';

/** One out-of-fold prediction of every image of a test set: a seed, and where a split was repeated within a seed, one repeat of it. */
export interface Run {
  seed: number;
  /** Positions of its images in `samples`, ascending. */
  index: Int32Array;
  /** Class index, patient index and fold of each of those images. */
  labels: Int32Array;
  patient: Int32Array;
  fold: Int32Array;
}

/** A prediction table laid out for computing: images sorted by id, the same images, folds and seeds for every arm. */
export interface Arranged {
  classes: readonly string[];
  /** In order of first appearance; the first is the baseline. */
  arms: readonly string[];
  samples: readonly string[];
  /** Class index and patient index of each image. */
  labels: Int32Array;
  patient: Int32Array;
  patients: number;
  /** Images whose patient is not known: each counts as a patient of its own. */
  unknownPatients: number;
  onePerPatient: boolean;
  runs: readonly Run[];
  /** Whether every run holds the same images (cross-validation) or each its own (repeated hold-out). */
  sameImages: boolean;
  /** scores[arm][run]: images of the run × classes, row by row. */
  scores: readonly (readonly Float64Array[])[];
}

type Row = PredictionTable['rows'][number];

/**
 * Lays a table out and refuses one that cannot be compared fairly: no rows, a row given twice, an image with two labels or two patients,
 * a patient in two folds of one seed, arms that differ in images, seeds or folds. Throws InputError; `where` names the file.
 */
export function arrange(table: PredictionTable, where = 'the predictions'): Arranged {
  if (table.rows.length === 0) throw new InputError('predictions.empty', `${where} holds no predictions.`, where);
  const arms = [...new Set(table.rows.map((r) => r.arm))];
  const samples = [...new Set(table.rows.map((r) => r.sample))].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const position = new Map(samples.map((s, i) => [s, i]));
  const facts = factsOf(table, position, where);
  const cells = cellsOf(table, position, arms, where);
  const runs: Run[] = [];
  const scores: Float64Array[][] = arms.map(() => []);
  for (const seed of new Set(table.rows.map((r) => r.seed))) {
    const perArm = arms.map((arm) => cells.get(arm)!.get(seed));
    for (let k = 0; k < repeatsOf(perArm, seed, arms, where); k++) {
      const index = [...perArm[0]!.keys()].sort((a, b) => a - b);
      const rows = perArm.map((byImage) => index.map((i) => byImage!.get(i)![k]!));
      checkFolds(rows, arms, seed, where);
      runs.push({
        seed,
        index: Int32Array.from(index),
        labels: Int32Array.from(index, (i) => facts.labels[i]!),
        patient: Int32Array.from(index, (i) => facts.patient[i]!),
        fold: Int32Array.from(rows[0]!, (r) => r.fold),
      });
      rows.forEach((own, a) => {
        scores[a]!.push(Float64Array.from(own.flatMap((r) => [...r.scores])));
      });
    }
  }
  for (const run of runs) checkPatientFolds(run, samples, where);
  return {
    classes: table.classes,
    arms,
    samples,
    ...facts,
    onePerPatient: facts.patients === samples.length,
    runs,
    sameImages: runs.every((r) => r.index.length === samples.length),
    scores,
  };
}

/** Label and patient of each image, the same in all its rows. */
function factsOf(table: PredictionTable, position: Map<string, number>, where: string) {
  const first: (Row | undefined)[] = new Array(position.size);
  for (const row of table.rows) {
    const i = position.get(row.sample)!;
    const seen = (first[i] ??= row);
    if (seen.label !== row.label)
      throw new InputError(
        'predictions.two-labels',
        `${where}: image ${row.sample} is labelled ${table.classes[seen.label]} in one row and ${table.classes[row.label]} in another.`,
        where,
      );
    if (seen.patient !== row.patient)
      throw new InputError(
        'predictions.two-patients',
        `${where}: image ${row.sample} belongs to patient ${seen.patient ?? '(none)'} in one row and ${row.patient ?? '(none)'} in another.`,
        where,
      );
  }
  const known = new Map<string, number>();
  let patients = 0;
  let unknownPatients = 0;
  const patient = Int32Array.from(first, (row) => {
    if (row!.patient === null) {
      unknownPatients++;
      return patients++;
    }
    const g = known.get(row!.patient) ?? patients++;
    known.set(row!.patient, g);
    return g;
  });
  return { labels: Int32Array.from(first, (row) => row!.label), patient, patients, unknownPatients };
}

type Cells = Map<string, Map<number, Map<number, Row[]>>>;

/** Rows by arm, seed and image; several rows of one image are repeats, in order of their folds. */
function cellsOf(table: PredictionTable, position: Map<string, number>, arms: readonly string[], where: string): Cells {
  const cells: Cells = new Map(arms.map((a) => [a, new Map()]));
  for (const row of table.rows) {
    const bySeed = cells.get(row.arm)!;
    const byImage = bySeed.get(row.seed) ?? new Map<number, Row[]>();
    bySeed.set(row.seed, byImage);
    const i = position.get(row.sample)!;
    const mine = byImage.get(i) ?? [];
    if (mine.some((r) => r.fold === row.fold))
      throw new InputError(
        'predictions.duplicate-row',
        `${where}: image ${row.sample} has two rows for arm ${row.arm}, seed ${row.seed}, fold ${row.fold}; remove one.`,
        where,
      );
    mine.push(row);
    mine.sort((a, b) => a.fold - b.fold);
    byImage.set(i, mine);
  }
  return cells;
}

/** How often a split was repeated within a seed; all arms must hold the same images equally often. */
function repeatsOf(perArm: readonly (Map<number, Row[]> | undefined)[], seed: number, arms: readonly string[], where: string): number {
  const base = perArm[0];
  const repeats = base ? [...base.values()][0]!.length : 0;
  perArm.forEach((byImage, a) => {
    if (!base || !byImage || byImage.size !== base.size || [...byImage.keys()].some((i) => !base.has(i)))
      throw new InputError(
        'predictions.unpaired',
        `${where}: arm ${arms[a]} and arm ${arms[0]} do not hold the same images for seed ${seed}; a paired comparison needs both arms on the same images.`,
        where,
      );
    for (const rows of byImage.values())
      if (rows.length !== repeats)
        throw new InputError(
          'predictions.two-folds',
          `${where}: image ${rows[0]!.sample} stands in ${rows.length} folds of seed ${seed}, arm ${arms[a]}, others in ${repeats}; each image is predicted once a repeat.`,
          where,
        );
  });
  return repeats;
}

function checkFolds(rows: readonly Row[][], arms: readonly string[], seed: number, where: string): void {
  rows.forEach((own, a) => {
    own.forEach((row, i) => {
      if (row.fold !== rows[0]![i]!.fold)
        throw new InputError(
          'predictions.folds-differ',
          `${where}: image ${row.sample} is in fold ${row.fold} for arm ${arms[a]} and in fold ${rows[0]![i]!.fold} for arm ${arms[0]} (seed ${seed}); arms must share their folds.`,
          where,
        );
    });
  });
}

function checkPatientFolds(run: Run, samples: readonly string[], where: string): void {
  const fold = new Map<number, number>();
  run.patient.forEach((g, i) => {
    const seen = fold.get(g) ?? run.fold[i]!;
    fold.set(g, seen);
    if (seen !== run.fold[i])
      throw new InputError(
        'predictions.patient-in-two-folds',
        `${where}: the patient of image ${samples[run.index[i]!]} is in folds ${seen} and ${run.fold[i]} of seed ${run.seed}; images of one patient must stay together.`,
        where,
      );
  });
}
