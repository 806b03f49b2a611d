import type { Graph, Node } from '../../domain/graph.ts';
import { graphOf } from '../index.ts';
import { tensorsOf } from '../tensors.ts';
import { KERAS_LAYOUTS } from './keras.ts';

/** A layer of a Keras model that has weights. */
export interface KerasLayer {
  /** Node of the graph. */
  node: string;
  /** The layer's name in the layout asked for. */
  layer: string;
  kind: 'Conv2D' | 'DepthwiseConv2D' | 'BatchNormalization';
  /** The graph's tensors in the order in which Keras stores the layer's weights. */
  tensors: readonly string[];
}

/**
 * The layers with weights in the order of `model.layers`: that of HDF5 `layer_names` and of legacy loading, which goes by place and ignores names, and of
 * Keras 3's counters in `.weights.h5`. `lib` is `keras-old` for the ResNet50 of before 2019, which adds main path and shortcut the other way round.
 * Layers without weights are not listed; those that the graph has no node for (padding) stand alone on their path and move nothing.
 */
export function kerasDepthOrder(architecture: string, lib: 'keras' | 'keras-2' | 'keras-old' = 'keras'): readonly KerasLayer[] {
  const graph = graphOf(architecture, 'keras');
  const family = architecture.replace(/^(mobilenet_v2)-.*$/, '$1');
  const layout = KERAS_LAYOUTS[family]?.find((l) => l.lib === lib);
  if (!layout) throw new Error(`Keras has no ${architecture} in the layout ${lib}`);
  const names = layout.layers(graph);
  const tensors = new Map<string, string[]>();
  for (const t of tensorsOf(graph).keys()) {
    const node = t.slice(0, t.lastIndexOf('.'));
    tensors.set(node, [...(tensors.get(node) ?? []), t]);
  }
  return depthOrder(graph, lib === 'keras-old')
    .filter((node) => names.has(node.name))
    .map((node) => ({
      node: node.name,
      layer: names.get(node.name)!,
      kind: node.op.kind === 'batchnorm' ? 'BatchNormalization' : node.op.kind === 'depthwise' ? 'DepthwiseConv2D' : 'Conv2D',
      tensors: tensors.get(node.name)!,
    }));
}

/**
 * All nodes as Keras sorts a functional model's layers (`_map_graph_network`): by falling depth, the longest way to the output; within a depth in the order in
 * which a walk from the output, inputs first to last, reaches them. `shortcutLast`: additions list the main path first.
 */
export function depthOrder(graph: Graph, shortcutLast = false): readonly Node[] {
  const byName = new Map(graph.nodes.map((node) => [node.name, node]));
  const inputs = (node: Node) => (shortcutLast && node.op.kind === 'add' ? [...node.inputs].reverse() : node.inputs);
  const reached = new Map<Node, number>();
  // A walk with a stack of its own: networks are hundreds of layers deep.
  const stack: Node[] = [graph.nodes.at(-1)!];
  for (let node = stack.pop(); node; node = stack.pop()) {
    if (reached.has(node)) continue;
    reached.set(node, reached.size);
    for (const name of [...inputs(node)].reverse()) stack.push(byName.get(name)!);
  }
  const depth = new Map<Node, number>();
  for (const node of [...graph.nodes].reverse()) {
    const own = depth.get(node) ?? 0;
    depth.set(node, own);
    for (const name of node.inputs) {
      const input = byName.get(name)!;
      depth.set(input, Math.max(depth.get(input) ?? 0, own + 1));
    }
  }
  return [...reached.keys()].sort((a, b) => depth.get(b)! - depth.get(a)! || reached.get(a)! - reached.get(b)!);
}
