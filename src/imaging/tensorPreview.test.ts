import { expect, test } from 'vitest';
import type { Frame } from '../domain/frame.ts';
import { tensorPreview } from './tensorPreview.ts';

const colour = (data: number[]): Frame => ({
  ...{ width: data.length / 3, height: 1, channels: 3, data: Uint8Array.from(data), bits: 8 },
  ...{ rescale: { slope: 1, intercept: 0 }, invert: false, decodedBy: 'test' },
});

test('each channel in the order received, on one scale, with the tensor’s own ends and means', () => {
  const seen = tensorPreview(colour([255, 0, 51]), 'radimagenet-torch@1+size=2', 224);
  expect(seen.channels.map((c) => [c.width, c.height, c.rgba.length])).toEqual([2, 2, 2].map((s) => [s, s, 16]));
  expect(seen.channels.map((c) => [...c.rgba.slice(0, 4)])).toEqual([
    [51, 51, 51, 255],
    [0, 0, 0, 255],
    [255, 255, 255, 255],
  ]);
  expect([seen.low, seen.high]).toEqual([-1, 1]);
  expect(seen.means.map((m) => Math.round(m * 1e6) / 1e6)).toEqual([-0.6, -1, 1]);
});

test('the published ends of the study’s preprocessing; a constant tensor is black', () => {
  const seen = tensorPreview(colour([0, 0, 0, 255, 255, 255]), 'radimagenet-study@1', 2);
  expect(seen.low).toBeCloseTo(-0.48502, 6);
  expect(seen.high).toBeCloseTo(0.592396, 6);
  expect(seen.means[0]).toBeCloseTo((-0.407604 + 0.592396) / 2, 6);
  expect([...tensorPreview(colour([9, 9, 9]), 'unit@1', 1).channels[0]!.rgba]).toEqual([0, 0, 0, 255]);
});
