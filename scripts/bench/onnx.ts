import { explicitPadding, shapes } from '../../src/backbones/shapes.ts';
import type { Graph, Node, Padding } from '../../src/domain/graph.ts';
import type { Tensor, Tensors } from '../../src/domain/tensors.ts';
import { delimited, type Field, float, integer, message } from './protobuf.ts';

/** ONNX's data type and attribute types by number (onnx.proto3). */
const FLOAT = 1;
const ATTRIBUTE = { float: 1, int: 2, ints: 7 } as const;
const OPSET = 13;

type Attributes = Record<string, number | readonly number[] | { float: number }>;

/**
 * The network up to a tap as an ONNX model for one image, batch x channels x height x width, as an exporter writes it: Conv and BatchNormalization apart
 * (the runtime folds them when it loads), explicit padding. Input `input`, output `features`: 1 x length.
 */
export function toOnnx(graph: Graph, weights: Tensors, tap: string, height: number, width: number): Uint8Array<ArrayBuffer> {
  const place = graph.taps.find((t) => t.name === tap)!;
  const shapeOf = shapes(graph, height, width);
  const needed = new Set([place.node]);
  for (const node of [...graph.nodes].reverse()) if (needed.has(node.name)) for (const input of node.inputs) needed.add(input);
  const nodes: Field[] = [];
  const initializers: Field[] = [];
  const constant = (name: string, shape: readonly number[], data: Float32Array) => {
    initializers.push(tensorProto(name, shape, data));
    return name;
  };
  const put = (type: string, inputs: readonly string[], output: string, attributes: Attributes = {}) => {
    nodes.push(delimited(1, nodeProto(type, inputs, output, attributes)));
    return output;
  };

  function add({ name, op, inputs }: Node): void {
    const window = (w: { size: readonly [number, number]; stride: readonly [number, number]; padding: Padding }): Attributes => {
      const [h, v] = shapeOf.get(inputs[0]!)! as readonly [number, number, number];
      const { top, left, bottom, right } = explicitPadding(w.padding, w.size, w.stride, h, v);
      return { kernel_shape: w.size, strides: w.stride, pads: [top, left, bottom, right] };
    };
    const part = (leaf: string) => {
      const { shape, data } = weights.get(`${name}.${leaf}`)!;
      return constant(`${name}.${leaf}`, shape, data);
    };
    switch (op.kind) {
      case 'input':
        return;
      case 'conv': {
        const kernel = oihw(weights.get(`${name}.kernel`)!);
        const taken = [inputs[0]!, constant(`${name}.kernel`, kernel.shape, kernel.data), ...(op.bias ? [part('bias')] : [])];
        put('Conv', taken, name, window(op));
        return;
      }
      case 'depthwise': {
        const kernel = c1hw(weights.get(`${name}.kernel`)!);
        put('Conv', [inputs[0]!, constant(`${name}.kernel`, kernel.shape, kernel.data)], name, { ...window(op), group: kernel.shape[0]! });
        return;
      }
      case 'batchnorm': {
        const length = weights.get(`${name}.variance`)!.shape[0]!;
        const gamma = op.scale ? part('gamma') : constant(`${name}.gamma`, [length], new Float32Array(length).fill(1));
        put('BatchNormalization', [inputs[0]!, gamma, part('beta'), part('mean'), part('variance')], name, {
          epsilon: { float: op.epsilon },
        });
        return;
      }
      case 'relu':
        put('Relu', inputs, name);
        return;
      case 'relu6':
        put('Clip', [inputs[0]!, constant(`${name}.low`, [], Float32Array.of(0)), constant(`${name}.high`, [], Float32Array.of(6))], name);
        return;
      case 'maxpool':
        put('MaxPool', inputs, name, window(op));
        return;
      case 'avgpool':
        put('AveragePool', inputs, name, { ...window(op), count_include_pad: op.countPadding ? 1 : 0 });
        return;
      case 'add': {
        const second =
          op.scale === 1
            ? inputs[1]!
            : put('Mul', [inputs[1]!, constant(`${name}.scale`, [], Float32Array.of(op.scale))], `${name}/scaled`);
        put('Add', [inputs[0]!, second], name);
        return;
      }
      case 'concat':
        put('Concat', inputs, name, { axis: 1 });
        return;
      case 'globalpool':
        put('GlobalAveragePool', inputs, name);
    }
  }

  for (const node of graph.nodes) if (needed.has(node.name)) add(node);
  const input = graph.nodes.find((n) => n.op.kind === 'input')!;
  const channels = input.op.kind === 'input' ? input.op.channels : 0;
  // A vector of the graph is a map of one pixel here.
  const pooled = shapeOf.get(place.node)!.length === 1 ? place.node : put('GlobalAveragePool', [place.node], `${place.node}/pooled`);
  put('Flatten', [pooled], 'features');
  const graphProto = [
    ...nodes,
    delimited(2, graph.name),
    ...initializers,
    delimited(11, valueInfo(input.name, [1, channels, height, width])),
    delimited(12, valueInfo('features', [1, place.length])),
  ];
  return message([integer(1, 8), delimited(2, 'radtune'), delimited(7, graphProto), delimited(8, [delimited(1, ''), integer(2, OPSET)])]);
}

function nodeProto(type: string, inputs: readonly string[], output: string, attributes: Attributes): Field[] {
  return [
    ...inputs.map((name) => delimited(1, name)),
    ...[delimited(2, output), delimited(3, output), delimited(4, type)],
    ...Object.entries(attributes).map(([name, value]) => delimited(5, [delimited(1, name), ...attribute(value)])),
  ];
}

function attribute(value: Attributes[string]): Field[] {
  if (typeof value === 'number') return [integer(3, value), integer(20, ATTRIBUTE.int)];
  if ('float' in value) return [float(2, value.float), integer(20, ATTRIBUTE.float)];
  return [...value.map((v) => integer(8, v)), integer(20, ATTRIBUTE.ints)];
}

/** A tensor as one of the graph's initializers. */
function tensorProto(name: string, shape: readonly number[], data: Float32Array): Field {
  const raw = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return delimited(5, [...shape.map((d) => integer(1, d)), integer(2, FLOAT), delimited(8, name), delimited(9, raw)]);
}

function valueInfo(name: string, shape: readonly number[]): Field[] {
  const dimensions = shape.map((d) => delimited(1, [integer(1, d)]));
  return [delimited(1, name), delimited(2, [delimited(1, [integer(1, FLOAT), delimited(2, dimensions)])])];
}

function oihw({ shape, data }: Tensor): Tensor {
  const [h, w, i, o] = shape as [number, number, number, number];
  const out = new Float32Array(data.length);
  for (let at = 0, p = 0; p < h * w; p++)
    for (let c = 0; c < i; c++) for (let f = 0; f < o; f++, at++) out[(f * i + c) * h * w + p] = data[at]!;
  return { shape: [o, i, h, w], data: out };
}

function c1hw({ shape, data }: Tensor): Tensor {
  const [h, w, c] = shape as [number, number, number];
  const out = new Float32Array(data.length);
  for (let at = 0, p = 0; p < h * w; p++) for (let k = 0; k < c; k++, at++) out[k * h * w + p] = data[at]!;
  return { shape: [c, 1, h, w], data: out };
}
