/** Shift and scale of each column, learnt on training rows and applied to all. */
export interface Scaling {
  mean: Float64Array;
  /** Population standard deviation; 1 for a constant column. */
  scale: Float64Array;
}

export type Rows = Float32Array | Float64Array;

/**
 * Mean and population SD (ddof 0) of the d columns of `x` (row-major), over the rows named in `which` (all n where absent).
 * A column whose values are all equal, or equal to rounding, gets scale 1.
 */
export function standardise(x: Rows, n: number, d: number, which?: ArrayLike<number>): Scaling {
  const count = which?.length ?? n;
  const mean = new Float64Array(d);
  const scale = new Float64Array(d);
  for (let i = 0; i < count; i++) {
    const row = (which?.[i] ?? i) * d;
    for (let j = 0; j < d; j++) mean[j]! += x[row + j]!;
  }
  const first = (which?.[0] ?? 0) * d;
  const low = Float64Array.from(x.subarray(first, first + d));
  const high = low.slice();
  for (let j = 0; j < d; j++) mean[j]! /= count;
  for (let i = 0; i < count; i++) {
    const row = (which?.[i] ?? i) * d;
    for (let j = 0; j < d; j++) {
      const v = x[row + j]!;
      const e = v - mean[j]!;
      scale[j]! += e * e;
      if (v < low[j]!) low[j] = v;
      if (v > high[j]!) high[j] = v;
    }
  }
  for (let j = 0; j < d; j++) {
    if (low[j] === high[j]) mean[j] = low[j]!;
    const sd = Math.sqrt(scale[j]! / count);
    const rounding = 10 * Number.EPSILON * Math.max(Math.abs(low[j]!), Math.abs(high[j]!));
    scale[j] = low[j] === high[j] || sd <= rounding ? 1 : sd;
  }
  return { mean, scale };
}

/** The named rows (all n where absent), shifted and scaled, in double precision: rows x d. */
export function applyScaling(s: Scaling, x: Rows, n: number, d: number, which?: ArrayLike<number>): Float64Array {
  const count = which?.length ?? n;
  const out = new Float64Array(count * d);
  for (let i = 0; i < count; i++) {
    const row = (which?.[i] ?? i) * d;
    for (let j = 0; j < d; j++) out[i * d + j] = (x[row + j]! - s.mean[j]!) / s.scale[j]!;
  }
  return out;
}
