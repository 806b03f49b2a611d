import { expect, test } from 'vitest';
import type { Frame } from '../domain/frame.ts';
import { toPicture } from './picture.ts';

const base = { channels: 1, bits: 8, rescale: { slope: 1, intercept: 0 }, invert: false, decodedBy: 'test' } as const;

test('a picture keeps its proportions, is never enlarged, and is opaque', () => {
  const frame: Frame = { ...base, width: 200, height: 100, data: new Uint8Array(20_000).fill(9) };
  const small = toPicture(frame, 50);
  expect([small.width, small.height, small.rgba.length, small.shown]).toEqual([50, 25, 5000, 'as-stored']);
  expect([...small.rgba.slice(0, 4)]).toEqual([9, 9, 9, 255]);
  expect(toPicture(frame, 1000).width).toBe(200);
  expect(toPicture({ ...base, width: 300, height: 1, data: new Uint8Array(300) }, 10).height).toBe(1);
});

test('colour stays colour, and MONOCHROME1 is turned round', () => {
  const colour: Frame = { ...base, channels: 3, width: 1, height: 1, data: Uint8Array.of(1, 2, 3) };
  expect([...toPicture(colour, 10).rgba]).toEqual([1, 2, 3, 255]);
  expect(toPicture({ ...base, width: 1, height: 1, data: Uint8Array.of(200), invert: true }, 10).rgba[0]).toBe(55);
});

test('a window is applied in its own units; without one a deep image spans black to white', () => {
  const ct: Frame = {
    ...base,
    width: 4,
    height: 1,
    bits: 16,
    data: Int16Array.of(0, 1024, 1064, 3000),
    rescale: { slope: 1, intercept: -1024 },
    window: { center: 40, width: 80 },
  };
  const shown = toPicture(ct, 4);
  expect([0, 4, 8, 12].map((i) => shown.rgba[i])).toEqual([0, 0, 128, 255]);
  expect(shown.shown).toBe('window');
  const deep: Frame = { ...base, width: 3, height: 1, bits: 12, data: Uint16Array.of(100, 300, 500) };
  const spread = toPicture(deep, 3);
  expect([0, 4, 8].map((i) => spread.rgba[i])).toEqual([0, 128, 255]);
  expect(spread.shown).toBe('min-max');
  expect(toPicture({ ...deep, data: Uint16Array.of(7, 7, 7) }, 3).rgba[0]).toBe(0);
});
