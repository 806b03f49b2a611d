import type { Work } from '../plan.ts';
import { add, avgPool, concat, maxPool, mean, mul, pad, sub, type Tensor } from './tf.ts';
import { paddingOf, pair } from './window.ts';

export function maxpool(work: Work & { kind: 'maxpool' }, [x]: readonly Tensor[]): Tensor {
  return maxPool(x as never, pair(work.size), pair(work.stride), paddingOf(x!, work).attr as never);
}

/** TensorFlow.js leaves padding out of the mean; where it counts (torch), zeros are put around the map first. */
export function avgpool(work: Work & { kind: 'avgpool' }, [x]: readonly Tensor[]): Tensor {
  const padding = paddingOf(x!, work);
  if (!work.countPadding || !padding.any) return avgPool(x as never, pair(work.size), pair(work.stride), padding.attr as never);
  const padded = pad(x!, [[0, 0], padding.rows, padding.columns, [0, 0]]);
  return avgPool(padded as never, pair(work.size), pair(work.stride), 'valid');
}

/** The mean of each channel over the whole map: batch x channels. */
export function globalpool([x]: readonly Tensor[]): Tensor {
  return mean(x!, [1, 2]);
}

/**
 * Mean and variance (of all pixels, divided by their number) of each channel: batch x twice the channels. From the distances to the mean, since squares of values near 1e6
 * would lose the variance; and centred twice, since a float32 sum over a map misses the mean by enough to be seen.
 */
export function moments([x]: readonly Tensor[]): Tensor {
  const near = mean(x!, [1, 2], true);
  const distance = sub(x!, near);
  const rest = mean(distance, [1, 2], true);
  const centred = sub(distance, rest);
  return concat([mean(add(near, rest), [1, 2]), mean(mul(centred, centred), [1, 2])], -1);
}
