import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { headScores, type LinearHead, predictHead } from './head.ts';
import { fitLogistic } from './logistic.ts';
import { applyScaling, standardise } from './standardise.ts';

interface Reference {
  data: Record<string, { X: number[][]; y: number[]; Xtest: number[][]; sample_weight: number[]; classes: number }>;
  cases: {
    id: string;
    kind: string;
    data: string;
    params: { form: 'sigmoid' | 'softmax'; C: number; class_weight: 'balanced' | null; sample_weight: boolean; standardised: boolean };
    outputs: Record<string, number[] | number[][] | number>;
  }[];
}

/** Largest absolute difference; lengths must agree. */
function gap(got: ArrayLike<number>, want: readonly number[]): number {
  expect(got.length).toBe(want.length);
  return Math.max(...want.map((v, i) => Math.abs(got[i]! - v)));
}
const flat = (v: unknown) => ([v] as unknown[]).flat(3) as number[];

function hold(reference: Reference, c: Reference['cases'][number]): void {
  const { X, y, Xtest, sample_weight, classes } = reference.data[c.data]!;
  const [n, d, m] = [X.length, X[0]!.length, Xtest.length];
  const raw = Float64Array.from(X.flat());
  const scaling = standardise(raw, n, d);
  const test = Float64Array.from(Xtest.flat());
  if (c.kind === 'standardise') {
    expect(gap(scaling.mean, flat(c.outputs.mean))).toBeLessThanOrEqual(1e-10);
    expect(gap(scaling.scale, flat(c.outputs.scale))).toBeLessThanOrEqual(1e-10);
    expect(gap(applyScaling(scaling, test, m, d, [0]), flat(c.outputs.test_first_row))).toBeLessThanOrEqual(1e-10);
    return;
  }
  const { form, C, class_weight, sample_weight: weighted, standardised } = c.params;
  const used = standardised ? scaling : { mean: new Float64Array(d), scale: new Float64Array(d).fill(1) };
  const x = applyScaling(used, raw, n, d);
  const fit = fitLogistic({
    x,
    n,
    d,
    y,
    classes,
    c: C,
    form,
    classWeight: class_weight,
    ...(weighted ? { sampleWeight: sample_weight } : {}),
  });
  expect(fit.converged).toBe(true);
  expect(gap(fit.coef, flat(c.outputs.coef))).toBeLessThanOrEqual(1e-4);
  expect(gap(fit.intercept, flat(c.outputs.intercept ?? c.outputs.intercept_centred))).toBeLessThanOrEqual(1e-4);
  const relative = fit.objective / (c.outputs.objective as number) - 1;
  expect(relative).toBeLessThanOrEqual(1e-8);
  expect(relative).toBeGreaterThanOrEqual(-1e-9);
  const present = Array.from({ length: classes }, (_, k) => k);
  const head: LinearHead = { kind: 'logistic', d, classes, present, scaling: used, coef: fit.coef, intercept: fit.intercept };
  const p = predictHead(head, test);
  const wanted = c.outputs.test_probabilities as number[] | number[][];
  const got = Array.isArray(wanted[0]) ? p : Float64Array.from({ length: m }, (_, i) => p[2 * i + 1]!);
  // For a two-column softmax the reference lists class 1 alone.
  expect(gap(got, flat(wanted))).toBeLessThanOrEqual(1e-5);
  expect(headScores(head, applyScaling(used, test, m, d), m).every(Number.isFinite)).toBe(true);
}

const here = JSON.parse(readFileSync(new URL('fixtures/heads.json', import.meta.url), 'utf8')) as Reference;
describe('reference heads', () => {
  for (const c of here.cases) test(c.id, () => hold(here, c));
});

const whole = '../shared/golden/heads.json';
test.skipIf(!existsSync(whole))('the whole reference file', () => {
  const reference = JSON.parse(readFileSync(whole, 'utf8')) as Reference;
  const mine = reference.cases.filter((c) => c.kind === 'logistic' || c.kind === 'standardise');
  expect(mine.length).toBeGreaterThan(30);
  for (const c of mine) hold(reference, c);
});
