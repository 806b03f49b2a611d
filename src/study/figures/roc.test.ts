import fc from 'fast-check';
import { expect, test } from 'vitest';
import { arrange } from '../report/arrange.ts';
import { golden, made } from '../report/fixtures/tables.ts';
import { statsOf } from '../report/stats.ts';
import { macroRocFigure, meanCurve, rocFigure } from './roc.ts';

type Point = readonly [number, number];
const area = (points: readonly Point[]) =>
  points.slice(1).reduce((sum, [x, y], i) => sum + ((x - points[i]![0]) * (y + points[i]![1])) / 2, 0);

test('the area under each drawn curve is the AUROC that is reported, seeds averaged', () => {
  const t = golden('predictions.csv');
  const figure = rocFigure(arrange(t), 1);
  const stats = statsOf(t, { resamples: 0 });
  figure.series.forEach((s, a) => {
    expect(s.name).toBe(stats.arms[a]!.arm);
    expect(area(s.points)).toBeCloseTo(stats.arms[a]!.metrics.auroc!.value!, 12);
    expect(s.points[0]).toEqual([0, 0]);
    expect(s.points.at(-1)![0]).toBe(1);
    expect(s.points.at(-1)![1]).toBeCloseTo(1, 12);
  });
});

test('the macro curve has the macro AUROC, and hold-outs of unlike sizes average too', () => {
  const t = golden('predictions_3class.csv');
  const figure = macroRocFigure(arrange(t))!;
  const stats = statsOf(t, { resamples: 0 });
  for (const s of figure.series) expect(area(s.points)).toBeCloseTo(stats.arms[s.arm]!.metrics.auroc_macro!.value!, 12);
  const held = made({ patients: 60, seeds: [1, 2], lifts: [1] });
  const unlike = { ...held, rows: held.rows.filter((r) => Number(r.patient!.slice(1)) % (r.seed === 1 ? 3 : 5) !== 0) };
  expect(area(rocFigure(arrange(unlike), 1).series[0]!.points)).toBeCloseTo(
    statsOf(unlike, { resamples: 0 }).arms[0]!.metrics.auroc!.value!,
    12,
  );
});

test('a vertical mean never falls and keeps the mean area, whatever the curves', () => {
  const curve = fc
    .array(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { maxLength: 6 })
    .map((steps) => [[0, 0] as Point, ...steps.map(([x, y]) => [x / 6, y / 6] as Point), [1, 1] as Point])
    .map((points) => {
      const xs = points.map(([x]) => x).sort((a, b) => a - b);
      const ys = points.map(([, y]) => y).sort((a, b) => a - b);
      return xs.map((x, i) => [x, ys[i]!] as Point);
    });
  fc.assert(
    fc.property(fc.array(curve, { minLength: 2, maxLength: 4 }), (curves) => {
      const mean = meanCurve(curves);
      expect(area(mean)).toBeCloseTo(
        curves.reduce((sum, c) => sum + area(c) / curves.length, 0),
        12,
      );
      mean.slice(1).forEach(([x, y], i) => {
        expect(x).toBeGreaterThanOrEqual(mean[i]![0]);
        expect(y).toBeGreaterThanOrEqual(mean[i]![1] - 1e-12);
      });
    }),
    { seed: 2, numRuns: 500 },
  );
});
