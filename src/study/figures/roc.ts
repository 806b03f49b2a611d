import type { Figure } from '../../domain/report.ts';
import { columnOf, oneVsRest } from '../../stats/auroc.ts';
import { roc } from '../../stats/roc.ts';
import type { Arranged } from '../report/arrange.ts';

type Point = readonly [x: number, y: number];

/**
 * ROC curves of all arms for one class against the rest. A seed's curve is made of its out-of-fold scores pooled over folds; several seeds are
 * averaged vertically (mean sensitivity at each false positive rate), so that the area under the drawn curve is the mean AUROC that is reported.
 */
export function rocFigure(data: Arranged, cls: number, id = 'roc'): Figure {
  return figure(
    id,
    data.arms.map((arm, a) => ({ name: arm, arm: a, points: meanCurve(curvesOf(data, a, [cls])) })),
  );
}

/** ROC curves averaged vertically over classes (each against the rest) and seeds: the area is the macro AUROC. Null where a class is absent. */
export function macroRocFigure(data: Arranged): Figure | null {
  const all = data.classes.map((_, k) => k);
  const missing = data.runs.some((run) => all.some((k) => !run.labels.includes(k)));
  if (missing) return null;
  return figure(
    'roc',
    data.arms.map((arm, a) => ({ name: arm, arm: a, points: meanCurve(curvesOf(data, a, all)) })),
  );
}

function figure(id: string, series: Figure['series']): Figure {
  return {
    id,
    x: 'figure.falsePositiveRate',
    y: 'figure.sensitivity',
    square: true,
    xDomain: [0, 1],
    yDomain: [0, 1],
    reference: [
      [0, 0],
      [1, 1],
    ],
    series,
  };
}

function curvesOf(data: Arranged, arm: number, classes: readonly number[]): Point[][] {
  return data.runs.flatMap((run, r) =>
    classes.map((k) => {
      const { fpr, tpr } = roc(oneVsRest(run.labels, k), columnOf(data.scores[arm]![r]!, data.classes.length, k));
      return withoutMiddles(fpr.map((x, i) => [x, tpr[i]!] as const));
    }),
  );
}

/** Leaves out points in the middle of a straight level or upright run: the drawn line is the same. */
function withoutMiddles(points: readonly Point[]): Point[] {
  return points.filter(([x, y], i) => {
    const [before, after] = [points[i - 1], points[i + 1]];
    if (!before || !after) return true;
    return !((before[0] === x && after[0] === x) || (before[1] === y && after[1] === y));
  });
}

/** Vertical mean of curves that go from (0, 0) to (1, 1). Where a curve jumps, both its ends enter, so the mean jumps too and areas add up exactly. */
export function meanCurve(curves: readonly (readonly Point[])[]): Point[] {
  if (curves.length === 1) return [...curves[0]!];
  const places = [...new Set(curves.flatMap((c) => c.map(([x]) => x)))].sort((a, b) => a - b);
  const points: Point[] = [];
  const sums = new Float64Array(places.length * 2);
  for (const curve of curves) {
    let k = 0;
    places.forEach((x, i) => {
      while (k + 1 < curve.length && curve[k + 1]![0] < x) k++;
      // Now curve[k] is the last point left of x (or the first of all).
      const right = curve.findIndex((p, j) => j >= k && p[0] >= x);
      const [x1, y1] = curve[right]!;
      let low = y1;
      let high = y1;
      if (x1 === x) for (let j = right; j < curve.length && curve[j]![0] === x; j++) high = curve[j]![1];
      else {
        const [x0, y0] = curve[k]!;
        low = high = y0 + ((y1 - y0) * (x - x0)) / (x1 - x0);
      }
      sums[2 * i]! += low / curves.length;
      sums[2 * i + 1]! += high / curves.length;
    });
  }
  places.forEach((x, i) => {
    points.push([x, sums[2 * i]!]);
    if (sums[2 * i + 1]! > sums[2 * i]!) points.push([x, sums[2 * i + 1]!]);
  });
  return withoutMiddles(points);
}
