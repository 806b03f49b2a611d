import { expect, test } from 'vitest';
import { rng } from '../util/rng.ts';
import { Adam } from './adam.ts';
import { toy } from './fixtures/toy.ts';
import { headScores, type LinearHead, parseHead, predictHead, serialiseHead } from './head.ts';
import { gradientOf, type SoftmaxOptions, trainSoftmax } from './softmax.ts';

const options = (n = 80, d = 20, classes = 2, shift = 2): SoftmaxOptions => ({
  ...toy(n, d, classes, shift),
  dropout: 0.5,
  learningRate: 1e-2,
  epochs: 15,
  batch: 16,
  validationShare: 0.2,
});

function run(o: SoftmaxOptions) {
  const training = trainSoftmax(o);
  const trace = [];
  let step = training.next();
  while (!step.done) {
    trace.push(step.value);
    step = training.next();
  }
  return { trace, ...step.value };
}

test.each([2, 3])('separable data of %i classes: learnt, one trace point an epoch, the lowest validation loss kept', (classes) => {
  const o = { ...options(90, 20, classes, 3), epochs: 60 };
  const { trace, fit, predict } = run(o);
  expect(trace.map((p) => p.epoch)).toEqual(Array.from({ length: 60 }, (_, e) => e + 1));
  const losses = trace.map((p) => p.validationLoss);
  expect(fit.epoch).toBe(1 + losses.indexOf(Math.min(...losses)));
  expect(losses.at(-1)).toBeLessThan(losses[0]!);
  expect(trace.at(-1)!.validationAuroc).toBeGreaterThan(0.95);
  const p = predict(o.x);
  let right = 0;
  for (let i = 0; i < o.n; i++) {
    const row = [...p.subarray(i * classes, (i + 1) * classes)];
    if (row.indexOf(Math.max(...row)) === o.y[i]) right++;
  }
  expect(right / o.n).toBeGreaterThan(0.9);
});

test('the same seed gives the same head, another seed another', () => {
  const a = run(options());
  expect(run(options()).trace).toEqual(a.trace);
  expect([...run(options()).head.coef]).toEqual([...a.head.coef]);
  expect([...run({ ...options(), seed: 2 }).head.coef]).not.toEqual([...a.head.coef]);
});

test('initialisation has a stream of its own, which dropout and batches do not touch', () => {
  // With a learning rate of 0 the kept weights are the initial ones: neither dropout nor the batch size may touch them.
  const still = { ...options(), learningRate: 0, epochs: 2 };
  const first = [...run(still).head.coef];
  expect([...run({ ...still, dropout: 0 }).head.coef]).toEqual(first);
  expect([...run({ ...still, batch: 7, epochs: 4 }).head.coef]).toEqual(first);
  const limit = Math.sqrt(6 / (still.d + 2));
  expect(Math.max(...first.map(Math.abs))).toBeLessThanOrEqual(limit);
  expect(Math.max(...first.map(Math.abs))).toBeGreaterThan(limit / 2);
});

test('no validation rows possible: all rows are learnt from, the last epoch is kept, and it is said', () => {
  const { fit, notices, trace } = run({ ...options(40), groups: Array.from({ length: 40 }, () => 'one') });
  expect(notices.map((n) => n.code)).toEqual(['epoch-not-chosen']);
  expect(fit).toMatchObject({ epoch: 15, converged: false });
  expect(trace[0]!.validationAuroc).toBeNull();
});

test('the gradient of the batch loss agrees with finite differences', () => {
  const [m, d, k] = [7, 5, 3];
  const r = rng(1, 'gradient');
  const draw = (n: number) => Float64Array.from({ length: n }, () => r.normal());
  const scaling = { mean: new Float64Array(d), scale: new Float64Array(d).fill(1) };
  const head: LinearHead = { kind: 'softmax', d, classes: k, present: [0, 1, 2], scaling, coef: draw(k * d), intercept: draw(k) };
  const [x, y, ones] = [draw(m * d), [0, 1, 2, 0, 1, 2, 0], new Float64Array(m).fill(1)];
  const [g, gb] = [new Float64Array(k * d), new Float64Array(k)];
  gradientOf(head, x, m, y, ones, g, gb);
  const loss = () => {
    const f = headScores(head, x, m);
    let total = 0;
    for (let i = 0; i < m; i++) {
      const row = [0, 1, 2].map((c) => f[c * m + i]!);
      total += Math.log(row.reduce((s, v) => s + Math.exp(v), 0)) - row[y[i]!]!;
    }
    return total / m;
  };
  for (const [weights, gradient] of [[head.coef, g] as const, [head.intercept, gb] as const]) {
    for (let j = 0; j < weights.length; j++) {
      const old = weights[j]!;
      weights[j] = old + 1e-5;
      const up = loss();
      weights[j] = old - 1e-5;
      const down = loss();
      weights[j] = old;
      expect(gradient[j]).toBeCloseTo((up - down) / 2e-5, 8);
    }
  }
});

test('Adam follows its published recurrences', () => {
  const w = Float64Array.of(1, -2);
  const adam = new Adam(w, 0.1);
  const gradients = [
    [0.5, -1],
    [0.25, 2],
    [-1, 0.5],
  ];
  const state = [0, 1].map((j) => ({ w: [1, -2][j]!, m: 0, v: 0 }));
  gradients.forEach((g, t) => {
    adam.step(Float64Array.from(g));
    state.forEach((s, j) => {
      s.m = 0.9 * s.m + 0.1 * g[j]!;
      s.v = 0.999 * s.v + 0.001 * g[j]! ** 2;
      s.w -= (0.1 * Math.sqrt(1 - 0.999 ** (t + 1)) * s.m) / ((1 - 0.9 ** (t + 1)) * (Math.sqrt(s.v) + 1e-7));
      expect(w[j]).toBeCloseTo(s.w, 12);
    });
  });
});

test('a head survives storing to the bit; anything else is refused with words', () => {
  const { head } = run(options());
  const text = JSON.stringify(serialiseHead(head));
  const back = parseHead(JSON.parse(text));
  expect(back).toEqual(head);
  const { x, d } = options();
  expect([...predictHead(back, x.subarray(0, d))]).toEqual([...predictHead(head, x.subarray(0, d))]);
  for (const bad of [null, {}, 'x', { ...JSON.parse(text), coef: [1] }, { ...JSON.parse(text), present: [1, 0] }]) {
    expect(() => parseHead(bad, 'a.json')).toThrow(expect.objectContaining({ code: 'bad-head', where: 'a.json' }));
  }
  expect(() => parseHead({ schema: 2 })).toThrow(expect.objectContaining({ code: 'newer-schema' }));
});
