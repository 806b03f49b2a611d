import type { Graph } from '../../domain/graph.ts';
import type { Variant } from '../build.ts';

/**
 * Whose names. `keras`: Keras 3 (and tf.keras), started freshly; `keras-2`: tf.keras where it differs (slashes in DenseNet121); `keras-old`: ResNet50 of
 * keras.applications before 2019 (`res2a_branch2a`, epsilon 1e-3); `torchvision`, `timm`: state-dict keys; `torchvision-old`: DenseNet121 checkpoints
 * with `norm.1`; `radimagenet-torch`: RadImageNet's PyTorch files (`backbone.0.weight`: children of the network by number).
 */
export type Lib = 'keras' | 'keras-2' | 'keras-old' | 'torchvision' | 'torchvision-old' | 'timm' | 'radimagenet-torch';

/**
 * How a framework's array becomes the graph's: `same`; `OIHW->HWIO`: torch's out, in, height, width to height, width, in, out;
 * `C1HW->HWC1`: torch's depthwise kernel to height, width, channels, 1.
 */
export type Transform = 'same' | 'OIHW->HWIO' | 'C1HW->HWC1';

/** One tensor of a network: the graph's name for it, the framework's, and how the array is turned. Keras names are `layer/leaf`. */
export interface Binding {
  graphTensor: string;
  name: string;
  transform: Transform;
}

/** A network's names in one library: node with weights to layer (Keras) or module (torch). */
export interface Layout {
  lib: Lib;
  variant: Variant;
  /** Of all nodes with weights. */
  layers(graph: Graph): ReadonlyMap<string, string>;
}
