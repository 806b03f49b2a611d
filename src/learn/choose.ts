import { InputError, type Notice } from '../domain/notice.ts';
import { makeFolds } from '../domain/splits.ts';
import { rng } from '../util/rng.ts';
import { makeDesign } from './design.ts';
import { headScores, type LinearHead, predictHead } from './head.ts';
import { centred, outputsOf, rowWeights } from './logistic.ts';
import { lossOnly } from './loss.ts';
import { LogisticSolver } from './newton.ts';
import { applyScaling, type Rows, standardise } from './standardise.ts';

/** Rows a head may see: n x d features, class index and group (patient) of each row. */
export interface Training {
  x: Rows;
  n: number;
  d: number;
  y: ArrayLike<number>;
  groups: readonly string[];
  /** Classes of the task; not all need be present. */
  classes: number;
  seed: number;
}

export type LogisticTraining = Training & { grid: readonly number[]; innerFolds: number };

export interface LogisticModel {
  head: LinearHead;
  /** Probabilities of every class for one row, or for several in one array. */
  predict(rows: Rows): Float64Array;
  /** The chosen C, the mean inner log loss of each candidate, and how the last fit ended. */
  fit: { c: number; innerLoss: number[]; iterations: number; converged: boolean };
  notices: Notice[];
}

/**
 * Gradient norms at which fits end. The weights are then nearer to the optimum than that number (the penalty's curvature is 1), so an inner
 * mean log loss is off by less than 1e-6 times the length of a row. Steps on the way to the chosen C only lend their place to the next.
 */
const INNER_TOLERANCE = 1e-6;
const FINAL_TOLERANCE = 1e-10;
const PASSING_TOLERANCE = 1e-2;
/** Loss of a row whose class the inner model has never seen: the logarithm of the smallest probability that counts. */
const UNSEEN_LOSS = 34.538776394910684;

/**
 * L2 logistic regression whose strength C is chosen from `grid` by stratified inner folds that keep groups whole: smallest pooled log loss,
 * ties to the smaller C. Every inner fold is standardised on its own training part; the chosen C is then fitted on all rows given.
 * Throws InputError 'one-class' where the rows are of one class.
 */
export function chooseLogistic(training: LogisticTraining): LogisticModel {
  const steps = logisticSteps(training);
  let step = steps.next();
  while (!step.done) step = steps.next();
  return step.value;
}

/** The same, in steps of one inner fold each, so that a caller can let other work in and stop. */
export function* logisticSteps(training: LogisticTraining): Generator<void, LogisticModel, void> {
  const { n, y, groups, classes } = training;
  const grid = [...new Set(training.grid)].sort((a, b) => a - b);
  const notices: Notice[] = [];
  const all = Array.from({ length: n }, (_, i) => i);
  const units = new Set(groups).size;
  if (new Set(all.map((i) => y[i]!)).size < 2) {
    throw new InputError('one-class', 'All images to learn from are of one class: add images of a second class, or choose another split.');
  }
  const folds = Math.min(training.innerFolds, units);
  const losses = new Float64Array(grid.length);
  let scored = 0;
  if (folds >= 2 && grid.length > 1) {
    if (folds < training.innerFolds) {
      notices.push({ code: 'inner-folds-reduced', level: 'info', saw: String(units), expected: String(training.innerFolds) });
    }
    const items = all.map((i) => ({ id: String(i), group: groups[i]!, truth: y[i]! }));
    const { fold } = makeFolds(items, folds, rng(training.seed, 'inner split').int(2 ** 31), classes, 'quick');
    for (let f = 0; f < folds; f++) {
      const inside = all.filter((i) => fold[i] !== f);
      const outside = all.filter((i) => fold[i] === f);
      if (new Set(inside.map((i) => y[i]!)).size < 2) {
        notices.push({ code: 'inner-fold-one-class', level: 'warning', where: String(f), saw: String(outside.length), expected: '0' });
        continue;
      }
      scored += outside.length;
      scoreFold(training, grid, inside, outside, losses);
      yield;
    }
  }
  let best = 0;
  if (scored === 0 && grid.length > 1) {
    notices.push({
      code: 'strength-not-chosen',
      level: 'warning',
      saw: String(units),
      remedy: 'Too few patients to choose C inside the training part: the smallest was taken.',
    });
  }
  for (let k = 1; k < grid.length; k++) if (losses[k]! < losses[best]!) best = k;
  const path = pathOver(training, all, grid.slice(0, best + 1), (k) => (k === best ? FINAL_TOLERANCE : PASSING_TOLERANCE));
  const { head, iterations, converged } = path.at(-1)!;
  const mean = new Map(grid.map((c, k) => [c, losses[k]! / Math.max(1, scored)]));
  if (!converged) notices.push({ code: 'head-not-converged', level: 'warning', saw: String(iterations) });
  return {
    head,
    predict: (rows) => predictHead(head, rows),
    fit: { c: grid[best]!, innerLoss: scored === 0 ? [] : training.grid.map((c) => mean.get(c)!), iterations, converged },
    notices,
  };
}

interface Step {
  head: LinearHead;
  iterations: number;
  converged: boolean;
}

/** One head for each strength, rising, on the rows named: standardised, reduced once, each starting from the last. */
function pathOver(training: Training, which: readonly number[], grid: readonly number[], tolerance: (k: number) => number): Step[] {
  const { x, n, d, classes } = training;
  const present = [...new Set(which.map((i) => training.y[i]!))].sort((a, b) => a - b);
  const index = new Map(present.map((c, k) => [c, k]));
  const y = which.map((i) => index.get(training.y[i]!)!);
  const scaling = standardise(x, n, d, which);
  const design = makeDesign(applyScaling(scaling, x, n, d, which), which.length, d);
  const solver = new LogisticSolver(design, y, outputsOf(present.length), rowWeights(y, which.length, present.length));
  return grid.map((c, k) => {
    const { coef, intercept, iterations, converged } = centred(solver.fit(c, tolerance(k)));
    return { head: { kind: 'logistic', d, classes, present, scaling, coef, intercept }, iterations, converged };
  });
}

/** Adds the log loss of the rows left out, for each strength. */
function scoreFold(training: Training, grid: readonly number[], inside: number[], outside: number[], losses: Float64Array): void {
  const path = pathOver(training, inside, grid, () => INNER_TOLERANCE);
  const { present, scaling } = path[0]!.head;
  const index = new Map(present.map((c, k) => [c, k]));
  const known = outside.filter((i) => index.has(training.y[i]!));
  const x = applyScaling(scaling, training.x, training.n, training.d, known);
  const y = known.map((i) => index.get(training.y[i]!)!);
  const ones = new Float64Array(known.length).fill(1);
  path.forEach(({ head }, k) => {
    losses[k]! += lossOnly(headScores(head, x, known.length), known.length, head.intercept.length, y, ones);
    losses[k]! += UNSEEN_LOSS * (outside.length - known.length);
  });
}
