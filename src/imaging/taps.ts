/**
 * One side of a resize: `from` positions become `to`, of which `count` from `first` on are wanted. A crop asks for a part only, so that a long narrow picture
 * costs no more than a square one; each wanted position is what the whole resize would give.
 */
export interface Axis {
  from: number;
  to: number;
  first: number;
  count: number;
}

export const wholeAxis = (from: number, to: number): Axis => ({ from, to, first: 0, count: to });

/** For each output position: the first input position, how many follow, and their weights (adding up to 1), `stride` apart. */
export interface Taps {
  first: Int32Array;
  count: Int32Array;
  weights: Float64Array;
  stride: number;
}

/** A rule of resampling along one side. */
export type TapRule = (axis: Axis) => Taps;

function empty(n: number, stride: number): Taps {
  return { first: new Int32Array(n), count: new Int32Array(n), weights: new Float64Array(n * stride), stride };
}

/** Each position as it is: for a side that keeps its length. */
export function sameTaps(axis: Axis): Taps {
  const taps = empty(axis.count, 1);
  for (let o = 0; o < axis.count; o++) taps.first[o] = axis.first + o;
  taps.count.fill(1);
  taps.weights.fill(1);
  return taps;
}

/** A filter of `reach` input pixels to either side, widened where the picture shrinks: `precompute_coeffs` of Pillow's libImaging/Resample.c. */
function filterTaps(axis: Axis, reach: number, filter: (x: number) => number): Taps {
  const scale = axis.from / axis.to;
  const widen = Math.max(scale, 1);
  const support = reach * widen;
  const taps = empty(axis.count, Math.ceil(support) * 2 + 1);
  const shrink = 1 / widen;
  for (let o = 0; o < axis.count; o++) {
    const center = (axis.first + o + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(axis.from, Math.trunc(center + support + 0.5)) - first;
    const at = o * taps.stride;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const w = filter((i + first - center + 0.5) * shrink);
      taps.weights[at + i] = w;
      sum += w;
    }
    for (let i = 0; i < count; i++) taps.weights[at + i]! /= sum;
    taps.first[o] = first;
    taps.count[o] = count;
  }
  return taps;
}

/** Pillow's BILINEAR: a triangle. */
export const triangleTaps: TapRule = (axis) => filterTaps(axis, 1, (x) => Math.max(0, 1 - Math.abs(x)));

/** Pillow's BICUBIC: Keys' cubic with a = -0.5. */
export const cubicTaps: TapRule = (axis) => filterTaps(axis, 2, cubic);

const A = -0.5;
function cubic(at: number): number {
  const x = Math.abs(at);
  if (x < 1) return ((A + 2) * x - (A + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * A;
  return 0;
}

/** Two taps around the half-pixel centre, edges repeated: OpenCV's INTER_LINEAR and torch's `interpolate(align_corners=False)`. */
export const halfPixelTaps: TapRule = ({ from, to, first: start, count }) => {
  const taps = empty(count, 2);
  taps.count.fill(from === 1 ? 1 : 2);
  for (let o = 0; o < count; o++) {
    const at = Math.min(from - 1, Math.max(0, ((start + o + 0.5) * from) / to - 0.5));
    const first = Math.max(0, Math.min(from - 2, Math.floor(at)));
    taps.first[o] = first;
    taps.weights[o * 2] = 1 - (at - first);
    taps.weights[o * 2 + 1] = at - first;
  }
  return taps;
};

/**
 * The exact mean over the part of the picture that an output pixel covers, shares of pixels at its edges included. It is OpenCV's INTER_AREA where both sides shrink
 * or both grow; where one shrinks and the other grows, OpenCV takes two neighbours instead.
 */
export const areaTaps: TapRule = ({ from, to, first: start, count }) => {
  const taps = empty(count, Math.ceil(from / to) + 1);
  for (let o = 0; o < count; o++) {
    // In units of 1/to of an input pixel, so that the ends are whole numbers and no sliver of a neighbour slips in.
    const low = (start + o) * from;
    const high = low + from;
    const first = Math.floor(low / to);
    const last = Math.ceil(high / to);
    taps.first[o] = first;
    taps.count[o] = last - first;
    for (let i = first; i < last; i++)
      taps.weights[o * taps.stride + i - first] = (Math.min(high, (i + 1) * to) - Math.max(low, i * to)) / from;
  }
  return taps;
};

/** Input position of each output position by Pillow's nearest: the pixel under the output pixel's centre, centres reached by repeated addition as its affine transform does. */
export function nearestIndex(axis: Axis): Int32Array {
  const step = axis.from / axis.to;
  const out = new Int32Array(axis.count);
  let at = step * 0.5;
  for (let o = 0; o < axis.first + axis.count; o++, at += step)
    if (o >= axis.first) out[o - axis.first] = Math.min(axis.from - 1, Math.trunc(at));
  return out;
}
