import { addCurvature, addTransposed, type Design, times } from './design.ts';
import { lossOf, lossOnly } from './loss.ts';
import { Preconditioner } from './preconditioner.ts';

export interface Solution {
  /** outputs x d, in the coordinates of the rows as given. */
  coef: Float64Array;
  intercept: Float64Array;
  /** C · Σ s·loss + ½‖W‖². */
  objective: number;
  /** Largest absolute entry of the objective's gradient. */
  gradient: number;
  iterations: number;
  converged: boolean;
}

const MOST_STEPS = 200;
/** Not `x ** 2`: engines may round a power in their own way. */
const square = (x: number) => x * x;

/**
 * Minimises C · Σ s_i · loss_i + ½‖W‖² with free intercepts by Newton's method; each Newton step is solved by preconditioned conjugate gradients
 * (as exactly as the distance from the optimum deserves). Keeps its place between calls: a path of rising C costs little more than its last member.
 */
export class LogisticSolver {
  readonly #g: Design;
  readonly #y: ArrayLike<number>;
  readonly #s: Float64Array;
  readonly #k: number;
  /** k blocks of r weights and one intercept. */
  readonly #w: Float64Array;
  readonly #f: Float64Array;
  readonly #p: Float64Array;
  readonly #residual: Float64Array;
  /** Scores at a point that is tried. */
  readonly #tried: Float64Array;
  readonly #m: Preconditioner;

  /** `outputs` 1: sigmoid for classes 0 and 1; more: softmax over that many classes. `s`: a weight for each row. */
  constructor(g: Design, y: ArrayLike<number>, outputs: number, s: Float64Array) {
    this.#g = g;
    this.#y = y;
    this.#s = s;
    this.#k = outputs;
    this.#w = new Float64Array(outputs * (g.r + 1));
    this.#f = new Float64Array(outputs * g.n);
    this.#p = new Float64Array(outputs * g.n);
    this.#residual = new Float64Array(outputs * g.n);
    this.#tried = new Float64Array(outputs * g.n);
    this.#m = new Preconditioner(g, outputs);
  }

  /** Goes on from the last solution. Stops where the gradient's norm is at most tolerance · max(1, C). */
  fit(c: number, tolerance = 1e-10): Solution {
    const { n, r } = this.#g;
    const k = this.#k;
    const w = this.#w;
    const gradient = new Float64Array(w.length);
    const goal = tolerance * Math.max(1, c);
    let iterations = 0;
    let stalls = 0;
    let norm = this.#gradient(c, gradient);
    let objective = this.#objective(c, lossOnly(this.#f, n, k, this.#y, this.#s));
    while (norm > goal && iterations < MOST_STEPS) {
      iterations++;
      const step = this.#newtonStep(c, gradient, norm, goal);
      const zStep = new Float64Array(k * n);
      for (let o = 0; o < k; o++) this.#scores(step, o, zStep);
      let slope = 0;
      for (let j = 0; j < w.length; j++) slope += gradient[j]! * step[j]!;
      // Near the optimum the objective no longer tells a better point from a worse one; the gradient does.
      const blind = Math.abs(slope) <= 1e-11 * Math.abs(objective);
      const before = norm;
      let t = 1;
      let next = this.#trial(c, step, zStep, t);
      while (!blind && !(next <= objective + 1e-4 * t * slope) && t > 1e-10) {
        t /= 2;
        next = this.#trial(c, step, zStep, t);
      }
      if (!blind && !(next <= objective)) break;
      for (let j = 0; j < w.length; j++) w[j]! += t * step[j]!;
      for (let o = 0; o < k; o++) this.#scores(w, o, this.#f);
      objective = next;
      norm = this.#gradient(c, gradient);
      // A step cut short may leave the gradient longer for once; one that goes nowhere again and again has met rounding.
      if (blind && norm >= before && ++stalls === 3) break;
    }
    let largest = 0;
    for (let j = 0; j < gradient.length; j++) largest = Math.max(largest, Math.abs(gradient[j]!));
    const intercept = Float64Array.from({ length: k }, (_, o) => w[o * (r + 1) + r]!);
    return {
      coef: this.#coef(c),
      intercept,
      objective,
      gradient: largest,
      iterations,
      converged: norm <= Math.max(goal, 1e-7 * Math.max(1, c)),
    };
  }

  /** f block of output o for unknowns u: z·u + intercept. */
  #scores(u: Float64Array, o: number, out: Float64Array): void {
    const { n, r } = this.#g;
    times(this.#g, u, o * (r + 1), u[o * (r + 1) + r]!, out, o * n);
  }

  #objective(c: number, loss: number): number {
    const { r } = this.#g;
    let half = 0;
    for (let o = 0; o < this.#k; o++) for (let j = 0; j < r; j++) half += square(this.#w[o * (r + 1) + j]!);
    return c * loss + half / 2;
  }

  #trial(c: number, step: Float64Array, zStep: Float64Array, t: number): number {
    const { n, r } = this.#g;
    const f = this.#tried;
    for (let i = 0; i < f.length; i++) f[i] = this.#f[i]! + t * zStep[i]!;
    let half = 0;
    for (let o = 0; o < this.#k; o++) for (let j = o * (r + 1); j < o * (r + 1) + r; j++) half += square(this.#w[j]! + t * step[j]!);
    return c * lossOnly(f, n, this.#k, this.#y, this.#s) + half / 2;
  }

  /** Fills probabilities, residuals and the gradient at the present scores; returns its norm. */
  #gradient(c: number, out: Float64Array): number {
    const { n, r } = this.#g;
    lossOf(this.#f, n, this.#k, this.#y, this.#s, this.#p, this.#residual);
    let sum2 = 0;
    for (let o = 0; o < this.#k; o++) {
      const at = o * (r + 1);
      out.fill(0, at, at + r);
      addTransposed(this.#g, this.#residual, o * n, out, at);
      for (let j = 0; j < r; j++) out[at + j] = this.#w[at + j]! + c * out[at + j]!;
      let sum = 0;
      for (let i = 0; i < n; i++) sum += this.#residual[o * n + i]!;
      out[at + r] = c * sum;
      for (let j = 0; j <= r; j++) sum2 += square(out[at + j]!);
    }
    return Math.sqrt(sum2);
  }

  /** Approximately −H⁻¹·gradient. */
  #newtonStep(c: number, gradient: Float64Array, norm: number, goal: number): Float64Array {
    const size = gradient.length;
    const step = new Float64Array(size);
    const left = new Float64Array(size);
    for (let j = 0; j < size; j++) left[j] = -gradient[j]!;
    const target = Math.max(0.1 * goal, norm * Math.min(0.1, Math.sqrt(norm / (1 + c * this.#g.n))));
    const m = this.#m;
    m.prepare(c, this.#p, this.#s);
    const z = left.slice();
    m.solve(z);
    const direction = z.slice();
    const bent = new Float64Array(size);
    let rz = inner(left, z);
    for (let round = 0; round < 4 * size; round++) {
      this.#hessian(c, direction, bent);
      const curve = inner(direction, bent);
      if (!(curve > 0)) break;
      const a = rz / curve;
      let square = 0;
      for (let j = 0; j < size; j++) {
        step[j]! += a * direction[j]!;
        const v = left[j]! - a * bent[j]!;
        left[j] = v;
        square += v * v;
      }
      if (Math.sqrt(square) <= target || m.worn()) break;
      z.set(left);
      m.solve(z);
      const next = inner(left, z);
      const beta = next / rz;
      rz = next;
      for (let j = 0; j < size; j++) direction[j] = z[j]! + beta * direction[j]!;
    }
    return step;
  }

  /** out = H · u, at the present probabilities. */
  #hessian(c: number, u: Float64Array, out: Float64Array): void {
    const { r } = this.#g;
    out.set(u);
    for (let o = 0; o < this.#k; o++) out[o * (r + 1) + r] = 0;
    addCurvature(this.#g, this.#k, c, this.#p, this.#s, u, out);
    this.#m.spent();
  }

  /** The weights in the rows' own coordinates: at the optimum W = −C · Σ residual_i · x_i. */
  #coef(c: number): Float64Array {
    const { n, r, x, d, triangular } = this.#g;
    const out = new Float64Array(this.#k * d);
    for (let o = 0; o < this.#k; o++) {
      if (!triangular) {
        out.set(this.#w.subarray(o * (r + 1), o * (r + 1) + r), o * d);
        continue;
      }
      for (let i = 0; i < n; i++) {
        const a = -c * this.#residual[o * n + i]!;
        for (let j = 0; j < d; j++) out[o * d + j]! += a * x[i * d + j]!;
      }
    }
    return out;
  }
}

function inner(a: Float64Array, b: Float64Array): number {
  let s = 0;
  for (let j = 0; j < a.length; j++) s += a[j]! * b[j]!;
  return s;
}
