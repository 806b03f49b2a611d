import { area, line, symbol, symbolCircle, symbolCross, symbolDiamond, symbolSquare, symbolStar, symbolTriangle } from 'd3-shape';
import type { Figure } from '../domain/report.ts';
import { armColour, armDash, type Colours } from './palette.ts';
import { element, round } from './svg.ts';

type Series = Figure['series'][number];
type Point = readonly [x: number, y: number];
type Scale = (v: number) => number;

const SYMBOLS = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond, symbolCross, symbolStar] as const;
const finite = (p: Point) => Number.isFinite(p[0]) && Number.isFinite(p[1]);

/** An arm's marker, centred on (x, y). */
export function marker(arm: number, x: number, y: number, colours: Colours): string {
  const path = symbol(SYMBOLS[arm % SYMBOLS.length]!, 34).digits(2)() ?? '';
  return element('path', { d: path, transform: `translate(${round(x)} ${round(y)})`, fill: armColour(arm, colours) });
}

/** A short piece of an arm's line with its marker, for the legend. */
export function sampleLine(arm: number, x: number, y: number, colours: Colours): string {
  const stroke = armColour(arm, colours);
  return (
    element('line', { x1: x, x2: x + 26, y1: y, y2: y, stroke, 'stroke-width': 2, 'stroke-dasharray': armDash(arm) }) +
    marker(arm, x + 13, y, colours)
  );
}

/** One series: band, line, and markers at every point, or at six places along it where the points lie close. Gaps where a value is not a number. */
export function seriesMarks(series: Series, x: Scale, y: Scale, colours: Colours): string {
  const colour = armColour(series.arm, colours);
  const pixels = series.points.map(([a, b]) => [x(a), y(b)] as const);
  const path =
    line<Point>(
      (p) => p[0],
      (p) => p[1],
    )
      .defined(finite)
      .digits(2)([...pixels]) ?? '';
  return [
    series.band ? bandMark(series, x, y, colour) : '',
    element('path', {
      d: path,
      fill: 'none',
      stroke: colour,
      'stroke-width': 2,
      'stroke-linejoin': 'round',
      'stroke-dasharray': armDash(series.arm),
    }),
    ...markerPlaces(pixels.filter(finite)).map(([a, b]) => marker(series.arm, a, b, colours)),
  ].join('');
}

function bandMark(series: Series, x: Scale, y: Scale, fill: string): string {
  const rows = series.points.flatMap(([a], i) => {
    const limits = series.band?.[i];
    return limits && [a, ...limits].every(Number.isFinite) ? [[x(a), y(limits[0]), y(limits[1])] as const] : [];
  });
  const path =
    area<(typeof rows)[number]>(
      (r) => r[0],
      (r) => r[1],
      (r) => r[2],
    ).digits(2)(rows) ?? '';
  return element('path', { d: path, fill, 'fill-opacity': 0.15 });
}

const MARKERS = 6;

/** All points when they are few, else the points nearest to six even steps along the drawn line. */
function markerPlaces(points: readonly Point[]): readonly Point[] {
  if (points.length <= 2 * MARKERS) return points;
  const reach = [0];
  for (let i = 1; i < points.length; i++) {
    reach.push(reach[i - 1]! + Math.sqrt((points[i]![0] - points[i - 1]![0]) ** 2 + (points[i]![1] - points[i - 1]![1]) ** 2));
  }
  const total = reach[reach.length - 1]!;
  return Array.from({ length: MARKERS }, (_, k) => {
    const want = (total * (k + 0.5)) / MARKERS;
    const i = Math.max(
      1,
      reach.findIndex((r) => r >= want),
    );
    const span = reach[i]! - reach[i - 1]!;
    const t = span > 0 ? (want - reach[i - 1]!) / span : 0;
    const [a, b] = [points[i - 1]!, points[i]!];
    return [a[0] + t * (b[0] - a[0]), a[1] + t * (b[1] - a[1])] as const;
  });
}
