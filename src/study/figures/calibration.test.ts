import { expect, test } from 'vitest';
import { arrange } from '../report/arrange.ts';
import { calibrationFigure } from './calibration.ts';

const rows = [0.05, 0.1, 0.1, 0.55, 0.6, 0.95, 1].map((p, i) => ({
  sample: `s${i}`,
  patient: null,
  fold: 1,
  seed: 1,
  arm: 'a',
  label: [0, 0, 1, 1, 0, 1, 1][i]!,
  scores: [1 - p, p],
}));

test('a point is the mean probability and the share of positives of a bin; empty bins have none', () => {
  const points = calibrationFigure(arrange({ classes: ['neg', 'pos'], rows }), 1).series[0]!.points;
  const want = [
    [0.25 / 3, 1 / 3],
    [0.575, 0.5],
    [0.975, 1],
  ];
  expect(points).toHaveLength(3);
  points.forEach((p, i) => {
    expect(p[0]).toBeCloseTo(want[i]![0]!, 12);
    expect(p[1]).toBeCloseTo(want[i]![1]!, 12);
  });
});

test('without a positive class the largest probability is held against being right', () => {
  const points = calibrationFigure(arrange({ classes: ['neg', 'pos'], rows }), null).series[0]!.points;
  // 0.55 and 0.6 (one right of two) share a bin; 0.9, 0.9 (one right) lie in (0.8, 0.9]; 0.95, 0.95 and 1 are right.
  expect(points.map((p) => p[1])).toEqual([0.5, 0.5, 1]);
});
