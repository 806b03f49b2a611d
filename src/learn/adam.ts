/** Adam (Kingma & Ba 2015) with the constants of Keras: beta 0.9 and 0.999, epsilon 1e-7 outside the bias correction. Changes `weights` in place. */
export class Adam {
  readonly #weights: Float64Array;
  readonly #rate: number;
  readonly #m: Float64Array;
  readonly #v: Float64Array;
  #power1 = 1;
  #power2 = 1;

  constructor(weights: Float64Array, rate: number) {
    this.#weights = weights;
    this.#rate = rate;
    this.#m = new Float64Array(weights.length);
    this.#v = new Float64Array(weights.length);
  }

  step(gradient: Float64Array): void {
    const [w, m, v] = [this.#weights, this.#m, this.#v];
    this.#power1 *= 0.9;
    this.#power2 *= 0.999;
    const alpha = (this.#rate * Math.sqrt(1 - this.#power2)) / (1 - this.#power1);
    for (let j = 0; j < w.length; j++) {
      const g = gradient[j]!;
      const mj = m[j]! + (g - m[j]!) * 0.1;
      const vj = v[j]! + (g * g - v[j]!) * 0.001;
      m[j] = mj;
      v[j] = vj;
      w[j]! -= (alpha * mj) / (Math.sqrt(vj) + 1e-7);
    }
  }
}
