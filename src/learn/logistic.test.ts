import { expect, test } from 'vitest';
import { rng } from '../util/rng.ts';
import { chooseLogistic } from './choose.ts';
import { toy } from './fixtures/toy.ts';
import { predictHead } from './head.ts';
import { fitLogistic } from './logistic.ts';
import { cholesky, choleskySolve, rowProducts } from './matrix.ts';
import { standardise } from './standardise.ts';

/** C · Σ loss + ½‖W‖² from its definition. */
function objective(
  x: Float64Array,
  n: number,
  d: number,
  y: ArrayLike<number>,
  k: number,
  c: number,
  w: Float64Array,
  b: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const f = Array.from(
      b,
      (bias, o) => bias + Array.from({ length: d }, (_, j) => w[o * d + j]! * x[i * d + j]!).reduce((s, v) => s + v, 0),
    );
    const all = k === 1 ? [0, f[0]!] : f;
    total += Math.log(all.reduce((s, v) => s + Math.exp(v), 0)) - all[y[i]!]!;
  }
  return c * total + w.reduce((s, v) => s + v * v, 0) / 2;
}

test.each([
  [40, 6, 2],
  [18, 30, 2],
  [42, 5, 3],
  [24, 40, 3],
])('%i rows, %i columns, %i classes: finite differences of the objective vanish at the solution', (n, d, classes) => {
  const t = toy(n, d, classes, 0.7);
  const x = Float64Array.from(t.x);
  const k = classes === 2 ? 1 : classes;
  const { coef, intercept, converged, objective: reached } = fitLogistic({ x, n, d, y: t.y, classes, c: 0.7 });
  const at = (w: Float64Array, b: Float64Array) => objective(x, n, d, t.y, k, 0.7, w, b);
  expect(converged).toBe(true);
  expect(reached).toBeCloseTo(at(coef, intercept), 9);
  const h = 1e-4;
  for (const [vector, length] of [[coef, coef.length] as const, [intercept, intercept.length] as const]) {
    for (let j = 0; j < length; j++) {
      const old = vector[j]!;
      vector[j] = old + h;
      const up = at(coef, intercept);
      vector[j] = old - h;
      const down = at(coef, intercept);
      vector[j] = old;
      expect(Math.abs(up - down) / (2 * h)).toBeLessThan(1e-6);
    }
  }
});

test('a two-column softmax at C is a sigmoid at 2C', () => {
  const t = toy(30, 50, 2, 0.5);
  const x = Float64Array.from(t.x);
  const one = fitLogistic({ x, n: t.n, d: t.d, y: t.y, classes: 2, c: 0.2 });
  const two = fitLogistic({ x, n: t.n, d: t.d, y: t.y, classes: 2, c: 0.1, form: 'softmax' });
  for (let j = 0; j < t.d; j++) expect(two.coef[t.d + j]! - two.coef[j]!).toBeCloseTo(one.coef[j]!, 8);
});

const grid = [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1];
const settings = { grid, innerFolds: 5 };

test('the choice is the smallest pooled inner loss, the fit is repeatable and does not depend on the order of rows', () => {
  const t = toy(80, 120, 2, 0.6);
  const a = chooseLogistic({ ...t, ...settings });
  expect(a.fit.innerLoss).toHaveLength(6);
  expect(a.fit.c).toBe(grid[a.fit.innerLoss.indexOf(Math.min(...a.fit.innerLoss))]);
  expect(a.fit.converged).toBe(true);
  expect([...chooseLogistic({ ...t, ...settings }).head.coef]).toEqual([...a.head.coef]);
  const order = rng(3).shuffle(Array.from({ length: t.n }, (_, i) => i));
  const x = new Float32Array(t.x.length);
  order.forEach((i, k) => {
    x.set(t.x.subarray(i * t.d, (i + 1) * t.d), k * t.d);
  });
  const b = chooseLogistic({ ...t, x, y: order.map((i) => t.y[i]!), groups: order.map((i) => t.groups[i]!), ...settings });
  expect(b.fit.c).toBe(a.fit.c);
  const [pa, pb] = [a.predict(t.x), b.predict(t.x)];
  for (let i = 0; i < pa.length; i++) expect(Math.abs(pa[i]! - pb[i]!)).toBeLessThan(1e-8);
});

test('one row or many: the same probabilities, adding up to 1', () => {
  const t = toy(60, 20, 3, 0.8);
  const { predict } = chooseLogistic({ ...t, ...settings });
  const all = predict(t.x);
  for (let i = 0; i < t.n; i++) {
    const p = predict(t.x.subarray(i * t.d, (i + 1) * t.d));
    expect([...p]).toEqual([...all.subarray(3 * i, 3 * i + 3)]);
    expect(p[0]! + p[1]! + p[2]!).toBeCloseTo(1, 12);
  }
});

test('few patients: fewer inner folds, one-class inner folds left out, both said', () => {
  const t = toy(6, 10, 2, 1);
  const three = chooseLogistic({ ...t, ...settings });
  expect(three.notices.map((n) => n.code)).toContain('inner-folds-reduced');
  // Patients p0 and p2 are of class 0, p1 alone is of class 1: the fold that holds it trains on one class.
  expect(three.notices.map((n) => n.code)).toContain('inner-fold-one-class');
  const two = chooseLogistic({ ...toy(4, 10, 2, 1), ...settings });
  expect(two.notices.map((n) => n.code)).toContain('strength-not-chosen');
  expect(two.fit).toMatchObject({ c: 1e-5, innerLoss: [] });
  expect(() => chooseLogistic({ ...t, y: [1, 1, 1, 1, 1, 1], ...settings })).toThrow(expect.objectContaining({ code: 'one-class' }));
});

test('a class of the task that is absent from the training rows has probability 0', () => {
  const t = toy(40, 12, 2, 1);
  const { predict, head } = chooseLogistic({ ...t, y: Array.from(t.y, (c) => (c === 0 ? 0 : 2)), classes: 3, ...settings });
  const p = predictHead(head, t.x.subarray(0, t.d));
  expect([...predict(t.x.subarray(0, t.d))]).toEqual([...p]);
  expect(p[1]).toBe(0);
  expect(p[0]! + p[2]!).toBeCloseTo(1, 12);
});

test('a constant column gets scale 1, whatever its mean rounds to', () => {
  const x = Float32Array.from({ length: 30 }, (_, i) => (i % 3 === 0 ? 0.1 : i % 3 === 1 ? i : 7e8));
  expect([...standardise(x, 10, 3).scale]).toEqual([1, expect.closeTo(Math.sqrt(74.25), 10), 1]);
});

test.each([1, 3, 4, 7, 33, 66])('a Cholesky factor of order %i solves its system', (m) => {
  const r = rng(m, 'matrix');
  const a = Float64Array.from({ length: m * (m + 5) }, () => r.normal());
  const gram = new Float64Array(m * m);
  rowProducts(a, m, m + 5, gram);
  const full = (i: number, j: number) => gram[Math.max(i, j) * m + Math.min(i, j)]!;
  const want = Float64Array.from({ length: m }, () => r.normal());
  const b = Float64Array.from({ length: m }, (_, i) => want.reduce((s, v, j) => s + full(i, j) * v, 0));
  const factor = gram.slice();
  cholesky(factor, m);
  choleskySolve(factor, m, b);
  for (let i = 0; i < m; i++) expect(b[i]).toBeCloseTo(want[i]!, 6);
});
