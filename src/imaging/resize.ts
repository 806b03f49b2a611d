import { type Axis, cubicTaps, halfPixelTaps, nearestIndex, sameTaps, type TapRule, type Taps, triangleTaps, wholeAxis } from './taps.ts';

/**
 * The resampling rules of the libraries that presets claim to follow. A picture here is interleaved samples, rows top to bottom;
 * all functions return a new array of `x.count * y.count * channels` values and leave the input alone.
 */
export interface Size {
  width: number;
  height: number;
}

export type Channels = 1 | 3;

/** Which part of which resize is wanted, side by side. */
export interface Window2d {
  x: Axis;
  y: Axis;
}

/** The whole picture at another size. */
export const whole = (from: Size, to: Size): Window2d => ({
  x: wholeAxis(from.width, to.width),
  y: wholeAxis(from.height, to.height),
});

const BITS = 22;
const HALF = 1 << (BITS - 1);

/** Antialiased bilinear on 8-bit samples, equal to the bit to Pillow's `Image.resize(size, BILINEAR)`. */
export const resizeBilinear8 = (data: Uint8Array, channels: Channels, from: Size, to: Size): Uint8Array =>
  resample8(data, channels, whole(from, to), triangleTaps);

/** Antialiased bilinear on real numbers, as Pillow does it in mode F. */
export const resizeBilinearFloat = (data: Float32Array, channels: Channels, from: Size, to: Size): Float32Array =>
  resampleFloat(data, channels, whole(from, to), triangleTaps);

/** Antialiased bicubic on 8-bit samples, equal to the bit to Pillow's `Image.resize(size, BICUBIC)`, overshoots cut at 0 and 255. */
export const resizeBicubic8 = (data: Uint8Array, channels: Channels, from: Size, to: Size): Uint8Array =>
  resample8(data, channels, whole(from, to), cubicTaps);

/** Bilinear between pixel centres without antialiasing, on real numbers (OpenCV's INTER_LINEAR on float32). */
export const resizeHalfPixelFloat = (data: Float32Array, channels: Channels, from: Size, to: Size): Float32Array =>
  resampleFloat(data, channels, whole(from, to), halfPixelTaps);

/**
 * A rule on 8-bit samples as Pillow (up to 12) applies its own: 22-bit fixed-point weights, rows first, cut to 8 bits between the passes. A side that keeps its length is
 * not touched. Pillow 13 goes down first where the height shrinks more than the width, and then differs by a level here and there; the presets keep the order that Pillow
 * had when the weights were trained.
 */
export function resample8(data: Uint8Array, channels: Channels, { x, y }: Window2d, rule: TapRule): Uint8Array {
  let now = data;
  if (!kept(x)) now = rows8(now, channels, x.from, y.from, tapsOf(x, rule));
  if (!kept(y)) now = columns8(now, channels * x.count, tapsOf(y, rule));
  return now === data ? data.slice() : now;
}

/** A rule on real numbers: weights and sums in double precision, rounded to float32 after each pass, nothing cut. */
export function resampleFloat(data: Float32Array, channels: Channels, { x, y }: Window2d, rule: TapRule): Float32Array {
  let now = data;
  if (!kept(x)) now = rowsFloat(now, channels, x.from, y.from, tapsOf(x, rule));
  if (!kept(y)) now = columnsFloat(now, channels * x.count, tapsOf(y, rule));
  return now === data ? data.slice() : now;
}

const kept = (axis: Axis) => axis.from === axis.to && axis.count === axis.to;
const tapsOf = (axis: Axis, rule: TapRule) => (axis.from === axis.to ? sameTaps(axis) : rule(axis));

/** Rounded half away from zero, as Pillow does: negative weights are the lobes of the cubic. */
const fixedPoint = (weights: Float64Array) => Int32Array.from(weights, (w) => Math.trunc(w * (1 << BITS) + (w < 0 ? -0.5 : 0.5)));

const cut = (sum: number) => Math.min(255, Math.max(0, sum >> BITS));

function rows8(data: Uint8Array, channels: number, width: number, height: number, taps: Taps): Uint8Array {
  const n = taps.first.length;
  const fixed = fixedPoint(taps.weights);
  const out = new Uint8Array(n * height * channels);
  let target = 0;
  for (let y = 0; y < height; y++) {
    for (let o = 0; o < n; o++) {
      const w0 = o * taps.stride;
      const count = taps.count[o]!;
      for (let c = 0; c < channels; c++) {
        let sum = HALF;
        for (let i = 0, at = (y * width + taps.first[o]!) * channels + c; i < count; i++, at += channels) {
          sum = (sum + data[at]! * fixed[w0 + i]!) | 0;
        }
        out[target++] = cut(sum);
      }
    }
  }
  return out;
}

function columns8(data: Uint8Array, row: number, taps: Taps): Uint8Array {
  const n = taps.first.length;
  const fixed = fixedPoint(taps.weights);
  const out = new Uint8Array(n * row);
  const sums = new Int32Array(row);
  for (let o = 0; o < n; o++) {
    sums.fill(HALF);
    for (let i = 0; i < taps.count[o]!; i++) {
      const w = fixed[o * taps.stride + i]!;
      const at = (taps.first[o]! + i) * row;
      for (let x = 0; x < row; x++) sums[x] = sums[x]! + data[at + x]! * w;
    }
    for (let x = 0; x < row; x++) out[o * row + x] = cut(sums[x]!);
  }
  return out;
}

function rowsFloat(data: Float32Array, channels: number, width: number, height: number, taps: Taps): Float32Array {
  const n = taps.first.length;
  const out = new Float32Array(n * height * channels);
  let target = 0;
  for (let y = 0; y < height; y++) {
    for (let o = 0; o < n; o++) {
      for (let c = 0; c < channels; c++) {
        let sum = 0;
        for (let i = 0, at = (y * width + taps.first[o]!) * channels + c; i < taps.count[o]!; i++, at += channels) {
          sum += data[at]! * taps.weights[o * taps.stride + i]!;
        }
        out[target++] = sum;
      }
    }
  }
  return out;
}

function columnsFloat(data: Float32Array, row: number, taps: Taps): Float32Array {
  const n = taps.first.length;
  const out = new Float32Array(n * row);
  const sums = new Float64Array(row);
  for (let o = 0; o < n; o++) {
    sums.fill(0);
    for (let i = 0; i < taps.count[o]!; i++) {
      const w = taps.weights[o * taps.stride + i]!;
      const at = (taps.first[o]! + i) * row;
      for (let x = 0; x < row; x++) sums[x]! += data[at + x]! * w;
    }
    out.set(sums, o * row);
  }
  return out;
}

/** Nearest neighbour by Pillow's rule, the whole picture. */
export const resizeNearest = <T extends Uint8Array | Float32Array>(data: T, channels: Channels, from: Size, to: Size): T =>
  pickNearest(data, channels, whole(from, to));

/** Nearest neighbour by Pillow's rule: the input pixel under the output pixel's centre. */
export function pickNearest<T extends Uint8Array | Float32Array>(data: T, channels: Channels, { x, y }: Window2d): T {
  const columns = nearestIndex(x);
  const rows = nearestIndex(y);
  const n = x.count * y.count * channels;
  const out = (data instanceof Uint8Array ? new Uint8Array(n) : new Float32Array(n)) as T;
  let target = 0;
  for (const row of rows) {
    for (const column of columns) {
      const at = (row * x.from + column) * channels;
      for (let c = 0; c < channels; c++) out[target++] = data[at + c]!;
    }
  }
  return out;
}
