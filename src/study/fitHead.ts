import type { Notice } from '../domain/notice.ts';
import type { Fit, TracePoint } from '../domain/run.ts';
import type { HeadSpec } from '../domain/spec.ts';
import { logisticSteps, trainSoftmax } from '../learn/index.ts';
import { Cancelled } from './features.ts';

/** Rows a head may see: features n x d, class index and patient of each. */
export interface TrainingRows {
  x: Float32Array;
  n: number;
  d: number;
  y: readonly number[];
  groups: readonly string[];
}

export interface FittedHead {
  /** Probability of each class for one row of d features. */
  predict(row: Float32Array): ArrayLike<number> & Iterable<number>;
  fit: Omit<Fit, 'arm' | 'part' | 'seed' | 'n'>;
  /** What a person should know of this fit: fewer inner folds than asked, no convergence. */
  notices: readonly Notice[];
}

export interface Watch {
  point(p: TracePoint): void;
  pause(): Promise<void>;
  cancelled(): boolean;
}

/** Fits the head a spec names on the given rows alone; whatever it chooses (strength, epoch) it chooses inside them. */
export async function fitHead(spec: HeadSpec, rows: TrainingRows, classes: number, seed: number, watch: Watch): Promise<FittedHead> {
  if (spec.kind === 'logistic') {
    const steps = logisticSteps({ ...rows, classes, grid: spec.grid, innerFolds: spec.innerFolds, seed });
    let step = steps.next();
    while (!step.done) {
      await watch.pause();
      if (watch.cancelled()) throw new Cancelled();
      step = steps.next();
    }
    return { predict: step.value.predict, fit: step.value.fit, notices: step.value.notices };
  }
  const training = trainSoftmax({ ...rows, classes, seed, ...spec });
  const trace: TracePoint[] = [];
  let step = training.next();
  while (!step.done) {
    trace.push(step.value);
    watch.point(step.value);
    await watch.pause();
    if (watch.cancelled()) throw new Cancelled();
    step = training.next();
  }
  return { predict: step.value.predict, fit: { ...step.value.fit, trace }, notices: step.value.notices };
}
