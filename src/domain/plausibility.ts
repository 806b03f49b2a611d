/**
 * How well the activations of a data set agree with what a network's BatchNorm layers saw in training, under one preprocessing.
 * It can rule a preprocessing out; it cannot choose one.
 */
export interface PlausibilityRow {
  /** A preset, measured stretched to the square with one resampling for all. */
  preprocess: string;
  /** Mean over `layers` of `perLayer`. Infinity where an activation was not finite. */
  divergence: number;
  /** Per BatchNorm layer the median over channels of the Kullback-Leibler divergence of two Gaussians, activations against running statistics. */
  perLayer: readonly number[];
  /** `ruled-out`: more than 50 times the smallest; `unlikely`: clearly above it, never said where all are far; else it cannot be told from the smallest. */
  verdict: 'ruled-out' | 'unlikely' | 'cannot-tell';
}

export interface Plausibility {
  /** Images used, at most 64. */
  images: number;
  /** Names of the BatchNorm layers, in the order of the graph. */
  layers: readonly string[];
  /** In the order of their divergence. */
  rows: readonly PlausibilityRow[];
  /** Even the smallest divergence is large: the images are far from what the network was trained on, and the order of the rows means little. */
  far: boolean;
}
