import type { Notice } from './notice.ts';
import type { Policy } from './policy.ts';

/** A number with what makes it believable. `null` = undefined here (not zero). */
export interface MetricValue {
  value: number | null;
  low: number | null;
  high: number | null;
  /** Name of the interval's method (`obuchowski-logit`, `delong-logit`, `patient-bootstrap` …); null where none is given. */
  method: string | null;
  perSeed: readonly (number | null)[];
}

export interface Contrast {
  /** Baseline arm. */
  a: string;
  b: string;
  metric: string;
  /** b minus a. */
  difference: number | null;
  low: number | null;
  high: number | null;
  p: number | null;
  method: string;
  /** Patient permutation test of an AUROC difference, given up to 30 patients, where the normal approximation is too narrow. */
  pPermutation?: number | null;
  /** `p` adjusted by Holm over all contrasts but the primary one; absent there. */
  pHolm?: number | null;
}

export interface Verdict {
  kind: 'better' | 'worse' | 'equal' | 'undecided';
  /** The sentence in English, for files. */
  text: string;
  /** Key and values of the sentence, for the face to word in its language. */
  key: string;
  values: Readonly<Record<string, string | number>>;
  patientsNeeded?: number;
}

/** Output of `radtune stats` (8.2). */
export interface StatsOutput {
  schema: 1;
  positive: string | null;
  seeds: readonly number[];
  n: { images: number; patients: number };
  arms: readonly { arm: string; metrics: Readonly<Record<string, MetricValue>> }[];
  contrasts: readonly Contrast[];
  verdict: Verdict;
}

/** A chart as numbers: drawn by the common XY chart, exported as CSV. */
export interface Figure {
  id: string;
  /** Message keys of the axes' names. */
  x: string;
  y: string;
  /** Whether the axes have one scale (ROC). */
  square?: boolean;
  xDomain?: readonly [number, number];
  yDomain?: readonly [number, number];
  /** A thin reference line (chance). */
  reference?: readonly (readonly [x: number, y: number])[];
  series: readonly {
    name: string;
    /** Index of the arm, which gives colour, dash and marker. */
    arm: number;
    points: readonly (readonly [x: number, y: number])[];
    band?: readonly (readonly [low: number, high: number])[];
  }[];
}

export interface ConfusionMatrix {
  arm: string;
  classes: readonly string[];
  /** rows = truth, columns = predicted (largest probability; for two classes positive at 0.5 or more); summed over seeds and divided by their number. */
  counts: readonly (readonly number[])[];
}

/** Everything Results shows, derived from a run record and a choice of positive class. */
export interface Report {
  run: string;
  stats: StatsOutput;
  figures: readonly Figure[];
  confusion: readonly ConfusionMatrix[];
  notices: readonly Notice[];
  /** Whose preprocessing the arms had; null where an older record does not tell. */
  policy?: Policy | null;
}

/** Rows of predictions.csv (8.1) in memory: what statistics work on. */
export interface PredictionTable {
  classes: readonly string[];
  rows: readonly {
    sample: string;
    /** Empty text in the file: the image is a patient of its own. */
    patient: string | null;
    fold: number;
    seed: number;
    arm: string;
    /** Index into classes. */
    label: number;
    scores: readonly number[];
  }[];
}
