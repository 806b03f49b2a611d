import type { NormStatistics } from '../domain/batchNorms.ts';
import { exactLog } from '../util/exactMath.ts';

/** Mean and variance of each channel. */
export interface ChannelMoments {
  mean: Float64Array;
  variance: Float64Array;
}

/**
 * Mean and variance of each channel over all pixels of all images, layer after layer. A row of the virtual tap (domain/batchNorms.ts) has the channels' means over
 * one image, then their variances; images count alike. The variance is the mean of the images' variances plus the variance of their means.
 */
export function momentsOf(rows: readonly Float32Array[], channels: readonly number[]): ChannelMoments[] {
  const length = 2 * channels.reduce((n, c) => n + c, 0);
  if (rows.length === 0) throw new Error('No image to take means of');
  for (const row of rows)
    if (row.length !== length) throw new Error(`A row of means and variances has ${row.length} values, not ${length}`);
  let at = 0;
  return channels.map((count) => {
    const mean = new Float64Array(count);
    const variance = new Float64Array(count);
    for (let c = 0; c < count; c++) {
      for (const row of rows) mean[c]! += row[at + c]! / rows.length;
      for (const row of rows) variance[c]! += (row[at + count + c]! + (row[at + c]! - mean[c]!) ** 2) / rows.length;
    }
    at += 2 * count;
    return { mean, variance };
  });
}

/**
 * Median over the channels of the Kullback-Leibler divergence, in nats, of N(activation mean, activation variance + epsilon) from N(running mean, running
 * variance + epsilon), with the layer's own epsilon on both sides: what BatchNorm itself divides by, 0 where both agree, never below 0. Infinity where
 * an activation is not finite.
 */
export function layerDivergence(activations: ChannelMoments, trained: NormStatistics): number {
  const perChannel = Float64Array.from(activations.mean, (m, c) => {
    const variance = activations.variance[c]! + trained.epsilon;
    const reference = trained.variance[c]! + trained.epsilon;
    const apart = m - trained.mean[c]!;
    const ratio = variance / reference;
    const divergence = (ratio - 1 - exactLog(ratio) + (apart * apart) / reference) / 2;
    return Number.isNaN(divergence) ? Number.POSITIVE_INFINITY : Math.max(0, divergence);
  });
  return median(perChannel);
}

function median(values: Float64Array): number {
  const sorted = values.slice().sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}
