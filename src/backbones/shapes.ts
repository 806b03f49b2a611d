import type { Graph, Node, Padding } from '../domain/graph.ts';
import { assertNever } from '../util/assertNever.ts';

/** Height, width, channels of a map; one number for a vector. */
export type Shape = readonly [height: number, width: number, channels: number] | readonly [length: number];

/** Padding in rows and columns for a given map. `same` as TensorFlow counts it: what is missing for ceil(extent / stride) outputs, the odd one at the end. */
export function explicitPadding(
  padding: Padding,
  size: readonly [number, number],
  stride: readonly [number, number],
  height: number,
  width: number,
): { top: number; bottom: number; left: number; right: number } {
  if (padding === 'valid') return { top: 0, bottom: 0, left: 0, right: 0 };
  if (padding !== 'same') return padding;
  const missing = (extent: number, axis: 0 | 1) => Math.max(0, (Math.ceil(extent / stride[axis]) - 1) * stride[axis] + size[axis] - extent);
  const rows = missing(height, 0);
  const columns = missing(width, 1);
  const top = Math.floor(rows / 2);
  const left = Math.floor(columns / 2);
  return { top, bottom: rows - top, left, right: columns - left };
}

/** Shape of every node's output for an input of this size. Throws an Error that names the node where shapes do not fit: a fault of the graph or too small an input. */
export function shapes(graph: Graph, height: number, width: number): ReadonlyMap<string, Shape> {
  const found = new Map<string, Shape>();
  for (const node of graph.nodes) {
    const inputs = node.inputs.map((name) => {
      const shape = found.get(name);
      if (!shape) throw fault(graph, node, `its input ${name} does not come before it`);
      return shape;
    });
    if (found.has(node.name)) throw fault(graph, node, 'there are two nodes of this name');
    found.set(node.name, outputShape(graph, node, inputs, height, width));
  }
  for (const tap of graph.taps) {
    const last = found.get(tap.node)?.at(-1);
    if (last !== tap.length) throw new Error(`${graph.name}: tap ${tap.name} has ${last} values, not ${tap.length}`);
  }
  for (const stage of graph.stages) {
    if (!found.has(stage.ends)) throw new Error(`${graph.name}: stage ${stage.name} ends at ${stage.ends}, which is not there`);
  }
  return found;
}

const fault = (graph: Graph, node: Node, what: string) => new Error(`${graph.name}, node ${node.name}: ${what}`);

function outputShape(graph: Graph, node: Node, inputs: readonly Shape[], height: number, width: number): Shape {
  const { op } = node;
  const one = () => {
    if (inputs.length !== 1) throw fault(graph, node, `takes one input, has ${inputs.length}`);
    return inputs[0]!;
  };
  const map = () => {
    const shape = one();
    if (shape.length !== 3) throw fault(graph, node, 'needs a map, gets a vector');
    return shape;
  };
  const window = (
    op: { size: readonly [number, number]; stride: readonly [number, number]; padding: Padding },
    channels: number,
  ): Shape => {
    const [h, w] = map();
    const pad = explicitPadding(op.padding, op.size, op.stride, h, w);
    const rows = Math.floor((h + pad.top + pad.bottom - op.size[0]) / op.stride[0]) + 1;
    const columns = Math.floor((w + pad.left + pad.right - op.size[1]) / op.stride[1]) + 1;
    if (rows < 1 || columns < 1)
      throw fault(graph, node, `its ${op.size.join('x')} window does not fit a ${h}x${w} map; the input is too small`);
    return [rows, columns, channels];
  };
  switch (op.kind) {
    case 'input':
      if (inputs.length > 0) throw fault(graph, node, 'an input takes no inputs');
      return [height, width, op.channels];
    case 'conv':
      return window(op, op.filters);
    case 'depthwise':
    case 'maxpool':
    case 'avgpool':
      return window(op, map()[2]);
    case 'batchnorm':
    case 'relu':
    case 'relu6':
      return one();
    case 'globalpool':
      return [map()[2]];
    case 'add': {
      const [a, b] = inputs;
      if (!a || !b || inputs.length !== 2) throw fault(graph, node, `adds two inputs, has ${inputs.length}`);
      if (a.join() !== b.join()) throw fault(graph, node, `cannot add ${a.join('x')} and ${b.join('x')}`);
      return a;
    }
    case 'concat': {
      const first = inputs[0];
      if (!first) throw fault(graph, node, 'joins nothing');
      if (inputs.some((s) => s.slice(0, -1).join() !== first.slice(0, -1).join()))
        throw fault(graph, node, `cannot join ${inputs.map((s) => s.join('x')).join(' and ')}`);
      const channels = inputs.reduce((n, s) => n + s.at(-1)!, 0);
      return first.length === 3 ? [first[0], first[1], channels] : [channels];
    }
    default:
      return assertNever(op);
  }
}
