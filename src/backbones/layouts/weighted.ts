import type { Graph, Node } from '../../domain/graph.ts';

/** The nodes that have weights, in the graph's order. */
export const weighted = (graph: Graph): readonly Node[] =>
  graph.nodes.filter(({ op }) => op.kind === 'conv' || op.kind === 'depthwise' || op.kind === 'batchnorm');

/** A layout in which a node's name alone gives the layer's. */
export const named = (layer: (node: string) => string) => (graph: Graph) =>
  new Map(weighted(graph).map(({ name }) => [name, layer(name)] as const));
