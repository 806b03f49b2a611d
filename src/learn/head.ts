import { InputError } from '../domain/notice.ts';
import { exactExp, logistic } from '../util/exactMath.ts';
import { applyScaling, type Rows, type Scaling } from './standardise.ts';

/** A fitted linear head: everything that predicting needs, as plain numbers. */
export interface LinearHead {
  kind: 'logistic' | 'softmax';
  d: number;
  /** Classes of the task; a class absent from training has probability 0. */
  classes: number;
  /** Class index of each output (for one output: of the second of the two classes `present`). */
  present: readonly number[];
  scaling: Scaling;
  /** outputs x d on scaled rows; one output for a sigmoid. */
  coef: Float64Array;
  intercept: Float64Array;
}

/** Linear scores, outputs x m, block-wise. */
export function headScores(head: LinearHead, x: Float64Array, m: number): Float64Array {
  const { d, coef, intercept } = head;
  const outputs = intercept.length;
  const f = new Float64Array(outputs * m);
  for (let o = 0; o < outputs; o++) {
    for (let i = 0; i < m; i++) {
      let sum = 0;
      for (let j = 0; j < d; j++) sum += coef[o * d + j]! * x[i * d + j]!;
      f[o * m + i] = sum + intercept[o]!;
    }
  }
  return f;
}

/** Probabilities of every class for one row of d features, or for several in one array (row after row): m x classes. */
export function predictHead(head: LinearHead, rows: Rows): Float64Array {
  const { d, classes, present } = head;
  if (rows.length === 0 || rows.length % d !== 0) throw new Error(`A head for ${d} features was given ${rows.length}`);
  const m = rows.length / d;
  const f = headScores(head, applyScaling(head.scaling, rows, m, d), m);
  const out = new Float64Array(m * classes);
  for (let i = 0; i < m; i++) {
    if (head.intercept.length === 1) {
      out[i * classes + present[1]!] = logistic(f[i]!);
      out[i * classes + present[0]!] = logistic(-f[i]!);
      continue;
    }
    let top = f[i]!;
    for (let o = 1; o < present.length; o++) top = Math.max(top, f[o * m + i]!);
    let sum = 0;
    for (let o = 0; o < present.length; o++) sum += out[i * classes + present[o]!] = exactExp(f[o * m + i]! - top);
    for (let o = 0; o < present.length; o++) out[i * classes + present[o]!]! /= sum;
  }
  return out;
}

/** A head as plain JSON; numbers keep every bit. */
export function serialiseHead(head: LinearHead): unknown {
  return {
    schema: 1,
    kind: head.kind,
    d: head.d,
    classes: head.classes,
    present: [...head.present],
    mean: [...head.scaling.mean],
    scale: [...head.scaling.scale],
    coef: [...head.coef],
    intercept: [...head.intercept],
  };
}

/** Reads what `serialiseHead` made. Throws InputError where it is something else, or written by a newer version. */
export function parseHead(value: unknown, where = 'head'): LinearHead {
  const v = (value ?? {}) as Record<string, unknown>;
  if (typeof v.schema === 'number' && v.schema > 1) {
    throw new InputError(
      'newer-schema',
      `${where} was written by a newer RadTune (schema ${v.schema}; this one reads up to 1). Update RadTune to open it.`,
      where,
    );
  }
  const numbers = (key: string, length?: number): Float64Array => {
    const list = v[key];
    const fits =
      Array.isArray(list) &&
      list.every((x) => typeof x === 'number' && Number.isFinite(x)) &&
      (length === undefined || list.length === length);
    if (!fits) throw damaged(where, `'${key}' is not a list of ${length ?? 'finite'} numbers`);
    return Float64Array.from(list as number[]);
  };
  const { kind, d, classes } = v;
  if (v.schema !== 1 || (kind !== 'logistic' && kind !== 'softmax')) throw damaged(where, 'it names no known kind of head');
  if (!isCount(d) || !isCount(classes)) throw damaged(where, "'d' or 'classes' is not a whole number");
  const present = [...numbers('present')];
  if (present.length < 2 || present.some((c, k) => !Number.isInteger(c) || c < 0 || c >= classes || (k > 0 && c <= present[k - 1]!))) {
    throw damaged(where, "'present' is not a rising list of class numbers");
  }
  const intercept = numbers('intercept');
  if (intercept.length !== present.length && !(intercept.length === 1 && present.length === 2))
    throw damaged(where, "'intercept' does not fit the classes");
  const scaling: Scaling = { mean: numbers('mean', d), scale: numbers('scale', d) };
  if (scaling.scale.some((x) => x <= 0)) throw damaged(where, "'scale' has a number that is not positive");
  return { kind, d, classes, present, scaling, coef: numbers('coef', intercept.length * d), intercept };
}

const isCount = (x: unknown): x is number => Number.isInteger(x) && (x as number) >= 1;

function damaged(where: string, what: string): InputError {
  return new InputError('bad-head', `${where} is not a trained head: ${what}. Train it again, or take an undamaged copy.`, where);
}
