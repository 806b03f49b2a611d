import type { Graph } from './graph.ts';

/** What a trained BatchNorm says of the values that entered it in training: mean and variance of each channel. */
export interface NormStatistics {
  /** Name of the BatchNorm in the graph. */
  name: string;
  epsilon: number;
  mean: Float32Array;
  variance: Float32Array;
}

/**
 * The virtual tap `batchnorm-inputs:N`: in place of features, a row holds for each of the first N BatchNorms (in the order of the graph) the mean over the
 * pixels of each channel that enters it, then the variances, layer after layer. Such rows are no features and are filed nowhere.
 */
export const normTap = (count: number): string => `batchnorm-inputs:${count}`;

/** N of the virtual tap `batchnorm-inputs:N`; null for any other tap. */
export function normTapCount(tap: string): number | null {
  const found = /^batchnorm-inputs:([1-9]\d*)$/.exec(tap);
  return found ? Number(found[1]) : null;
}

/** The first `count` BatchNorms of a network in the order of the graph (fewer where it has fewer), each with the node whose value enters it. */
export function normLayers(graph: Graph, count: number): { name: string; input: string; epsilon: number }[] {
  const layers: { name: string; input: string; epsilon: number }[] = [];
  for (const { name, op, inputs } of graph.nodes) {
    if (op.kind === 'batchnorm' && layers.length < count) layers.push({ name, input: inputs[0]!, epsilon: op.epsilon });
  }
  return layers;
}
