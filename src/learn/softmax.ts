import { InputError, type Notice } from '../domain/notice.ts';
import type { TracePoint } from '../domain/run.ts';
import { makeShares, shareWeights } from '../domain/splits.ts';
import { auroc, macro, oneVsRest } from '../stats/auroc.ts';
import { rng } from '../util/rng.ts';
import { Adam } from './adam.ts';
import type { Training } from './choose.ts';
import { headScores, type LinearHead, predictHead } from './head.ts';
import { lossOf } from './loss.ts';
import { applyScaling, type Rows, type Scaling, standardise } from './standardise.ts';

export interface SoftmaxOptions extends Training {
  /** Share of the inputs set to 0 in each training step, the others scaled up to keep the mean (inverted dropout). */
  dropout: number;
  learningRate: number;
  epochs: number;
  batch: number;
  /** Share of the rows, whole groups, kept aside to choose the epoch. */
  validationShare: number;
  /** Scale inputs to mean 0 and SD 1 of the training rows (default). The published study feeds the pooled features as they are: false. */
  standardise?: boolean;
}

export interface SoftmaxModel {
  head: LinearHead;
  /** Probabilities of every class for one row, or for several in one array. */
  predict(rows: Rows): Float64Array;
  /** `epoch`: the one kept (from 1). `iterations`: steps of Adam. `converged`: validation loss had stopped falling before the last epoch. */
  fit: { epoch: number; iterations: number; converged: boolean };
  notices: Notice[];
}

/**
 * The study's head: dropout, one linear layer, softmax, cross-entropy, Adam (Keras defaults: beta 0.9 and 0.999, epsilon 1e-7), Glorot-uniform
 * start, zero intercepts, shuffled mini-batches. A stratified part of whole groups is kept aside; the weights of the epoch with the lowest loss
 * there are kept. A generator: one TracePoint an epoch, so a caller can let other work in and stop; the model is its return value.
 * Initialisation, batch order and dropout draw from streams of their own. Throws InputError 'one-class'.
 */
export function* trainSoftmax(o: SoftmaxOptions): Generator<TracePoint, SoftmaxModel, void> {
  const present = [...new Set(Array.from({ length: o.n }, (_, i) => o.y[i]!))].sort((a, b) => a - b);
  if (present.length < 2) {
    throw new InputError('one-class', 'All images to learn from are of one class: add images of a second class, or choose another split.');
  }
  const { train, validation, notices } = setAside(o, present.length);
  const k = present.length;
  const { d } = o;
  const scaling = o.standardise === false ? identity(d) : standardise(o.x, o.n, d, train);
  const index = new Map(present.map((c, i) => [c, i]));
  const truth = (which: readonly number[]) => which.map((i) => index.get(o.y[i]!)!);
  const x = applyScaling(scaling, o.x, o.n, d, train);
  const y = truth(train);
  const xv = applyScaling(scaling, o.x, o.n, d, validation);
  const yv = truth(validation);
  const ones = new Float64Array(Math.max(o.batch, validation.length)).fill(1);

  const stream = rng(o.seed, 'softmax');
  const [init, order, dropout] = [stream.stream('init'), stream.stream('order'), stream.stream('dropout')];
  const coef = new Float64Array(k * d);
  const intercept = new Float64Array(k);
  const limit = Math.sqrt(6 / (d + k));
  for (let j = 0; j < coef.length; j++) coef[j] = (2 * init.next() - 1) * limit;
  const head: LinearHead = { kind: 'softmax', d, classes: o.classes, present, scaling, coef, intercept };
  const adam = [new Adam(coef, o.learningRate), new Adam(intercept, o.learningRate)];
  const gradient = [new Float64Array(k * d), new Float64Array(k)];
  const kept = { epoch: 0, loss: Number.POSITIVE_INFINITY, coef: coef.slice(), intercept: intercept.slice() };
  const rows = Array.from({ length: train.length }, (_, i) => i);
  const input = new Float64Array(o.batch * d);
  let iterations = 0;

  for (let epoch = 1; epoch <= o.epochs; epoch++) {
    order.shuffle(rows);
    let loss = 0;
    for (let start = 0; start < rows.length; start += o.batch) {
      const batch = rows.slice(start, start + o.batch);
      const m = batch.length;
      batch.forEach((i, b) => {
        for (let j = 0; j < d; j++) input[b * d + j] = o.dropout === 0 || dropout.next() >= o.dropout ? x[i * d + j]! / (1 - o.dropout) : 0;
      });
      loss += gradientOf(
        head,
        input,
        m,
        batch.map((i) => y[i]!),
        ones,
        gradient[0]!,
        gradient[1]!,
      );
      adam[0]!.step(gradient[0]!);
      adam[1]!.step(gradient[1]!);
      iterations++;
    }
    const { loss: validationLoss, auroc: validationAuroc } = judge(head, xv, yv, ones);
    if (validation.length === 0 || validationLoss < kept.loss) {
      Object.assign(kept, { epoch, loss: validationLoss, coef: coef.slice(), intercept: intercept.slice() });
    }
    yield { epoch, loss: loss / rows.length, validationLoss, validationAuroc };
  }
  const best: LinearHead = { ...head, coef: kept.coef, intercept: kept.intercept };
  const fit = { epoch: kept.epoch, iterations, converged: validation.length > 0 && kept.epoch < o.epochs };
  return { head: best, predict: (r) => predictHead(best, r), fit, notices };
}

/** Gradient of the mean cross-entropy over m rows, into `into` and `intoIntercept`; returns the sum of the losses. */
export function gradientOf(
  head: LinearHead,
  input: Float64Array,
  m: number,
  y: readonly number[],
  ones: Float64Array,
  into: Float64Array,
  intoIntercept: Float64Array,
): number {
  const { d } = head;
  const k = head.intercept.length;
  const f = headScores(head, input, m);
  const residual = new Float64Array(k * m);
  const loss = lossOf(f, m, k, y, ones, new Float64Array(k * m), residual);
  into.fill(0);
  for (let c = 0; c < k; c++) {
    let sum = 0;
    for (let b = 0; b < m; b++) {
      const r = residual[c * m + b]! / m;
      sum += r;
      for (let j = 0; j < d; j++) into[c * d + j]! += r * input[b * d + j]!;
    }
    intoIntercept[c] = sum;
  }
  return loss;
}

/** Mean loss and AUROC on rows kept aside (macro one-vs-rest for more than two classes; null where a class is missing there); NaN and null without rows. */
function judge(head: LinearHead, x: Float64Array, y: readonly number[], ones: Float64Array): { loss: number; auroc: number | null } {
  const m = y.length;
  if (m === 0) return { loss: Number.NaN, auroc: null };
  const k = head.intercept.length;
  const p = new Float64Array(k * m);
  const loss = lossOf(headScores(head, x, m), m, k, y, ones, p, new Float64Array(k * m)) / m;
  const areas = Array.from({ length: k }, (_, c) => {
    const members = y.filter((t) => t === c).length;
    return members === 0 || members === m ? null : auroc(oneVsRest(y, c), p.subarray(c * m, (c + 1) * m));
  });
  return { loss, auroc: k === 2 ? areas[1]! : macro(areas) };
}

/** Rows to learn from and rows to choose the epoch by, no group in both. Where that cannot be had all rows are learnt from, and it is said. */
function setAside(o: SoftmaxOptions, classes: number): { train: number[]; validation: number[]; notices: Notice[] } {
  const all = Array.from({ length: o.n }, (_, i) => i);
  const units = new Set(o.groups).size;
  if (units >= 2) {
    const items = all.map((i) => ({ id: String(i), group: o.groups[i]!, truth: o.y[i]! }));
    const { fold } = makeShares(items, shareWeights(o.validationShare), rng(o.seed, 'inner split').int(2 ** 31), o.classes);
    const train = all.filter((i) => fold[i] === 1);
    if (new Set(train.map((i) => o.y[i]!)).size === classes) return { train, validation: all.filter((i) => fold[i] === 0), notices: [] };
  }
  const remedy = 'Too few patients to keep some aside, so the epoch could not be chosen and the last one was taken.';
  return { train: all, validation: [], notices: [{ code: 'epoch-not-chosen', level: 'warning', saw: String(units), remedy }] };
}

const identity = (d: number): Scaling => ({ mean: new Float64Array(d), scale: new Float64Array(d).fill(1) });
