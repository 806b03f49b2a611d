import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rng } from '../util/rng.ts';
import { auroc } from './auroc.ts';
import { patientBootstrap } from './bootstrap.ts';
import { calibration } from './calibration.ts';
import { balancedAccuracy, confusionOf, kappa, mcc } from './confusion.ts';
import { metricsFor, type Predicted } from './metrics.ts';
import { brier, eceWidth, logLoss, ofPositive } from './probability.ts';
import { averagePrecision } from './roc.ts';
import { predictedClasses, weightedAuroc, weightedAveragePrecision, weightedConfusion } from './weighted.ts';

/** Six patients with one to four images, scores on a coarse grid so that ties are common. */
const study = fc
  .record({
    images: fc.array(
      fc.record({ y: fc.integer({ min: 0, max: 1 }), s: fc.integer({ min: 0, max: 20 }), g: fc.integer({ min: 0, max: 5 }) }),
      {
        minLength: 8,
        maxLength: 24,
      },
    ),
    weight: fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 6, maxLength: 6 }),
  })
  .map(({ images, weight }) => ({ y: images.map((i) => i.y), s: images.map((i) => i.s / 20), g: images.map((i) => i.g), weight }));

const repeated = (of: number[], g: number[], weight: number[]) => of.flatMap((v, i) => new Array<number>(weight[g[i]!]!).fill(v));
const both = (y: number[]) => y.includes(0) && y.includes(1);

test('a patient drawn twice counts like all of its images written down twice', () => {
  fc.assert(
    fc.property(study, ({ y, s, g, weight }) => {
      const [ry, rs] = [repeated(y, g, weight), repeated(s, g, weight)];
      const [a, ap] = [weightedAuroc(y, s, g)(weight), weightedAveragePrecision(y, s, g)(weight)];
      if (!both(ry)) {
        expect([a, ap]).toEqual([null, null]);
        return;
      }
      expect(a).toBeCloseTo(auroc(ry, rs), 12);
      expect(ap).toBeCloseTo(averagePrecision(ry, rs), 12);
      const data: Predicted = { labels: y, scores: s.flatMap((p) => [1 - p, p]), classes: 2, positive: 1, patient: g };
      const value = (id: string) => {
        const m = metricsFor(['neg', 'pos']).find((x) => x.id === id)!;
        if (m.measure.from === 'scores') return m.measure.prepare(data)(weight);
        return m.measure.of(weightedConfusion(y, predictedClasses(data.scores, 2, 1), 2, g)(weight), 1);
      };
      expect(value('brier')).toBeCloseTo(brier(ry, rs), 12);
      expect(value('log_loss')).toBeCloseTo(logLoss(ry, rs), 10);
      expect(value('ece')).toBeCloseTo(eceWidth(ofPositive(ry, rs)), 12);
      const m = confusionOf(
        ry,
        rs.flatMap((p) => [p >= 0.5 ? 0 : 1, p >= 0.5 ? 1 : 0]),
        2,
      );
      expect(value('balanced_accuracy')).toEqual(balancedAccuracy(m));
      expect(value('mcc')).toEqual(mcc(m));
      expect(value('kappa')).toEqual(kappa(m));
      const fitted = calibration(ry, rs);
      if (fitted) expect(value('calibration_slope')! / fitted.slope).toBeCloseTo(1, 6);
      else expect(value('calibration_slope')).toBeNull();
    }),
    { seed: 5, numRuns: 400 },
  );
});

test('the bootstrap draws as many patients as there are, redraws what it is told to, and repeats itself for a seed', () => {
  const run = () =>
    patientBootstrap(7, 300, rng(3, 'bootstrap'), 2, (w, out) => {
      out[0] = w.reduce((a, b) => a + b, 0);
      out[1] = w[0]!;
      return w[6] !== 0;
    });
  const draws = run();
  expect(draws.values[0]!.every((n) => n === 7)).toBe(true);
  // P(patient not drawn) = (6/7)^7 = 0.34 of all draws, so about 0.34/0.66 redrawn per kept one.
  expect(draws.redrawn).toBeGreaterThan(90);
  expect(draws.redrawn).toBeLessThan(230);
  expect(run()).toEqual(draws);
  expect(() => patientBootstrap(3, 10, rng(1), 1, () => false)).toThrow(/too few patients/);
});
