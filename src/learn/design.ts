import { axpy4, cholesky, dot, dot4, rowProducts } from './matrix.ts';

/** Rows of a fit, in a basis as small as the rows allow. */
export interface Design {
  n: number;
  /** Columns of `z`: the smaller of n and d. */
  r: number;
  /** n x r; inner products between rows are those of `x`. */
  z: Float64Array;
  /** z is lower triangular (r = n): the Cholesky factor of the Gram matrix of x. */
  triangular: boolean;
  /** n x d, as given. */
  x: Float64Array;
  d: number;
}

/**
 * Prepares rows for the solver. An L2-penalised solution lies in the span of the rows, so with more columns than rows the Cholesky factor of the
 * Gram matrix takes their place: the same problem, rotated, with n unknowns instead of d. Shared by every strength C.
 */
export function makeDesign(x: Float64Array, n: number, d: number): Design {
  if (d <= n) return { n, r: d, z: x, triangular: false, x, d };
  const z = new Float64Array(n * n);
  rowProducts(x, n, d, z);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, z[i * n + i]!);
  cholesky(z, n, 4 * n * Number.EPSILON * largest);
  return { n, r: n, z, triangular: true, x, d };
}

const four = new Float64Array(4);

/** Columns that rows i..i+3 can fill. */
const reach = (g: Design, i: number) => (g.triangular ? Math.min(g.r, i + 4) : g.r);

/** out (at `to`) = z · w, w at `at` in a vector of unknowns, plus `shift`. */
export function times(g: Design, w: Float64Array, at: number, shift: number, out: Float64Array, to: number): void {
  const { n, r, z } = g;
  const whole = n - (n % 4);
  for (let i = 0; i < whole; i += 4) {
    dot4(z, i * r, r, reach(g, i), w, at, four);
    for (let k = 0; k < 4; k++) out[to + i + k] = four[k]! + shift;
  }
  for (let i = whole; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < r; j++) sum += z[i * r + j]! * w[at + j]!;
    out[to + i] = sum + shift;
  }
}

/** out (at `to`) += zᵀ · q, q at `at`. */
export function addTransposed(g: Design, q: Float64Array, at: number, out: Float64Array, to: number): void {
  const { n, r, z } = g;
  const whole = n - (n % 4);
  for (let i = 0; i < whole; i += 4) {
    for (let k = 0; k < 4; k++) four[k] = q[at + i + k]!;
    axpy4(z, i * r, r, reach(g, i), four, out, to);
  }
  for (let i = whole; i < n; i++) for (let j = 0; j < r; j++) out[to + j]! += q[at + i]! * z[i * r + j]!;
}

/**
 * out += [z 1]ᵀ · D · [z 1] · u for every output, D the curvature of the loss at probabilities p with row weights s, times c: one pass over z.
 * u and out are blocks of r + 1, p blocks of n.
 */
export function addCurvature(
  g: Design,
  outputs: number,
  c: number,
  p: Float64Array,
  s: Float64Array,
  u: Float64Array,
  out: Float64Array,
): void {
  const { n, r, z } = g;
  const v = new Float64Array(4 * outputs);
  for (let i = 0; i < n; i += 4) {
    const rows = Math.min(4, n - i);
    const length = reach(g, i);
    for (let o = 0; o < outputs; o++) {
      const at = o * (r + 1);
      if (rows === 4) dot4(z, i * r, r, length, u, at, four);
      else for (let k = 0; k < rows; k++) four[k] = dot(z, (i + k) * r, u, at, r);
      for (let k = 0; k < rows; k++) v[4 * o + k] = four[k]! + u[at + r]!;
    }
    for (let k = 0; k < rows; k++) bend(v, k, p, i + k, n, outputs, c * s[i + k]!);
    for (let o = 0; o < outputs; o++) {
      const at = o * (r + 1);
      for (let k = 0; k < 4; k++) four[k] = k < rows ? v[4 * o + k]! : 0;
      if (rows === 4) axpy4(z, i * r, r, length, four, out, at);
      else for (let k = 0; k < rows; k++) for (let j = 0; j < r; j++) out[at + j]! += four[k]! * z[(i + k) * r + j]!;
      out[at + r]! += four[0]! + four[1]! + four[2]! + four[3]!;
    }
  }
}

/** One row's scores become weight · (diag(p) − p·pᵀ) · scores; entries 4 apart in v, n apart in p. */
function bend(v: Float64Array, k: number, p: Float64Array, i: number, n: number, outputs: number, weight: number): void {
  if (outputs === 1) {
    v[k] = weight * p[i]! * (1 - p[i]!) * v[k]!;
    return;
  }
  let mean = 0;
  for (let o = 0; o < outputs; o++) mean += p[o * n + i]! * v[4 * o + k]!;
  for (let o = 0; o < outputs; o++) v[4 * o + k] = weight * p[o * n + i]! * (v[4 * o + k]! - mean);
}
