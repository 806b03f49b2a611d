import { expect, test } from 'vitest';
import type { Frame } from '../domain/frame.ts';
import { prepare } from './prepare.ts';
import { PRESETS, presetOf } from './presets.ts';

const frame = (data: Frame['data'], channels: 1 | 3, extra: Partial<Frame> = {}): Frame => {
  const side = Math.sqrt(data.length / channels);
  return {
    width: side,
    height: side,
    channels,
    data,
    bits: 8,
    rescale: { slope: 1, intercept: 0 },
    invert: false,
    decodedBy: 'test',
    ...extra,
  };
};
const pixel = (r: number, g: number, b: number) => frame(Uint8Array.from([r, g, b]), 3);

// Published formulas evaluated by hand for five colours; the triple is in the order the network receives it.
const COLOURS = [
  [0, 0, 0],
  [255, 255, 255],
  [128, 128, 128],
  [200, 100, 50],
  [12, 34, 56],
] as const;
const third = [0.003922, 0.003922, 0.003922];
const VECTORS: Record<string, number[][]> = {
  'radimagenet-study@1': [
    [-0.407604, -0.457957, -0.48502],
    [0.592396, 0.542043, 0.51498],
    [0.094357, 0.044004, 0.016941],
    [-0.211525, -0.0658, 0.299294],
    [-0.187996, -0.324624, -0.437961],
  ],
  'keras-caffe@1': [
    [-103.939, -116.779, -123.68],
    [151.061, 138.221, 131.32],
    [24.061, 11.221, 4.32],
    [-53.939, -16.779, 76.32],
    [-47.939, -82.779, -111.68],
  ],
  'keras-tf@1': [[-1, -1, -1], [1, 1, 1], third, [0.568627, -0.215686, -0.607843], [-0.905882, -0.733333, -0.560784]],
  'grey-unit@1': [[-1, -1, -1], [1, 1, 1], third, [0.568627, -0.215686, -0.607843], [-0.905882, -0.733333, -0.560784]],
  'torchvision@1': [
    [-2.117904, -2.035714, -1.804444],
    [2.248908, 2.428571, 2.64],
    [0.074065, 0.205182, 0.426492],
    [1.307047, -0.285014, -0.932985],
    [-1.912407, -1.440476, -0.82841],
  ],
  'radimagenet-torch@1': [[-1, -1, -1], [1, 1, 1], third, [-0.607843, -0.215686, 0.568627], [-0.560784, -0.733333, -0.905882]],
  'monai-radimagenet@1': [
    [-0.406, -0.456, -0.485],
    [0.594, 0.544, 0.515],
    [0.095961, 0.045961, 0.016961],
    [-0.209922, -0.063843, 0.299314],
    [-0.186392, -0.322667, -0.437941],
  ],
  'radimagenet-standardised@1': [
    [-1.811573, -2.04445, -2.11799],
    [2.632871, 2.419835, 2.248823],
    [0.419364, 0.196446, 0.073979],
    [-0.940113, -0.29375, 1.306961],
    [-0.835538, -1.449212, -1.912493],
  ],
  'unit@1': [
    [0, 0, 0],
    [1, 1, 1],
    [128 / 255, 128 / 255, 128 / 255],
    [200 / 255, 100 / 255, 50 / 255],
    [12 / 255, 34 / 255, 56 / 255],
  ],
};

VECTORS['timm-inception@1'] = VECTORS['keras-tf@1']!;
VECTORS['timm-imagenet@1'] = VECTORS['torchvision@1']!;

test.each(PRESETS.map((p) => p.id))('%s gives the published values', (id) => {
  expect(VECTORS[id]).toBeDefined();
  COLOURS.forEach(([r, g, b], i) => {
    const got = prepare(pixel(r, g, b), id, 1);
    VECTORS[id]![i]!.forEach((want, c) => {
      expect(Math.abs(got[c]! - want)).toBeLessThan(2e-6 * Math.max(1, Math.abs(want)));
    });
  });
});

test('every preset resizes a flat image to itself and gives size x size x 3 values', () => {
  for (const { id } of PRESETS) {
    const flat = prepare(frame(new Uint8Array(49).fill(77), 1), id, 5);
    const one = prepare(frame(Uint8Array.of(77), 1), id, 1);
    expect(flat).toHaveLength(75);
    for (let i = 0; i < 75; i++) expect(flat[i]).toBe(one[i % 3]);
  }
});

test('deep images are scaled by the full range of their bits; inverted ones turned round', () => {
  const deep = prepare(frame(Uint16Array.from([0, 65535, 13107, 52428]), 1, { bits: 16 }), 'grey-unit@1', 2);
  [-1, 1, -0.6, 0.6].forEach((want, i) => {
    expect(deep[i * 3]).toBeCloseTo(want, 6);
  });
  const twelve = prepare(frame(Uint16Array.of(4095), 1, { bits: 12 }), 'grey-unit@1', 1);
  expect(twelve[0]).toBeCloseTo(1, 6);
  const signed = prepare(frame(Int16Array.from([-32768, 32767, 0, 0]), 1, { bits: 16 }), 'grey-unit@1', 2);
  expect([signed[0], signed[3]]).toEqual([-1, 1]);
  expect(prepare(frame(Uint8Array.of(255), 1, { invert: true }), 'grey-unit@1', 1)[0]).toBe(-1);
});

test('an unknown preset and real numbers without a range are refused in words', () => {
  expect(() => presetOf('grey-unit@9')).toThrow(/no preprocessing "grey-unit@9".*grey-unit@1/s);
  const real = frame(Float32Array.of(0.25), 1, { bits: 32 });
  expect(() => prepare(real, 'grey-unit@1', 1)).toThrow(/window/);
  expect(prepare({ ...real, window: { center: 0.5, width: 1 } }, 'grey-unit@1', 1)[0]).toBeCloseTo(-0.5, 6);
});
