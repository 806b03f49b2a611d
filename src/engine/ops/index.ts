import { assertNever } from '../../util/assertNever.ts';
import type { Work } from '../plan.ts';
import { conv, depthwise } from './conv.ts';
import { add, affine, concat } from './pointwise.ts';
import { avgpool, globalpool, maxpool, moments } from './pool.ts';
import { relu, relu6, type Tensor } from './tf.ts';

/** Arrays of a step that become tensors once, when a plan is loaded. */
export function weightsOf(work: Work): readonly { shape: readonly number[]; data: Float32Array }[] {
  if (work.kind === 'conv' || work.kind === 'depthwise') return [work.kernel, { shape: [work.bias.length], data: work.bias }];
  if (work.kind === 'affine') return [work.scale, work.offset].map((data) => ({ shape: [data.length], data }));
  return [];
}

/** The value of one step. */
export function perform(work: Work, inputs: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  switch (work.kind) {
    case 'conv':
      return conv(work, inputs, weights);
    case 'depthwise':
      return depthwise(work, inputs, weights);
    case 'affine':
      return affine(work, inputs, weights);
    case 'relu':
      return relu(inputs[0]!);
    case 'relu6':
      return relu6(inputs[0]!);
    case 'maxpool':
      return maxpool(work, inputs);
    case 'avgpool':
      return avgpool(work, inputs);
    case 'add':
      return add(work, inputs);
    case 'concat':
      return concat(inputs);
    case 'globalpool':
      return globalpool(inputs);
    case 'moments':
      return moments(inputs);
    default:
      return assertNever(work);
  }
}
