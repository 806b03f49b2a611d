import type { Work } from '../plan.ts';
import { fused, type Tensor } from './tf.ts';
import { paddingOf, pair } from './window.ts';

/** Convolution, bias and activation in one kernel. `weights`: kernel, bias. */
export function conv(work: Work & { kind: 'conv' }, [x]: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  return fused.conv2d({
    x: x as never,
    filter: weights[0] as never,
    bias: weights[1]!,
    strides: pair(work.stride),
    pad: paddingOf(x!, work).attr,
    activation: work.activation,
  });
}

/** The same, channel by channel. `weights`: kernel (height, width, channels, 1), bias. */
export function depthwise(work: Work & { kind: 'depthwise' }, [x]: readonly Tensor[], weights: readonly Tensor[]): Tensor {
  return fused.depthwiseConv2d({
    x: x as never,
    filter: weights[0] as never,
    bias: weights[1]!,
    strides: pair(work.stride),
    pad: paddingOf(x!, work).attr as never,
    activation: work.activation,
  });
}
