import { auroc } from './auroc.ts';
import { checkTwoClasses, type Numbers } from './input.ts';

/** The parts of a run's images by fold, folds ascending. */
function byFold(fold: Numbers): { fold: number; images: number[] }[] {
  const parts = new Map<number, number[]>();
  for (let i = 0; i < fold.length; i++) parts.set(fold[i]!, [...(parts.get(fold[i]!) ?? []), i]);
  return [...parts].sort(([a], [b]) => a - b).map(([f, images]) => ({ fold: f, images }));
}

export interface FoldAuroc {
  fold: number;
  /** Null where the fold lacks a class. */
  auroc: number | null;
  positives: number;
  negatives: number;
}

/** AUROC inside each fold. Folds that lack a class have none; how many those are must be said beside any mean. */
export function foldAurocs(labels: Numbers, scores: Numbers, fold: Numbers): FoldAuroc[] {
  return byFold(fold).map(({ fold: f, images }) => {
    const y = images.map((i) => labels[i]!);
    const positives = y.reduce((a, b) => a + b, 0);
    const negatives = y.length - positives;
    const defined = positives > 0 && negatives > 0;
    const s = images.map((i) => scores[i]!);
    return { fold: f, auroc: defined ? auroc(y, s) : null, positives, negatives };
  });
}

/** AUROC over pairs of images of one fold only: what pooling would give if scores of different folds' models could not be compared. Null where no fold has both classes. */
export function withinFoldAuroc(labels: Numbers, scores: Numbers, fold: Numbers): number | null {
  checkTwoClasses(labels, scores);
  let [sum, pairs] = [0, 0];
  for (const f of foldAurocs(labels, scores, fold)) {
    if (f.auroc === null) continue;
    sum += f.auroc * f.positives * f.negatives;
    pairs += f.positives * f.negatives;
  }
  return pairs > 0 ? sum / pairs : null;
}

/** Standard deviation (n - 1) over seeds, which is not a standard error; null for one seed. */
export function seedSd(values: readonly number[]): number | null {
  if (values.length < 2) return null;
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
}
