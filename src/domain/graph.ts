/** Zeros (or, for max pools, minus infinity) put around a map: `same` as TensorFlow counts it, or explicit rows and columns. */
export type Padding = 'valid' | 'same' | { top: number; bottom: number; left: number; right: number };
type Pair = readonly [vertical: number, horizontal: number];

/** The operations a backbone may use. Maps are batch x height x width x channels. A new member leads the compiler to the executor. */
export type Op =
  | { kind: 'input'; channels: number }
  /** Kernel tensor `<node>.kernel`, HWIO; with `bias` also `<node>.bias`. */
  | { kind: 'conv'; filters: number; size: Pair; stride: Pair; padding: Padding; bias: boolean }
  /** Kernel tensor `<node>.kernel`, height x width x channels x 1. */
  | { kind: 'depthwise'; size: Pair; stride: Pair; padding: Padding }
  /** Tensors `<node>.gamma` (if `scale`), `.beta`, `.mean`, `.variance`. */
  | { kind: 'batchnorm'; epsilon: number; scale: boolean }
  | { kind: 'relu' }
  | { kind: 'relu6' }
  | { kind: 'maxpool'; size: Pair; stride: Pair; padding: Padding }
  /** `countPadding`: whether padded zeros enter the mean (torch) or not (TensorFlow). */
  | { kind: 'avgpool'; size: Pair; stride: Pair; padding: Padding; countPadding: boolean }
  /** First input + scale * second. */
  | { kind: 'add'; scale: number }
  | { kind: 'concat' }
  | { kind: 'globalpool' };

export interface Node {
  name: string;
  op: Op;
  inputs: readonly string[];
}

/** A network as data: read, printed, compared and shape-checked without a tensor. Nodes in an order in which each comes after its inputs. */
export interface Graph {
  name: string;
  nodes: readonly Node[];
  /** Named places along the depth, for taps and for tuning from a stage on. */
  stages: readonly { name: string; ends: string }[];
  /** Feature vectors that can be taken: the globally pooled (or concatenated pooled) output of the named node. */
  taps: readonly { name: string; node: string; length: number }[];
}
