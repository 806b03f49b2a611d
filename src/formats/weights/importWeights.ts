import { InputError } from '../../domain/notice.ts';
import type { Layouts } from '../../domain/weightLayout.ts';
import type { NamedBytes } from '../arrays/tfjs.ts';
import { bind, type ImportedWeights } from './bind.ts';
import { recognise } from './recognise.ts';

/** What a place for weights takes. */
export interface Wanted {
  architecture: string;
  variant: 'keras' | 'torch';
}

/**
 * Weights from files that people have: Keras HDF5 (legacy, 3, `.keras`), PyTorch (zip and older), safetensors, TensorFlow.js (`model.json` with its shards).
 * Recognised by content alone; every tensor is bound or the file is refused. `layouts` are those of backbones; `wanted` refuses another network.
 * Throws InputError that names the file and lists all that does not fit.
 */
export async function importWeights(files: readonly NamedBytes[], layouts: Layouts, wanted?: Wanted): Promise<ImportedWeights> {
  const where = nameOf(files);
  const found = bind(await recognise(files), layouts, where);
  if (wanted && (wanted.architecture !== found.architecture || wanted.variant !== found.variant)) {
    throw new InputError(
      'other-network',
      `${where} holds ${found.architecture} (${found.variant} network, names of ${found.lib}); here ${wanted.architecture} (${wanted.variant} network) is needed. The two give different features and are not exchanged.`,
      where,
    );
  }
  return found;
}

/** The file that a message names: `model.json` among its shards. */
export const nameOf = (files: readonly NamedBytes[]): string => (files.find((f) => /\.json$/i.test(f.name)) ?? files[0])?.name ?? 'no file';
