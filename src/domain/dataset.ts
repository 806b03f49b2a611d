import type { Hash, Id } from './ids.ts';
import type { Notice } from './notice.ts';

/** One image of the study. */
export interface Sample {
  id: Id<'sample'>;
  /** Null where unknown: the image then counts as a patient of its own. */
  patient: Id<'patient'> | null;
  site: string | null;
  /** Where it came from; `hash` is SHA-256 of the decoded samples (8.3), `file` that of the file's bytes. */
  source: { name: string; hash: Hash; file: Hash; frame: number };
  size: readonly [width: number, height: number];
  /** The part a given split put it in (`train/`, `test/`, `val/` folders or a split column); null where none was given. */
  part: 'train' | 'validation' | 'test' | null;
  /** SHA-256 of the stored lesion mask (a PNG), where there is one. */
  mask?: Hash;
}

export interface Label {
  sample: Id<'sample'>;
  cls: Id<'class'>;
  from: 'folder' | 'table' | 'hand' | 'pattern';
}

export interface Dataset {
  schema: 1;
  id: Id<'dataset'>;
  /** Counts the changes; a run names the revision it used. */
  revision: number;
  name: string;
  /** Made by code, not taken from people: said wherever the images are shown. */
  synthetic: boolean;
  classes: readonly { id: Id<'class'>; name: string }[];
  samples: readonly Sample[];
  /** At most one label a sample; unlabelled samples take no part in a study. */
  labels: readonly Label[];
  notices: readonly Notice[];
  /** Files that were not taken in, each with its reason. */
  skipped: readonly Skipped[];
}

export interface Skipped {
  file: string;
  reason: string;
  message: string;
}

/** The unit folds are made of and people are counted by: the patient, or the image where no patient is known. */
export function patientOf(sample: Sample): string {
  return sample.patient ?? `image:${sample.id}`;
}

/** Labelled samples in the order of their ids, with class index: what splits, heads and reports work on. */
export function labelled(dataset: Dataset): { sample: Sample; truth: number }[] {
  const index = new Map(dataset.classes.map((c, i) => [c.id, i]));
  const label = new Map(dataset.labels.map((l) => [l.sample, index.get(l.cls)]));
  return dataset.samples
    .flatMap((sample) => {
      const truth = label.get(sample.id);
      return truth === undefined ? [] : [{ sample, truth }];
    })
    .sort((a, b) => (a.sample.id < b.sample.id ? -1 : 1));
}

export interface DatasetCounts {
  images: number;
  labelled: number;
  patients: number;
  classes: readonly { id: Id<'class'>; name: string; images: number; patients: number }[];
}

/** Images and patients, altogether and per class. Patients that are unknown count one each image. */
export function countDataset(dataset: Dataset): DatasetCounts {
  const rows = labelled(dataset);
  return {
    images: dataset.samples.length,
    labelled: rows.length,
    patients: new Set(dataset.samples.map(patientOf)).size,
    classes: dataset.classes.map((c, k) => {
      const mine = rows.filter((r) => r.truth === k);
      return { id: c.id, name: c.name, images: mine.length, patients: new Set(mine.map((r) => patientOf(r.sample))).size };
    }),
  };
}
