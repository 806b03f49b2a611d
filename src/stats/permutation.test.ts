import { expect, test } from 'vitest';
import { rng } from '../util/rng.ts';
import { auroc } from './auroc.ts';
import { permutationTest } from './permutation.ts';
import { midRanks } from './ranks.ts';

/** 9 patients with 1-3 images, two seeds, from a fixed stream. */
function study() {
  const r = rng(21, 'permutation-test');
  const patient: number[] = [];
  for (let g = 0; g < 9; g++) for (let i = 0; i <= r.int(3); i++) patient.push(g);
  const labels = patient.map((g, i) => (i < 3 ? i % 2 : g % 3 === 0 ? 1 : r.int(2)));
  const arm = (lift: number) => labels.map((y) => Math.round(10 * (r.normal() + lift * y)) / 10);
  return [1, 2].map(() => ({ labels, first: arm(0.2), second: arm(1.5), patient }));
}

/** The definition, taken literally: every exchange carried out and both AUROCs recomputed. */
function naive(runs: ReturnType<typeof study>, patients: number) {
  const difference = (swap: number) =>
    runs.reduce((sum, run) => {
      const [a, b] = [midRanks(run.first), midRanks(run.second)];
      const swapped = run.patient.map((g) => (swap >> g) & 1);
      return (
        sum +
        (auroc(
          run.labels,
          b.map((v, i) => (swapped[i] ? a[i]! : v)),
        ) -
          auroc(
            run.labels,
            a.map((v, i) => (swapped[i] ? b[i]! : v)),
          )) /
          runs.length
      );
    }, 0);
  const observed = difference(0);
  let extreme = 0;
  for (let s = 0; s < 2 ** patients; s++) if (Math.abs(difference(s)) >= Math.abs(observed) - 1e-12) extreme++;
  return { observed, extreme, p: extreme / 2 ** patients };
}

test('the exact test counts what carrying out every exchange counts, seeds together', () => {
  const runs = study();
  const want = naive(runs, 9);
  const got = permutationTest(runs, 9, rng(1));
  expect(got.exact).toBe(true);
  expect(got.observed).toBeCloseTo(want.observed, 12);
  expect(got.extreme).toBe(want.extreme);
});

test('random exchanges come within four standard errors of the exact p', () => {
  const runs = study();
  // The same patients under numbers that leave gaps, so that more than twelve are counted and exchanges are drawn.
  const spread = runs.map((r) => ({ ...r, patient: r.patient.map((g) => 2 * g) }));
  const exact = permutationTest(runs, 9, rng(1)).p;
  const B = 9999;
  const drawn = permutationTest(spread, 18, rng(4, 'permutation'), B);
  expect(drawn.exact).toBe(false);
  expect(Math.abs(drawn.p - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / B) + 1 / B);
});
