import type { Notice } from '../../domain/notice.ts';
import type { StoredTensor } from '../arrays/stored.ts';

export type Container =
  | 'keras-h5-model'
  | 'keras-h5-weights'
  | 'keras-3-weights'
  | 'keras-zip'
  | 'tfjs-layers'
  | 'torch-zip'
  | 'torch-legacy'
  | 'safetensors';

/**
 * A weight file, recognised and listed. `naming`: `layers`: `layer/leaf` of Keras, the leaf one of `kernel`, `bias`, `gamma`, `beta`, `moving_mean`,
 * `moving_variance`; `counted`: `…/class_k/vars/i` of Keras 3, counters by class in the order of the model's layers; `keys`: state-dict keys.
 */
export interface WeightFile {
  container: Container;
  naming: 'layers' | 'counted' | 'keys';
  tensors: readonly StoredTensor[];
  /** What was seen and left out. */
  notices: readonly Notice[];
}

/** A notice on what was left out of an import. */
export const leftOut = (where: string, code: string, what: string, names: readonly string[]): Notice => ({
  code,
  level: 'info',
  where,
  saw: names.length > 6 ? `${names.slice(0, 6).join(', ')} and ${names.length - 6} more` : names.join(', '),
  remedy: what,
});
