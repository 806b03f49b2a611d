import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { NormStatistics } from '../domain/batchNorms.ts';
import { layerDivergence, momentsOf } from './divergence.ts';

const trained = (mean: number[], variance: number[], epsilon = 0): NormStatistics => ({
  name: 'bn',
  epsilon,
  mean: Float32Array.from(mean),
  variance: Float32Array.from(variance),
});
const seen = (mean: number[], variance: number[]) => ({ mean: Float64Array.from(mean), variance: Float64Array.from(variance) });

test('the divergence of two Gaussians, by its closed form', () => {
  // KL(N(1,1) || N(0,1)) = 1/2; KL(N(0,4) || N(0,1)) = (3 - ln 4)/2; KL(N(0,1) || N(0,4)) = (ln 4 - 3/4)/2: Kullback 1959, chapter 9.
  expect(layerDivergence(seen([1], [1]), trained([0], [1]))).toBeCloseTo(0.5, 12);
  expect(layerDivergence(seen([0], [4]), trained([0], [1]))).toBeCloseTo((3 - Math.log(4)) / 2, 12);
  expect(layerDivergence(seen([0], [1]), trained([0], [4]))).toBeCloseTo((Math.log(4) - 0.75) / 2, 12);
});

test('the median over channels: the middle one, or the mean of the two in the middle', () => {
  expect(layerDivergence(seen([0, 1, 100], [1, 1, 1]), trained([0, 0, 0], [1, 1, 1]))).toBeCloseTo(0.5, 12);
  expect(layerDivergence(seen([0, 1, 2, 100], [1, 1, 1, 1]), trained([0, 0, 0, 0], [1, 1, 1, 1]))).toBeCloseTo((0.5 + 2) / 2, 12);
});

test('a channel that is dead in training and in the images agrees; values that are not finite agree with nothing', () => {
  expect(layerDivergence(seen([0], [0]), trained([0], [0], 1e-3))).toBe(0);
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
    expect(layerDivergence(seen([bad], [1]), trained([0], [1], 1e-3))).toBe(Number.POSITIVE_INFINITY);
    expect(layerDivergence(seen([0], [Math.abs(bad)]), trained([0], [1], 1e-3))).toBe(Number.POSITIVE_INFINITY);
  }
});

const real = (min: number, max: number) => fc.double({ min, max, noNaN: true }).map(Math.fround);
const channel = fc.record({ mean: real(-50, 50), variance: real(0.01, 900) });

test('never below 0; 0 where the activations are as in training; growing with the scale; the same in other units, in any order of channels', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(channel, channel), { minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 8 }), (pairs, power) => {
      const a = pairs.map(([x]) => x);
      const b = pairs.map(([, x]) => x);
      const of = (x: typeof a, y: typeof a) =>
        layerDivergence(
          seen(
            x.map((c) => c.mean),
            x.map((c) => c.variance),
          ),
          trained(
            y.map((c) => c.mean),
            y.map((c) => c.variance),
          ),
        );
      const times = (x: typeof a, k: number) => x.map((c) => ({ mean: k * c.mean, variance: k * k * c.variance }));
      const d = of(a, b);
      expect(d).toBeGreaterThanOrEqual(0);
      expect(of(a, a)).toBe(0);
      // A power of two changes no digit.
      expect(of(times(a, 2 ** power), times(b, 2 ** power))).toBeCloseTo(d, 9);
      expect(of([...a].reverse(), [...b].reverse())).toBe(d);
      const grown = [1, 2, 4, 8, 255].map((k) => of(times(a, k), a));
      for (let i = 1; i < grown.length; i++) expect(grown[i]!).toBeGreaterThan(grown[i - 1]!);
    }),
  );
});

test('mean and variance over all pixels of all images are put together from those of each image', () => {
  fc.assert(
    fc.property(
      fc.array(fc.array(real(-1000, 1000), { minLength: 6, maxLength: 6 }), { minLength: 1, maxLength: 7 }),
      (images: number[][]) => {
        const mean = (v: number[]) => v.reduce((s, x) => s + x, 0) / v.length;
        const variance = (v: number[]) => mean(v.map((x) => (x - mean(v)) ** 2));
        // Two layers: the first with the pixels as they are and doubled, the second with them negated.
        const layers = [[(x: number) => x, (x: number) => 2 * x], [(x: number) => -x]];
        const rows = images.map((pixels) =>
          Float32Array.from(layers.flatMap((fs) => [...fs.map((f) => mean(pixels.map(f))), ...fs.map((f) => variance(pixels.map(f)))])),
        );
        const found = momentsOf(rows, [2, 1]);
        layers.forEach((fs, l) => {
          fs.forEach((f, c) => {
            const all = images.flat().map(f);
            expect(Math.abs(found[l]!.mean[c]! - mean(all))).toBeLessThan(1e-3);
            // Rows are float32: 24 bits of squares up to 4e6.
            expect(Math.abs(found[l]!.variance[c]! - variance(all))).toBeLessThan(2);
          });
        });
      },
    ),
  );
  expect(() => momentsOf([new Float32Array(5)], [2, 1])).toThrow(/5 values, not 6/);
});
