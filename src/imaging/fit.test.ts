import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Frame } from '../domain/frame.ts';
import { placement } from './fit.ts';
import { formulaPicture } from './fixtures/formulas.ts';
import { prepare } from './prepare.ts';
import { resample8, resampleFloat, whole } from './resize.ts';
import { areaTaps, cubicTaps } from './taps.ts';

type Pair = [number, number];
interface Golden {
  resized: { from: Pair; to: Pair; channels: 1 | 3; bicubic: string; bicubicFloat?: string; area?: string; box?: string }[];
  fitted: { from: Pair; channels: 1 | 3; side: number; crops: { share: number; values: string }[]; pad: string }[];
}
const golden: Golden = JSON.parse(readFileSync(new URL('fixtures/fit.json', import.meta.url), 'utf8'));
const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'base64'));
const floats = (text: string) => new Float32Array(bytes(text).buffer);
const size = ([width, height]: Pair) => ({ width, height });

function frame([width, height]: Pair, channels: 1 | 3, more: Partial<Frame> = {}): Frame {
  const data = Uint8Array.from(formulaPicture(width, height, channels, 256));
  return { width, height, channels, data, bits: 8, rescale: { slope: 1, intercept: 0 }, invert: false, decodedBy: 'test', ...more };
}

/** Samples 0 … 255 as `unit@1` gives them, grey in all three channels. */
const unit = (samples: Uint8Array, channels: 1 | 3) =>
  Float32Array.from(
    { length: (samples.length / channels) * 3 },
    (_, i) => (channels === 3 ? samples[i]! : samples[Math.floor(i / 3)]!) / 255,
  );

test('the references cover what they should', () => {
  expect(golden.resized.length).toBeGreaterThanOrEqual(12);
  expect(golden.resized.filter((c) => c.box)).not.toHaveLength(0);
  expect(golden.resized.filter((c) => c.bicubicFloat)).not.toHaveLength(0);
  expect(new Set(golden.fitted.map((c) => c.channels))).toEqual(new Set([1, 3]));
});

test.each(golden.resized)('$from to $to, $channels channels: bicubic as Pillow, area as OpenCV', (c) => {
  const [width, height] = c.from;
  const window = whole(size(c.from), size(c.to));
  const eight = Uint8Array.from(formulaPicture(width, height, c.channels, 256));
  expect(resample8(eight, c.channels, window, cubicTaps)).toEqual(bytes(c.bicubic));
  if (c.bicubicFloat)
    expect(resampleFloat(Float32Array.from(formulaPicture(width, height, 1, 65521)), 1, window, cubicTaps)).toEqual(floats(c.bicubicFloat));
  const got = resampleFloat(Float32Array.from(eight), c.channels, window, areaTaps);
  const want = floats((c.area ?? c.box)!);
  expect(got).toHaveLength(want.length);
  // OpenCV sums up to 128 weighted samples in float32: 255 · 2^-23 each.
  for (let i = 0; i < want.length; i++) expect(Math.abs(got[i]! - want[i]!)).toBeLessThan(1e-3);
});

test.each(golden.fitted)('$from, $channels channels: cropped as torchvision and timm, padded as Pillow', (c) => {
  for (const { share, values } of c.crops)
    expect(prepare(frame(c.from, c.channels), `unit@1+resize=bicubic+fit=crop+crop=${share}`, c.side)).toEqual(
      unit(bytes(values), c.channels),
    );
  expect(prepare(frame(c.from, c.channels), `unit@1+resize=bicubic+fit=pad+size=${c.side}`, 7)).toEqual(unit(bytes(c.pad), c.channels));
});

test('torchvision’s own sizes: 256 to 224, 342 to 299, a half offset to the even side', () => {
  expect(placement({ width: 640, height: 480 }, 'crop', 0.875, 224)).toEqual({
    ...{ x: { from: 640, to: 341, first: 58, count: 224 }, y: { from: 480, to: 256, first: 16, count: 224 } },
    ...{ left: 0, top: 0 },
  });
  expect(placement({ width: 500, height: 500 }, 'crop', 0.874, 299).y).toEqual({ from: 500, to: 342, first: 22, count: 299 });
  expect(placement({ width: 500, height: 500 }, 'crop', 0.8975, 299).y.to).toBe(333);
});

test('nearest, bilinear and area take the same part of the picture, whatever the rule', () => {
  // A picture of vertical bars, 8 pixels each, at its own scale: a crop cuts them and moves nothing.
  const bars: Frame = { ...frame([32, 16], 1), data: Uint8Array.from({ length: 512 }, (_, i) => Math.floor((i % 32) / 8) * 60) };
  for (const resize of ['nearest', 'bilinear', 'antialias', 'bicubic', 'area']) {
    const got = prepare(bars, `unit@1+resize=${resize}+fit=crop`, 16);
    expect(Array.from({ length: 16 }, (_, x) => Math.round(got[x * 3]! * 255))).toEqual([...Array(8).fill(60), ...Array(8).fill(120)]);
  }
});

test('what a padded picture leaves free is black before normalisation, also where low values are bright', () => {
  const flat = (invert: boolean): Frame => ({ ...frame([8, 4], 1), data: new Uint8Array(32).fill(200), invert });
  const got = (invert: boolean) => prepare(flat(invert), 'torchvision@1+fit=pad', 8);
  const black = (0 - 0.485) / 0.229;
  for (const invert of [false, true]) {
    const row = (y: number) => got(invert)[y * 24]!;
    for (const y of [0, 1, 6, 7]) expect(row(y)).toBeCloseTo(black, 6);
    for (const y of [2, 3, 4, 5]) expect(row(y)).toBeCloseTo(((invert ? 55 : 200) / 255 - 0.485) / 0.229, 6);
  }
});

test('a very long picture is cropped without being made whole', () => {
  const long: Frame = { ...frame([1, 1], 1), width: 20_000, height: 1, data: new Uint8Array(20_000).fill(90) };
  const got = prepare(long, 'unit@1+fit=crop', 224);
  expect(got).toHaveLength(224 * 224 * 3);
  expect(new Set(got)).toEqual(new Set([Math.fround(90 / 255)]));
  expect(prepare(long, 'unit@1+fit=pad', 16).filter((v) => v > 0)).toHaveLength(16 * 3);
});

test('deep pictures go through bicubic unrounded and uncut', () => {
  const edge: Frame = { ...frame([4, 1], 1), data: Uint16Array.of(0, 0, 65535, 65535), bits: 16 };
  const got = prepare(edge, 'unit@1+resize=bicubic', 16);
  expect(Math.min(...got)).toBeLessThan(0);
  expect(Math.max(...got)).toBeGreaterThan(1);
});
