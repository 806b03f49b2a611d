import type { Activation, Work } from '../plan.ts';
import { concat as join, mul, add as plus, relu, relu6, type Tensor } from './tf.ts';

export function activate(x: Tensor, activation: Activation): Tensor {
  return activation === 'linear' ? x : activation === 'relu' ? relu(x) : relu6(x);
}

/** x * scale + offset per channel. `weights`: scale, offset. */
export function affine(work: Work & { kind: 'affine' }, [x]: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  return activate(plus(mul(x!, weights[0]!), weights[1]!), work.activation);
}

/** First input + scale * second. */
export function add(work: Work & { kind: 'add' }, [a, b]: readonly Tensor[]): Tensor {
  return plus(a!, work.scale === 1 ? b! : mul(b!, work.scale));
}

/** Channels of all inputs side by side. */
export function concat(inputs: readonly Tensor[]): Tensor {
  return join([...inputs], -1);
}
