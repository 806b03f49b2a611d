import { exactExp, exactLog, log1p } from '../util/exactMath.ts';

/**
 * Negative log likelihood of n rows under scores `f` (k blocks of n, block-wise), weighted; `residual` gets s·(p − y), `p` the probabilities.
 * One block is a sigmoid (class 1 against 0), k > 1 blocks a softmax.
 */
export function lossOf(
  f: Float64Array,
  n: number,
  k: number,
  y: ArrayLike<number>,
  s: Float64Array,
  p: Float64Array,
  residual: Float64Array,
): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    const weight = s[i]!;
    if (k === 1) {
      const v = f[i]!;
      const e = exactExp(-Math.abs(v));
      const near = 1 / (1 + e);
      const q = v >= 0 ? near : e * near;
      p[i] = q;
      residual[i] = weight * (y[i] === 1 ? -(v >= 0 ? e * near : near) : q);
      total += weight * ((y[i] === 1 ? -v : v) * 0.5 + Math.abs(v) * 0.5 + log1p(e));
      continue;
    }
    let top = f[i]!;
    for (let c = 1; c < k; c++) top = Math.max(top, f[c * n + i]!);
    let sum = 0;
    for (let c = 0; c < k; c++) sum += p[c * n + i] = exactExp(f[c * n + i]! - top);
    for (let c = 0; c < k; c++) {
      const q = p[c * n + i]! / sum;
      p[c * n + i] = q;
      residual[c * n + i] = weight * (q - (y[i] === c ? 1 : 0));
    }
    total += weight * (exactLog(sum) + top - f[y[i]! * n + i]!);
  }
  return total;
}

/** Loss alone, as `lossOf`. */
export function lossOnly(f: Float64Array, n: number, k: number, y: ArrayLike<number>, s: Float64Array): number {
  let total = 0;
  for (let i = 0; i < n; i++) {
    if (k === 1) {
      const v = f[i]!;
      total += s[i]! * ((y[i] === 1 ? -v : v) * 0.5 + Math.abs(v) * 0.5 + log1p(exactExp(-Math.abs(v))));
      continue;
    }
    let top = f[i]!;
    for (let c = 1; c < k; c++) top = Math.max(top, f[c * n + i]!);
    let sum = 0;
    for (let c = 0; c < k; c++) sum += exactExp(f[c * n + i]! - top);
    total += s[i]! * (exactLog(sum) + top - f[y[i]! * n + i]!);
  }
  return total;
}
