import { InputError } from '../domain/notice.ts';

/** Numbers in a plain or typed array. */
export type Numbers = ArrayLike<number>;

/** Refuses lengths that differ, no images at all, a score that is not a number, and a label other than 0 and 1. Throws InputError. */
export function checkBinary(labels: Numbers, scores: Numbers): void {
  checkLengths(labels, scores);
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] !== 0 && labels[i] !== 1)
      throw new InputError('stats.bad-label', `Label ${i + 1} is ${labels[i]}; 0 (negative) or 1 (positive) is needed.`);
    checkScore(scores[i], i);
  }
}

/** As `checkBinary`, and both classes must be there: with one class only a discrimination measure does not exist. Throws InputError. */
export function checkTwoClasses(labels: Numbers, scores: Numbers): { positives: number; negatives: number } {
  checkBinary(labels, scores);
  let positives = 0;
  for (let i = 0; i < labels.length; i++) positives += labels[i]!;
  const negatives = labels.length - positives;
  if (positives === 0 || negatives === 0)
    throw new InputError('stats.one-class', `All ${labels.length} images belong to one class; positive and negative ones are needed.`);
  return { positives, negatives };
}

/** Refuses a probability outside 0 … 1 or that is not a number. Throws InputError. */
export function checkProbabilities(scores: Numbers): void {
  for (let i = 0; i < scores.length; i++) {
    checkScore(scores[i], i);
    if (scores[i]! < 0 || scores[i]! > 1)
      throw new InputError('stats.bad-probability', `Probability ${i + 1} is ${scores[i]}; it must lie between 0 and 1.`);
  }
}

/** Refuses labels that are no index of a class, a table of scores of another size, and probabilities out of range. Throws InputError. */
export function checkClasses(labels: Numbers, scores: Numbers, classes: number): void {
  if (labels.length === 0) throw new InputError('stats.empty', 'There are no images to compute a figure from.');
  if (scores.length !== labels.length * classes)
    throw new InputError('stats.length', `${scores.length} scores do not fit ${labels.length} images of ${classes} classes.`);
  for (let i = 0; i < labels.length; i++) {
    const label = labels[i]!;
    if (!Number.isInteger(label) || label < 0 || label >= classes)
      throw new InputError('stats.bad-label', `Label ${i + 1} is ${label}; an index below ${classes} is needed.`);
  }
  checkProbabilities(scores);
}

function checkLengths(labels: Numbers, scores: Numbers): void {
  if (labels.length === 0) throw new InputError('stats.empty', 'There are no images to compute a figure from.');
  if (labels.length !== scores.length)
    throw new InputError('stats.length', `There are ${labels.length} labels and ${scores.length} scores; each image needs one of both.`);
}

function checkScore(score: unknown, i: number): void {
  if (typeof score !== 'number' || Number.isNaN(score))
    throw new InputError('stats.bad-score', `Score ${i + 1} is ${score}; a number is needed.`);
}
