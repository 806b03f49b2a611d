/**
 * The resampling rules of the libraries that presets claim to follow. A picture here is interleaved samples, rows top to bottom;
 * all functions return a new array of `to.width * to.height * channels` values and leave the input alone.
 */
export interface Size {
  width: number;
  height: number;
}

export type Channels = 1 | 3;

/** For each output position: the first input position, how many follow, and their weights (adding up to 1), `stride` apart. */
interface Taps {
  first: Int32Array;
  count: Int32Array;
  weights: Float64Array;
  stride: number;
}

/** Triangle filter, widened where the picture shrinks, as `precompute_coeffs` of Pillow's libImaging/Resample.c. */
function triangleTaps(from: number, to: number): Taps {
  const scale = from / to;
  const support = Math.max(scale, 1);
  const stride = Math.ceil(support) * 2 + 1;
  const taps: Taps = { first: new Int32Array(to), count: new Int32Array(to), weights: new Float64Array(to * stride), stride };
  const shrink = 1 / support;
  for (let o = 0; o < to; o++) {
    const center = (o + 0.5) * scale;
    const first = Math.max(0, Math.trunc(center - support + 0.5));
    const count = Math.min(from, Math.trunc(center + support + 0.5)) - first;
    let sum = 0;
    for (let i = 0; i < count; i++) {
      const w = Math.max(0, 1 - Math.abs((i + first - center + 0.5) * shrink));
      taps.weights[o * stride + i] = w;
      sum += w;
    }
    for (let i = 0; i < count; i++) taps.weights[o * stride + i]! /= sum;
    taps.first[o] = first;
    taps.count[o] = count;
  }
  return taps;
}

/** Two taps around the half-pixel centre, edges repeated: OpenCV's INTER_LINEAR and torch's `interpolate(align_corners=False)`. */
function halfPixelTaps(from: number, to: number): Taps {
  const taps: Taps = { first: new Int32Array(to), count: new Int32Array(to).fill(2), weights: new Float64Array(to * 2), stride: 2 };
  for (let o = 0; o < to; o++) {
    const at = Math.min(from - 1, Math.max(0, ((o + 0.5) * from) / to - 0.5));
    const first = Math.max(0, Math.min(from - 2, Math.floor(at)));
    taps.first[o] = first;
    taps.weights[o * 2] = 1 - (at - first);
    taps.weights[o * 2 + 1] = at - first;
    if (from === 1) taps.count[o] = 1;
  }
  return taps;
}

const BITS = 22;
const HALF = 1 << (BITS - 1);

/** Antialiased bilinear on 8-bit samples, equal to the bit to Pillow's `Image.resize(size, BILINEAR)`: 22-bit fixed-point weights, rows first, 8 bits between the passes. */
export function resizeBilinear8(data: Uint8Array, channels: Channels, from: Size, to: Size): Uint8Array {
  let now = data;
  if (from.width !== to.width) now = rows8(now, channels, from.width, from.height, triangleTaps(from.width, to.width));
  if (from.height !== to.height) now = columns8(now, channels * to.width, triangleTaps(from.height, to.height));
  return now === data ? data.slice() : now;
}

const fixedPoint = (weights: Float64Array) => Int32Array.from(weights, (w) => Math.trunc(w * (1 << BITS) + 0.5));

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
        out[target++] = sum >> BITS;
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
    for (let x = 0; x < row; x++) out[o * row + x] = sums[x]! >> BITS;
  }
  return out;
}

/** Antialiased bilinear on real numbers, as Pillow does it in mode F: weights and sums in double precision, rounded to float32 after each pass. */
export function resizeBilinearFloat(data: Float32Array, channels: Channels, from: Size, to: Size): Float32Array {
  let now = data;
  if (from.width !== to.width) now = rowsFloat(now, channels, from.width, from.height, triangleTaps(from.width, to.width));
  if (from.height !== to.height) now = columnsFloat(now, channels * to.width, triangleTaps(from.height, to.height));
  return now === data ? data.slice() : now;
}

/** Bilinear between pixel centres without antialiasing, on real numbers (OpenCV's INTER_LINEAR on float32). */
export function resizeHalfPixelFloat(data: Float32Array, channels: Channels, from: Size, to: Size): Float32Array {
  const rows = rowsFloat(data, channels, from.width, from.height, halfPixelTaps(from.width, to.width));
  return columnsFloat(rows, channels * to.width, halfPixelTaps(from.height, to.height));
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

/** Nearest neighbour by Pillow's rule: the input pixel under the output pixel's centre, centres reached by repeated addition as its affine transform does. */
export function resizeNearest<T extends Uint8Array | Float32Array>(data: T, channels: Channels, from: Size, to: Size): T {
  const columns = nearestIndex(from.width, to.width);
  const rows = nearestIndex(from.height, to.height);
  const out = (
    data instanceof Uint8Array ? new Uint8Array(to.width * to.height * channels) : new Float32Array(to.width * to.height * channels)
  ) as T;
  let target = 0;
  for (let y = 0; y < to.height; y++) {
    for (let x = 0; x < to.width; x++) {
      const at = (rows[y]! * from.width + columns[x]!) * channels;
      for (let c = 0; c < channels; c++) out[target++] = data[at + c]!;
    }
  }
  return out;
}

function nearestIndex(from: number, to: number): Int32Array {
  const step = from / to;
  const out = new Int32Array(to);
  let at = step * 0.5;
  for (let o = 0; o < to; o++, at += step) out[o] = Math.min(from - 1, Math.trunc(at));
  return out;
}
