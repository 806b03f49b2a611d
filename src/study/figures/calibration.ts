import type { Figure } from '../../domain/report.ts';
import { columnOf } from '../../stats/auroc.ts';
import { ECE_BINS } from '../../stats/metrics.ts';
import { binOf, type Confidences, ofConfidence } from '../../stats/probability.ts';
import type { Arranged } from '../report/arrange.ts';

/**
 * Calibration of all arms: mean probability against the observed share, in bins of equal width, over the out-of-fold predictions of all seeds
 * (each seed with the same weight). `positive`: the class whose probability is looked at; null takes the largest probability against being right.
 * Empty bins have no point.
 */
export function calibrationFigure(data: Arranged, positive: number | null): Figure {
  return {
    id: 'calibration',
    x: 'figure.predicted',
    y: positive === null ? 'figure.shareRight' : 'figure.observed',
    square: true,
    xDomain: [0, 1],
    yDomain: [0, 1],
    reference: [
      [0, 0],
      [1, 1],
    ],
    series: data.arms.map((arm, a) => ({ name: arm, arm: a, points: points(data, a, positive) })),
  };
}

function points(data: Arranged, arm: number, positive: number | null): [number, number][] {
  const sums = Array.from({ length: ECE_BINS }, () => ({ n: 0, confidence: 0, hit: 0 }));
  data.runs.forEach((run, r) => {
    const { confidence, hit } = confidences(run.labels, data.scores[arm]![r]!, data.classes.length, positive);
    confidence.forEach((c, i) => {
      const bin = sums[binOf(c, ECE_BINS)]!;
      bin.n++;
      bin.confidence += c;
      bin.hit += hit[i]!;
    });
  });
  return sums.filter((b) => b.n > 0).map((b) => [b.confidence / b.n, b.hit / b.n]);
}

function confidences(labels: Int32Array, scores: Float64Array, classes: number, positive: number | null): Confidences {
  if (positive === null) return ofConfidence(labels, scores, classes);
  return { confidence: columnOf(scores, classes, positive), hit: Float64Array.from(labels, (l) => (l === positive ? 1 : 0)) };
}
