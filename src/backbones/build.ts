import type { Graph, Node, Op, Padding } from '../domain/graph.ts';

/** Which framework's version of a network: they differ in strides, biases, epsilons and pools. */
export type Variant = 'keras' | 'torch';

/** What may differ from a variant's own values. `bnEpsilon`: of every BatchNorm (the old Keras ResNet50 has 1e-3). */
export interface Differences {
  bnEpsilon?: number | undefined;
}

/** Puts nodes one after another; each method adds a node and returns its name, to be handed to the next. */
export interface Builder {
  add(name: string, op: Op, ...inputs: string[]): string;
  /** Bias-free convolution with the same padding on both sides, as torch writes it. */
  conv(name: string, input: string, filters: number, size: number, stride: number, pad: number): string;
  graph(name: string, stages: Graph['stages'], taps: Graph['taps']): Graph;
}

/** The same number of rows and columns on every side. */
export const around = (n: number): Padding => (n === 0 ? 'valid' : { top: n, bottom: n, left: n, right: n });

/** Starts a graph with an input of so many channels, named `input`. */
export function builder(channels: number): Builder {
  const nodes: Node[] = [{ name: 'input', op: { kind: 'input', channels }, inputs: [] }];
  const self: Builder = {
    add(name, op, ...inputs) {
      nodes.push({ name, op, inputs });
      return name;
    },
    conv: (name, input, filters, size, stride, pad) =>
      self.add(name, { kind: 'conv', filters, size: [size, size], stride: [stride, stride], padding: around(pad), bias: false }, input),
    graph: (name, stages, taps) => ({ name, nodes, stages, taps }),
  };
  return self;
}
