import {
  add,
  avgPool,
  batchNorm,
  concat,
  fused,
  maxPool,
  mean,
  mul,
  pad,
  relu,
  relu6,
  type Tensor,
  tensor,
  tidy,
} from '@tensorflow/tfjs-core';
import { explicitPadding } from '../../src/backbones/shapes.ts';
import type { Graph, Node } from '../../src/domain/graph.ts';
import type { Tensors } from '../../src/domain/tensors.ts';

type Executable = { run(image: Float32Array, height: number, width: number): Promise<Float32Array>; dispose(): void };
type Four = never;

/**
 * The network as tf.layers runs it: a layer a node, each in a tidy of its own, BatchNorm and activation as operations of their own. A convolution without
 * activation is `fused.conv2d` there too (with its bias, if it has one); explicit padding is a ZeroPadding2D layer before it.
 */
export function loadUnfused(graph: Graph, weights: Tensors, tap: string): Executable {
  const place = graph.taps.find((t) => t.name === tap)!;
  const needed = new Set([place.node]);
  for (const node of [...graph.nodes].reverse()) if (needed.has(node.name)) for (const input of node.inputs) needed.add(input);
  const nodes = graph.nodes.filter((n) => needed.has(n.name));
  const on = new Map<string, Tensor>();
  for (const node of nodes) {
    for (const leaf of ['kernel', 'bias', 'gamma', 'beta', 'mean', 'variance']) {
      const found = weights.get(`${node.name}.${leaf}`);
      if (found) on.set(`${node.name}.${leaf}`, tensor(found.data, [...found.shape], 'float32'));
    }
  }
  const lastUse = new Map(nodes.flatMap((node) => node.inputs.map((name) => [name, node.name] as const)));

  function layer({ name, op, inputs }: Node, given: readonly Tensor[]): Tensor {
    const x = given[0]! as Four;
    const part = (leaf: string) => on.get(`${name}.${leaf}`) as Four;
    switch (op.kind) {
      case 'conv':
      case 'depthwise': {
        const explicit = typeof op.padding === 'object';
        const padded = explicit ? (pad(x, around(op, given[0]!)) as Four) : x;
        const common = { x: padded, filter: part('kernel'), strides: [...op.stride] as [number, number], activation: 'linear' as const };
        const padding = op.padding === 'same' ? 'same' : 'valid';
        if (op.kind === 'depthwise') return fused.depthwiseConv2d({ ...common, pad: padding });
        return fused.conv2d({ ...common, pad: padding, ...(op.bias ? { bias: part('bias') } : {}) });
      }
      case 'batchnorm':
        return batchNorm(x, part('mean'), part('variance'), part('beta'), op.scale ? part('gamma') : undefined, op.epsilon);
      case 'relu':
        return relu(x);
      case 'relu6':
        return relu6(x);
      case 'maxpool':
        return maxPool(x, [...op.size], [...op.stride], (typeof op.padding === 'object' ? around(op, given[0]!) : op.padding) as Four);
      case 'avgpool': {
        if (!op.countPadding) return avgPool(x, [...op.size], [...op.stride], op.padding as Four);
        return avgPool(pad(x, around(op, given[0]!)) as Four, [...op.size], [...op.stride], 'valid');
      }
      case 'add':
        return add(given[0]!, op.scale === 1 ? given[1]! : mul(given[1]!, op.scale));
      case 'concat':
        return concat([...given], -1);
      case 'globalpool':
        return mean(given[0]!, [1, 2]);
      case 'input':
        throw new Error(`${graph.name}: a second input, ${inputs}`);
    }
  }

  return {
    async run(image, height, width) {
      const values = new Map<string, Tensor>();
      for (const node of nodes) {
        const { op } = node;
        if (op.kind === 'input') values.set(node.name, tensor(image, [1, height, width, op.channels], 'float32'));
        else {
          values.set(
            node.name,
            tidy(() =>
              layer(
                node,
                node.inputs.map((name) => values.get(name)!),
              ),
            ),
          );
          for (const name of new Set(node.inputs)) if (lastUse.get(name) === node.name) values.get(name)!.dispose();
        }
      }
      const last = values.get(place.node)!;
      const result = tidy(() => (last.rank === 2 ? last.clone() : mean(last, [1, 2])));
      last.dispose();
      try {
        return Float32Array.from(await result.data());
      } finally {
        result.dispose();
      }
    },
    dispose() {
      for (const t of on.values()) t.dispose();
    },
  };
}

/** Rows and columns of zeros around a map, as tf.pad takes them. */
function around(op: Node['op'] & { kind: 'conv' | 'depthwise' | 'maxpool' | 'avgpool' }, x: Tensor): [number, number][] {
  const { top, bottom, left, right } = explicitPadding(op.padding, op.size, op.stride, x.shape[1]!, x.shape[2]!);
  return [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ];
}
