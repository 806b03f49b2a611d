import { expect, test } from 'vitest';
import { rng } from './rng.ts';

test('a stream depends on seed and name alone, and streams differ', () => {
  const take = (r = rng(1, 'split')) => Array.from({ length: 5 }, () => r.next());
  expect(take()).toEqual(take());
  expect(take(rng(2, 'split'))).not.toEqual(take());
  expect(take(rng(1, 'dropout'))).not.toEqual(take());
  const parent = rng(1);
  const before = parent.stream('a').next();
  parent.next();
  expect(parent.stream('a').next()).toBe(before);
});

test('uniform, integer and normal draws have the moments they should', () => {
  const r = rng(7);
  const n = 200_000;
  let [m, m2, g, g2] = [0, 0, 0, 0];
  const seen = new Array(6).fill(0);
  for (let i = 0; i < n; i++) {
    const u = r.next();
    m += u / n;
    m2 += (u * u) / n;
    const z = r.normal();
    g += z / n;
    g2 += (z * z) / n;
    seen[r.int(6)]++;
  }
  expect(m).toBeCloseTo(0.5, 2);
  expect(m2).toBeCloseTo(1 / 3, 2);
  expect(Math.abs(g)).toBeLessThan(0.01);
  expect(g2).toBeCloseTo(1, 1);
  for (const s of seen) expect(Math.abs(s - n / 6)).toBeLessThan(900);
});

test('shuffle keeps every item', () => {
  expect(rng(3).shuffle([1, 2, 3, 4, 5]).sort()).toEqual([1, 2, 3, 4, 5]);
});
