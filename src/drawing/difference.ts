import { scaleLinear } from 'd3-scale';
import { armColour, type Colours, roleColour } from './palette.ts';
import { element, picture, textElement } from './svg.ts';

export interface DifferenceOptions {
  /** Second arm minus baseline; null where it cannot be computed: then only the scale is drawn. */
  difference: number | null;
  low: number | null;
  high: number | null;
  /** Differences within ± this count as practically equal. */
  margin: number;
  labels: {
    /** Name of the picture for screen readers. */
    title: string;
    /** In the band of the margin, with its size. */
    equal: string;
    /** At the left end: the baseline is better. Empty where it stands elsewhere. */
    aBetter: string;
    /** At the right end: the other arm is better. */
    bBetter: string;
  };
  colours: Colours;
  /** Pixels; default 620. */
  width?: number;
  /** Whose colour the interval has; default 0. */
  arm?: number;
  /** Writes a tick's number; by default signed, two decimals or more where the scale needs them. */
  number?: (value: number, decimals: number) => string;
}

const HEIGHT = 98;

/** The paired difference with its interval, to scale against the margin, as SVG text. */
export function drawDifference(options: DifferenceOptions): string {
  const { difference, low, high, margin, labels, colours, width = 620, arm = 0 } = options;
  const shown = [low, high, difference].filter((v): v is number => v !== null && Number.isFinite(v));
  const [least, most] = [Math.min(-2 * margin, 0, ...shown), Math.max(2 * margin, 0, ...shown)];
  const pad = Math.max((most - least) * 0.12, 1e-6);
  const x = scaleLinear([least - pad, most + pad], [24, width - 24]);
  const [muted, stroke] = [roleColour('muted', colours), armColour(arm, colours)];
  const ticks = x.ticks(Math.max(2, Math.min(6, Math.floor(width / 90))));
  const step = ticks.length > 1 ? ticks[1]! - ticks[0]! : 0.1;
  const decimals = step < 0.00999 ? 3 : 2;
  const body = [
    element('rect', { x: x(-margin), y: 14, width: x(margin) - x(-margin), height: 44, fill: roleColour('sunken', colours) }),
    textElement({ x: within(x(0), labels.equal, width), y: 10, 'text-anchor': 'middle', fill: muted }, labels.equal),
    element('line', { x1: 24, x2: width - 24, y1: 58, y2: 58, stroke: roleColour('line', colours) }),
    element('line', { x1: x(0), x2: x(0), y1: 14, y2: 58, stroke: roleColour('line', colours) }),
    ...ticks.map((v) =>
      textElement({ x: x(v), y: 74, 'text-anchor': 'middle', fill: muted }, (options.number ?? signed)(v === 0 ? 0 : v, decimals)),
    ),
    low !== null && high !== null && Number.isFinite(low) && Number.isFinite(high)
      ? element('line', { x1: x(low), x2: x(high), y1: 36, y2: 36, stroke, 'stroke-width': 3, 'stroke-linecap': 'butt' })
      : '',
    difference !== null && Number.isFinite(difference) ? element('circle', { cx: x(difference), cy: 36, r: 6.5, fill: stroke }) : '',
    labels.aBetter && textElement({ x: 24, y: 91, fill: muted }, labels.aBetter),
    labels.bBetter && textElement({ x: width - 24, y: 91, 'text-anchor': 'end', fill: muted }, labels.bBetter),
  ].join('');
  const ends = [labels.aBetter, labels.bBetter].filter(Boolean).join(' – ');
  return picture({ width, height: HEIGHT }, colours, labels.title, [labels.equal, ends].filter(Boolean).join('; '), body);
}

/** Keeps a centred text inside the picture. */
function within(x: number, text: string, width: number): number {
  const half = Math.min(width / 2, text.length * 3.1);
  return Math.min(width - half, Math.max(half, x));
}

function signed(v: number, decimals: number): string {
  return `${v > 0 ? '+' : v < 0 ? '\u2212' : ''}${Math.abs(v).toFixed(decimals)}`;
}
