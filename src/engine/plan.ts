import type { Node, Padding } from '../domain/graph.ts';
import type { Tensor } from '../domain/tensors.ts';

export type Activation = 'linear' | 'relu' | 'relu6';
type Pair = readonly [vertical: number, horizontal: number];

interface Window {
  size: Pair;
  stride: Pair;
  padding: Padding;
}

/** What one step computes. BatchNorm is folded away or has become `affine`; activations ride on the step before them. */
export type Work =
  | ({ kind: 'conv'; kernel: Tensor; bias: Float32Array; activation: Activation } & Window)
  | ({ kind: 'depthwise'; kernel: Tensor; bias: Float32Array; activation: Activation } & Window)
  /** Per channel: x * scale + offset. A BatchNorm that no convolution precedes. */
  | { kind: 'affine'; scale: Float32Array; offset: Float32Array; activation: Activation }
  | { kind: 'relu' }
  | { kind: 'relu6' }
  | ({ kind: 'maxpool' } & Window)
  | ({ kind: 'avgpool'; countPadding: boolean } & Window)
  | { kind: 'add'; scale: number }
  | { kind: 'concat' }
  | { kind: 'globalpool' }
  /** Mean, then variance, of each channel over the pixels. */
  | { kind: 'moments' };

export interface Step {
  /** Name of the node whose value it gives. */
  name: string;
  inputs: readonly Node['name'][];
  work: Work;
  /** Values that no later step needs. */
  last: readonly string[];
}

/** A network made ready for one output: steps in order, weights folded. Data only; no tensor is made yet. */
export interface Plan {
  /** Name and channels of the input. */
  input: string;
  channels: number;
  steps: readonly Step[];
  output: string;
}
