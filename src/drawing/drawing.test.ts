// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import type { Figure } from '../domain/report.ts';
import { drawDifference, drawXY, figureCsv } from './index.ts';

const words = (key: string) => ({ 'axis.x': '1 − specificity', 'axis.y': 'Sensitivity <&>' })[key] ?? key;
const roc: Figure = {
  id: 'roc',
  x: 'axis.x',
  y: 'axis.y',
  square: true,
  xDomain: [0, 1],
  yDomain: [0, 1],
  reference: [
    [0, 0],
    [1, 1],
  ],
  series: [
    {
      name: 'radiology · AUROC 0.87',
      arm: 0,
      points: [
        [0, 0],
        [0.1, 0.6],
        [1, 1],
      ],
    },
    {
      name: '<script>alert("&")</script>',
      arm: 1,
      points: [
        [0, 0],
        [0.3, 0.5],
        [1, 1],
      ],
      band: [
        [0, 0.1],
        [0.4, 0.6],
        [1, 1],
      ],
    },
  ],
};
const size = { width: 360, height: 390, words } as const;

function parse(svg: string): Element {
  const doc = new DOMParser().parseFromString(svg, 'image/svg+xml');
  expect(doc.querySelector('parsererror')).toBeNull();
  return doc.documentElement;
}
const texts = (root: Element) => [...root.querySelectorAll('text')].map((t) => t.textContent);

test('the picture is named, well-formed, and no text becomes markup', () => {
  const svg = drawXY(roc, { ...size, colours: 'print', title: 'ROC "out of fold"' });
  const root = parse(svg);
  expect(root.getAttribute('role')).toBe('img');
  expect(root.querySelector('title')?.textContent).toBe('ROC "out of fold"');
  expect(root.querySelector('desc')?.textContent).toContain('<script>');
  expect(root.querySelector('script')).toBeNull();
  expect(texts(root)).toContain('Sensitivity <&>');
  expect(texts(root)).toContain('<script>alert("&")</script>');
});

test('a printed chart stands alone; one on the page follows its colours', () => {
  const print = drawXY(roc, { ...size, colours: 'print' });
  expect(print).not.toContain('var(');
  expect(print).toContain('fill="#ffffff"');
  const page = drawXY(roc, { ...size, colours: 'css' });
  expect(page).toContain('var(--arm-1');
  expect(page).toContain('var(--arm-2');
  for (const svg of [print, page]) expect(svg).not.toMatch(/style=|<style|href/);
});

test('square axes have one scale and points lie where their values say', () => {
  const root = parse(
    drawXY(
      {
        ...roc,
        series: [
          {
            name: 'a',
            arm: 0,
            points: [
              [0, 0],
              [0.5, 0.25],
              [1, 1],
            ],
          },
        ],
      },
      { ...size, width: 700, colours: 'print' },
    ),
  );
  const frame = [...root.querySelectorAll('rect')].find((r) => r.getAttribute('fill') === 'none')!;
  const [left, top, side, height] = ['x', 'y', 'width', 'height'].map((k) => Number(frame.getAttribute(k)));
  expect(side).toBe(height);
  const path = [...root.querySelectorAll('path')].find((p) => p.getAttribute('fill') === 'none')!.getAttribute('d')!;
  const numbers = path.match(/-?[\d.]+/g)!.map(Number);
  const want = [left!, top! + side!, left! + side! / 2, top! + side! * 0.75, left! + side!, top!];
  numbers.forEach((v, i) => {
    expect(v).toBeCloseTo(want[i]!, 1);
  });
});

test('arms differ in dash and marker as well as colour', () => {
  const many: Figure = {
    ...roc,
    series: Array.from({ length: 6 }, (_, arm) => ({
      name: `arm ${arm}`,
      arm,
      points: [
        [0, 0],
        [1, 1],
      ] as const,
    })),
  };
  const root = parse(drawXY(many, { ...size, colours: 'print' }));
  const lines = [...root.querySelectorAll('path')].filter((p) => p.getAttribute('fill') === 'none');
  expect(new Set(lines.map((p) => p.getAttribute('stroke-dasharray') ?? 'solid')).size).toBe(6);
  expect(new Set(lines.map((p) => p.getAttribute('stroke'))).size).toBe(6);
  const markers = [...root.querySelectorAll('path[transform]')];
  expect(new Set(markers.map((p) => p.getAttribute('d'))).size).toBe(6);
});

test('values that are not numbers make a gap, and an empty figure still draws its axes', () => {
  const gap = drawXY(
    {
      ...roc,
      series: [
        {
          name: 'a',
          arm: 0,
          points: [
            [0, 0],
            [0.2, 0.2],
            [0.4, Number.NaN],
            [0.6, 0.6],
            [1, 1],
          ],
        },
      ],
    },
    { ...size, colours: 'print' },
  );
  expect(gap).not.toMatch(/NaN|Infinity|undefined/);
  expect(gap.match(/d="(M[^"]*)" fill="none"/)?.[1]?.match(/M/g)).toHaveLength(2);
  const { xDomain: _x, yDomain: _y, reference: _r, ...bare } = roc;
  const empty = drawXY({ ...bare, series: [] }, { ...size, colours: 'print' });
  expect(empty).not.toMatch(/NaN|Infinity|undefined/);
  expect(texts(parse(empty))).toContain('1 − specificity');
});

test('ticks are written by the caller where a language asks for it', () => {
  const root = parse(drawXY(roc, { ...size, colours: 'print', number: (v, d) => v.toFixed(d).replace('.', ',') }));
  expect(texts(root)).toContain('0,2');
});

test('the interval is drawn to scale against the margin', () => {
  const labels = { title: 'Difference', equal: 'practically equal (±0.02)', aBetter: 'natural better', bBetter: 'radiology better' };
  const svg = drawDifference({ difference: 0.053, low: 0.008, high: 0.098, margin: 0.02, labels, colours: 'print' });
  const root = parse(svg);
  const rect = [...root.querySelectorAll('rect')].at(-1)!;
  const perUnit = Number(rect.getAttribute('width')) / 0.04;
  const zero = Number(rect.getAttribute('x')) + Number(rect.getAttribute('width')) / 2;
  const line = [...root.querySelectorAll('line')].find((l) => l.getAttribute('stroke-width') === '3')!;
  expect((Number(line.getAttribute('x1')) - zero) / perUnit).toBeCloseTo(0.008, 3);
  expect((Number(line.getAttribute('x2')) - zero) / perUnit).toBeCloseTo(0.098, 3);
  expect((Number(root.querySelector('circle')!.getAttribute('cx')) - zero) / perUnit).toBeCloseTo(0.053, 3);
  expect(texts(root)).toEqual(expect.arrayContaining(['0.00', '+0.10', 'natural better', 'radiology better']));
  const none = drawDifference({ difference: null, low: null, high: null, margin: 0.02, labels, colours: 'css' });
  expect(none).not.toMatch(/NaN|<circle/);
});

test('the CSV holds every point at full precision and guards formulas', () => {
  const csv = figureCsv({
    ...roc,
    series: [
      {
        name: '=2+2, "a"',
        arm: 0,
        points: [
          [1 / 3, 0.1],
          [0.5, Number.NaN],
        ],
        band: [
          [0, 0.2],
          [Number.NaN, 1],
        ],
      },
    ],
  });
  const lines = csv.split('\n');
  expect(lines[0]).toBe('series,x,y,low,high');
  expect(lines[1]).toMatch(/^"'=2\+2, ""a""",0.3333333333333333,0.1,0,0.2$/);
  expect(lines[2]).toMatch(/,0.5,,,1$/);
  expect(figureCsv({ ...roc, series: [] })).toBe('series,x,y\n');
});
