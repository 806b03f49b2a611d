import { cholesky, rowProducts, transpose } from './matrix.ts';

/** Rows of a fit, in a basis as small as the rows allow. */
export interface Design {
  n: number;
  /** Columns of `z`: the smaller of n and d. */
  r: number;
  /** n x r; inner products between rows are those of `x`. */
  z: Float64Array;
  /** r x n, the transpose of `z`. */
  zt: Float64Array;
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
  if (d <= n) return { n, r: d, z: x, zt: transpose(x, n, d), triangular: false, x, d };
  const z = new Float64Array(n * n);
  rowProducts(x, n, d, z);
  let largest = 0;
  for (let i = 0; i < n; i++) largest = Math.max(largest, z[i * n + i]!);
  cholesky(z, n, 4 * n * Number.EPSILON * largest);
  return { n, r: n, z, zt: transpose(z, n, n), triangular: true, x, d };
}

/** out = z · w, w at `at` in a vector of unknowns. */
export function times(g: Design, w: Float64Array, at: number, out: Float64Array, to: number): void {
  const { n, r, z } = g;
  for (let i = 0; i < n; i++) {
    const row = i * r;
    const end = g.triangular ? i + 1 : r;
    let [a, b, c, d] = [0, 0, 0, 0];
    let j = 0;
    for (; j + 3 < end; j += 4) {
      a += z[row + j]! * w[at + j]!;
      b += z[row + j + 1]! * w[at + j + 1]!;
      c += z[row + j + 2]! * w[at + j + 2]!;
      d += z[row + j + 3]! * w[at + j + 3]!;
    }
    for (; j < end; j++) a += z[row + j]! * w[at + j]!;
    out[to + i] = a + b + (c + d);
  }
}

/** out = zᵀ · q, q at `at`. */
export function timesTransposed(g: Design, q: Float64Array, at: number, out: Float64Array, to: number): void {
  const { n, r, zt } = g;
  for (let j = 0; j < r; j++) {
    const row = j * n;
    let [a, b, c, d] = [0, 0, 0, 0];
    let i = g.triangular ? j : 0;
    for (; i + 3 < n; i += 4) {
      a += zt[row + i]! * q[at + i]!;
      b += zt[row + i + 1]! * q[at + i + 1]!;
      c += zt[row + i + 2]! * q[at + i + 2]!;
      d += zt[row + i + 3]! * q[at + i + 3]!;
    }
    for (; i < n; i++) a += zt[row + i]! * q[at + i]!;
    out[to + j] = a + b + (c + d);
  }
}
