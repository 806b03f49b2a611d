import type { Tensor } from './tensors.ts';

/** One tensor of a network as a library's files hold it. */
export interface LayoutTensor {
  /** The graph's name. */
  tensor: string;
  /** The library's: `layer/leaf` in Keras (`kernel` of depthwise layers too), state-dict key in torch. */
  name: string;
  /** What makes it, for files that count layers by kind. */
  kind: 'conv' | 'depthwise' | 'batchnorm';
  /** Shape in the file. */
  shape: readonly number[];
  /** The file's array, in the file's order, as the graph's tensor. */
  turn(data: Float32Array): Tensor;
}

/** All names of one network in one library. */
export interface WeightLayout {
  architecture: string;
  variant: 'keras' | 'torch';
  /** Whose names: `keras`, `keras-2`, `keras-old`, `torchvision`, `timm` … */
  lib: string;
  /** Files of which framework it can be found in. */
  framework: 'keras' | 'torch';
  /** Of every BatchNorm, where it is not the variant's own. */
  bnEpsilon?: number;
  /** In Keras in the order of the model's layers and, within a layer, of its weights. */
  tensors: readonly LayoutTensor[];
}

/** The layouts that a file with tensors of these shapes may have, likelier ones first: widths of MobileNetV2 follow from the shapes. */
export type Layouts = (shapes: readonly (readonly number[])[]) => readonly WeightLayout[];
