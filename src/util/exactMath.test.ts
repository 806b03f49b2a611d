import { expect, test } from 'vitest';
import { exactCos, exactExp, exactLog, exactSin, log1p, logistic, softplus } from './exactMath.ts';

const close = (got: number, want: number, ulp = 2) =>
  expect(Math.abs(got - want)).toBeLessThanOrEqual(ulp * 2 ** -52 * Math.max(Math.abs(want), 2 ** -1022));

test('exp and log follow the engine to two units in the last place', () => {
  for (let x = -700; x <= 700; x += 0.737) close(exactExp(x), Math.exp(x));
  for (let e = -300; e <= 300; e += 0.31) close(exactLog(10 ** e), Math.log(10 ** e));
  for (let x = 0.5; x < 2; x += 0.00317) close(exactLog(x), Math.log(x));
  expect([exactExp(0), exactExp(800), exactExp(-800), exactLog(1), exactLog(0)]).toEqual([1, Infinity, 0, 0, -Infinity]);
  expect(exactLog(-1)).toBeNaN();
  expect(exactExp(-740)).toBeCloseTo(Math.exp(-740), 320);
});

test('sin and cos follow the engine', () => {
  for (let x = -300; x <= 300; x += 0.0731) {
    expect(Math.abs(exactSin(x) - Math.sin(x))).toBeLessThan(1e-14);
    expect(Math.abs(exactCos(x) - Math.cos(x))).toBeLessThan(1e-14);
  }
});

test('logistic, softplus and log1p stay accurate at the ends', () => {
  expect(logistic(-800)).toBe(0);
  expect(logistic(40) + logistic(-40)).toBe(1);
  close(softplus(-30), Math.log1p(Math.exp(-30)), 8);
  close(softplus(800), 800);
  close(log1p(1e-12), Math.log1p(1e-12), 4);
});
