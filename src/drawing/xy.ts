import { type ScaleLinear, scaleLinear } from 'd3-scale';
import type { Figure } from '../domain/report.ts';
import { sampleLine, seriesMarks } from './marks.ts';
import { type Colours, roleColour } from './palette.ts';
import { element, picture, round, textElement, wrap } from './svg.ts';

export interface XYOptions {
  /** Pixels. */
  width: number;
  height: number;
  /** Words of a message key, in the reader's language. */
  words: (key: string) => string;
  colours: Colours;
  /** Name for screen readers; by default made of the axes' names. */
  title?: string;
  /** Under the axes, one entry a series, in its order; default true. */
  showLegend?: boolean;
  /** Writes a tick's number; by default with `.` and as few decimals as the ticks need. */
  number?: (value: number, decimals: number) => string;
}

type Domain = readonly [number, number];
const ROW = 15;
const LETTER = 6.1;

/** The common XY chart as SVG text. Series differ in colour, dash and marker; non-finite points make gaps; all texts are escaped. */
export function drawXY(figure: Figure, options: XYOptions): string {
  const { width, height, colours, words } = options;
  const legend =
    options.showLegend === false
      ? []
      : figure.series.map((s) => ({ arm: s.arm, lines: wrap(s.name, Math.max(8, Math.floor((width - 48) / LETTER))) }));
  const legendHeight = legend.reduce((sum, entry) => sum + entry.lines.length * ROW, 0);
  const box = plotBox(figure, width, height - legendHeight);
  const x = axisScale(figure.xDomain ?? extent(figure, 0), [box.left, box.left + box.width]);
  const y = axisScale(figure.yDomain ?? extent(figure, 1), [box.top + box.height, box.top]);
  const title = options.title ?? `${words(figure.y)} / ${words(figure.x)}`;
  const body = [
    axes(x, y, box, options, words(figure.x), words(figure.y)),
    clipped(box, reference(figure, x, y, colours) + figure.series.map((s) => seriesMarks(s, x, y, colours)).join('')),
    legendMarks(legend, box.left, height - legendHeight + 4, colours),
  ].join('');
  return picture({ width, height }, colours, title, figure.series.map((s) => s.name).join('; '), body);
}

interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

function plotBox(figure: Figure, width: number, height: number): Box {
  const box = { left: 46, top: 10, width: Math.max(40, width - 46 - 14), height: Math.max(40, height - 10 - 40) };
  if (!figure.square) return box;
  const side = Math.min(box.width, box.height);
  return { ...box, left: box.left + (box.width - side) / 2, width: side, height: side };
}

/** From the smallest to the largest value of the series, their bands and the reference line, widened to even numbers. */
function extent(figure: Figure, axis: 0 | 1): Domain {
  const values = figure.series
    .flatMap((s) => [...s.points.map((p) => p[axis]), ...(axis === 1 ? (s.band ?? []).flat() : [])])
    .concat((figure.reference ?? []).map((p) => p[axis]))
    .filter(Number.isFinite);
  if (values.length === 0) return [0, 1];
  let [low, high] = [values[0]!, values[0]!];
  for (const v of values) {
    low = Math.min(low, v);
    high = Math.max(high, v);
  }
  if (low === high) return [low - 0.5, high + 0.5];
  const [a, b] = scaleLinear([low, high], [0, 1]).nice(5).domain();
  return [a!, b!];
}

const axisScale = (domain: Domain, range: Domain) => scaleLinear([...domain], [...range]);

function axes(
  x: ScaleLinear<number, number>,
  y: ScaleLinear<number, number>,
  box: Box,
  options: XYOptions,
  xName: string,
  yName: string,
): string {
  const [line, muted] = [roleColour('line', options.colours), roleColour('muted', options.colours)];
  const bottom = box.top + box.height;
  const out = [element('rect', { x: box.left, y: box.top, width: box.width, height: box.height, fill: 'none', stroke: line })];
  const xTicks = x.ticks(Math.max(2, Math.min(6, Math.floor(box.width / 55))));
  for (const v of xTicks) {
    out.push(element('line', { x1: x(v), x2: x(v), y1: bottom, y2: bottom + 4, stroke: line }));
    out.push(textElement({ x: x(v), y: bottom + 16, 'text-anchor': 'middle', fill: muted }, written(v, xTicks, options)));
  }
  const yTicks = y.ticks(Math.max(2, Math.min(6, Math.floor(box.height / 35))));
  for (const v of yTicks) {
    out.push(element('line', { x1: box.left - 4, x2: box.left, y1: y(v), y2: y(v), stroke: line }));
    out.push(textElement({ x: box.left - 7, y: y(v) + 4, 'text-anchor': 'end', fill: muted }, written(v, yTicks, options)));
  }
  out.push(textElement({ x: box.left + box.width / 2, y: bottom + 32, 'text-anchor': 'middle', fill: muted }, xName));
  const [cx, cy] = [box.left - 36, box.top + box.height / 2];
  out.push(textElement({ x: cx, y: cy, 'text-anchor': 'middle', fill: muted, transform: `rotate(-90 ${round(cx)} ${round(cy)})` }, yName));
  return out.join('');
}

/** A tick's number with as many decimals as the step between ticks needs. */
function written(v: number, ticks: readonly number[], options: XYOptions): string {
  const step = ticks.length > 1 ? Math.abs(ticks[1]! - ticks[0]!) : Math.abs(v);
  let decimals = 0;
  while (decimals < 8 && Math.abs(step * 10 ** decimals - Math.round(step * 10 ** decimals)) > 1e-6) decimals++;
  const clean = v === 0 ? 0 : v;
  return options.number ? options.number(clean, decimals) : clean.toFixed(decimals);
}

/** An inner viewport clips without an id, so that several charts can stand in one page. */
function clipped(box: Box, marks: string): string {
  const pad = 5;
  const [left, top, width, height] = [box.left - pad, box.top - pad, box.width + 2 * pad, box.height + 2 * pad];
  const viewBox = [left, top, width, height].map(round).join(' ');
  return element('svg', { x: left, y: top, width, height, viewBox, overflow: 'hidden' }, element('g', {}, marks || element('g', {})));
}

function reference(figure: Figure, x: (v: number) => number, y: (v: number) => number, colours: Colours): string {
  if (!figure.reference?.length) return '';
  const points = figure.reference.map(([a, b]) => `${round(x(a))},${round(y(b))}`).join(' ');
  return element('polyline', { points, fill: 'none', stroke: roleColour('muted', colours), 'stroke-width': 1, 'stroke-dasharray': '2 3' });
}

function legendMarks(legend: readonly { arm: number; lines: readonly string[] }[], left: number, top: number, colours: Colours): string {
  const at = Math.min(left, 46);
  let y = top;
  return legend
    .map(({ arm, lines }) => {
      const row =
        sampleLine(arm, at - 34, y, colours) +
        lines.map((text, i) => textElement({ x: at, y: y + 4 + i * ROW, fill: roleColour('ink', colours) }, text)).join('');
      y += lines.length * ROW;
      return row;
    })
    .join('');
}
