import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formulaPicture } from './fixtures/formulas.ts';
import { resizeBilinear8, resizeBilinearFloat, resizeHalfPixelFloat, resizeNearest, type Size } from './resize.ts';

interface Case {
  from: [number, number];
  to: [number, number];
  channels: 1 | 3;
  bilinear: string;
  nearest: string;
  bilinearFloat?: string;
  halfPixel: string;
}
const golden: { made: string; cases: Case[] } = JSON.parse(readFileSync(new URL('fixtures/resize.json', import.meta.url), 'utf8'));

const picture = (from: Size, channels: number, top: number) => formulaPicture(from.width, from.height, channels, top);
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const floats = (text: string) => new Float32Array(bytes(text).buffer);
const size = ([width, height]: [number, number]): Size => ({ width, height });

test('the reference covers shrinking, growing, odd sizes and both channel counts', () => {
  expect(golden.cases).toHaveLength(18);
});

test.each(golden.cases)('$from to $to, $channels channels: as Pillow and OpenCV', (c) => {
  const [from, to] = [size(c.from), size(c.to)];
  const eight = Uint8Array.from(picture(from, c.channels, 256));
  expect(resizeBilinear8(eight, c.channels, from, to)).toEqual(bytes(c.bilinear));
  expect(resizeNearest(eight, c.channels, from, to)).toEqual(bytes(c.nearest));
  expect(resizeNearest(Float32Array.from(eight), c.channels, from, to)).toEqual(Float32Array.from(bytes(c.nearest)));
  if (c.bilinearFloat) {
    const deep = Float32Array.from(picture(from, 1, 65521));
    expect(resizeBilinearFloat(deep, 1, from, to)).toEqual(floats(c.bilinearFloat));
  }
  // OpenCV weighs in float32: its own rounding is 255 · 2^-23 a tap.
  const half = resizeHalfPixelFloat(Float32Array.from(eight), c.channels, from, to);
  const want = floats(c.halfPixel);
  expect(half).toHaveLength(want.length);
  for (let i = 0; i < want.length; i++) expect(Math.abs(half[i]! - want[i]!)).toBeLessThan(1e-3);
});

test('a picture that already has the size is copied, not shared', () => {
  const data = Uint8Array.from([1, 2, 3, 4]);
  const two = { width: 2, height: 2 };
  const same = resizeBilinear8(data, 1, two, two);
  expect(same).toEqual(data);
  expect(same).not.toBe(data);
});
