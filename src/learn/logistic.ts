import { makeDesign } from './design.ts';
import { LogisticSolver, type Solution } from './newton.ts';

export interface LogisticProblem {
  /** n x d, as it is to be fitted (standardise before). */
  x: Float64Array;
  n: number;
  d: number;
  /** Class index of each row, each class present. */
  y: ArrayLike<number>;
  classes: number;
  /** Inverse strength of the penalty. */
  c: number;
  /** 'sigmoid': one weight vector for two classes (the default for two); 'softmax': one for each class. */
  form?: 'sigmoid' | 'softmax';
  sampleWeight?: ArrayLike<number>;
  /** 'balanced': each row also counts n / (K · n_c), counts without the sample weights. */
  classWeight?: 'balanced' | null;
  /** Stops where the gradient's norm is at most tolerance · max(1, C). */
  tolerance?: number;
}

/**
 * L2-penalised logistic regression to convergence: minimises C · Σ s_i · loss_i + ½‖W‖², intercepts free (the objective of scikit-learn's
 * LogisticRegression; one answer). `coef` is outputs x d; softmax intercepts have mean 0.
 */
export function fitLogistic(problem: LogisticProblem): Solution {
  const { x, n, d, y, classes } = problem;
  const outputs = outputsOf(classes, problem.form);
  const solver = new LogisticSolver(makeDesign(x, n, d), y, outputs, rowWeights(y, n, classes, problem.sampleWeight, problem.classWeight));
  return centred(solver.fit(problem.c, problem.tolerance));
}

/** Weight vectors: one for two classes, else one for each. */
export function outputsOf(classes: number, form?: 'sigmoid' | 'softmax'): number {
  if (form === 'sigmoid' && classes !== 2) throw new Error(`A sigmoid tells two classes apart, not ${classes}`);
  return classes === 2 && form !== 'softmax' ? 1 : classes;
}

/** Sample weight times class weight of each row. */
export function rowWeights(
  y: ArrayLike<number>,
  n: number,
  classes: number,
  sampleWeight?: ArrayLike<number>,
  classWeight?: 'balanced' | null,
): Float64Array {
  const counts = new Float64Array(classes);
  for (let i = 0; i < n; i++) counts[y[i]!]!++;
  return Float64Array.from(
    { length: n },
    (_, i) => (sampleWeight?.[i] ?? 1) * (classWeight === 'balanced' ? n / (classes * counts[y[i]!]!) : 1),
  );
}

/** Softmax intercepts are free up to a common shift: takes their mean out. */
export function centred(s: Solution): Solution {
  if (s.intercept.length === 1) return s;
  const mean = s.intercept.reduce((a, b) => a + b, 0) / s.intercept.length;
  return { ...s, intercept: s.intercept.map((b) => b - mean) };
}
