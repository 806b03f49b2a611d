import type { Design } from './design.ts';
import { cholesky, choleskySolve, rowProducts, transpose } from './matrix.ts';

/**
 * What conjugate gradients divide by: at first the penalty alone, later a Cholesky factor of the Hessian at some earlier point, shared by all
 * outputs. It is made anew once the iterations since the last one have cost as much as a new one would: never much worse than the better of both.
 */
export class Preconditioner {
  readonly #g: Design;
  readonly #outputs: number;
  #factor: Float64Array | null = null;
  #bend = 1;
  #cost = 0;

  constructor(g: Design, outputs: number) {
    this.#g = g;
    this.#outputs = outputs;
  }

  /** Called before each Newton step, with the probabilities p and row weights s of the point. */
  prepare(c: number, p: Float64Array, s: Float64Array): void {
    const { n } = this.#g;
    const curvature = new Float64Array(n);
    let sum = 0;
    for (let i = 0; i < n; i++) {
      let square = 0;
      for (let o = 0; o < this.#outputs; o++) square += p[o * n + i]! * p[o * n + i]!;
      curvature[i] = this.#outputs === 1 ? s[i]! * p[i]! * (1 - p[i]!) : (s[i]! * (1 - square)) / this.#outputs;
      sum += curvature[i]!;
    }
    this.#bend = Math.max(c * sum, 1e-12);
    if (this.#cost >= this.#price()) this.#build(c, curvature);
  }

  /** Counts one product with the Hessian. */
  spent(): void {
    const { n, r, triangular } = this.#g;
    this.#cost += this.#outputs * (2 * n * r * (triangular ? 0.5 : 1) + (this.#factor ? r * r : 0));
  }

  /** Whether the step under way had better be ended, since a first factor would pay. */
  worn(): boolean {
    return this.#factor === null && this.#cost >= this.#price();
  }

  /** Multiplications that a new factor takes. */
  #price(): number {
    const { n, r, triangular } = this.#g;
    return PATIENCE * ((n * r * r) / (triangular ? 6 : 2) + (r * r * r) / 6);
  }

  #build(c: number, curvature: Float64Array): void {
    const { n, r, triangular } = this.#g;
    const zt = transpose(this.#g.z, n, r);
    const m = r + 1;
    const root = new Float64Array(n);
    for (let i = 0; i < n; i++) root[i] = Math.sqrt(c * curvature[i]!);
    const rows = new Float64Array(r * n);
    const factor = new Float64Array(m * m);
    for (let j = 0; j < r; j++) {
      let sum = 0;
      for (let i = triangular ? j : 0; i < n; i++) {
        const v = zt[j * n + i]! * root[i]!;
        rows[j * n + i] = v;
        sum += v * root[i]!;
      }
      factor[r * m + j] = sum;
    }
    rowProducts(rows, r, n, factor, m, triangular);
    for (let j = 0; j < r; j++) factor[j * m + j]! += 1;
    factor[r * m + r] = this.#bend * (1 + 1e-12);
    cholesky(factor, m, 0);
    // The intercept's own curvature can drown in rounding where every row is certain.
    if (factor[r * m + r] === 0) factor[r * m + r] = Math.sqrt(this.#bend);
    this.#factor = factor;
    this.#cost = 0;
  }

  /** z = M⁻¹ z. */
  solve(z: Float64Array): void {
    const { r } = this.#g;
    for (let o = 0; o < this.#outputs; o++) {
      const at = o * (r + 1);
      if (this.#factor) choleskySolve(this.#factor, r + 1, z, at);
      else z[at + r]! /= this.#bend;
    }
  }
}

/** In units of the cost of a new factor. */
const PATIENCE = 0.4;
