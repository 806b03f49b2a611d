import type { Notice } from '../../domain/notice.ts';
import type { Hdf5Group } from '../arrays/hdf5/index.ts';
import type { StoredTensor } from '../arrays/stored.ts';
import { leftOut, type WeightFile } from './file.ts';

/** Whether an HDF5 file is one of legacy Keras: a list of layers at its root or in `model_weights`. */
export function isKerasLegacy(root: Hdf5Group): boolean {
  const model = root.open('model_weights');
  return hasList(root, 'layer_names') || (model?.kind === 'group' && hasList(model, 'layer_names'));
}

const hasList = (group: Hdf5Group, name: string) => group.hasAttribute(name) || group.hasAttribute(`${name}0`);

/** A list of names; long ones stand in pieces, `layer_names0`, `layer_names1` … */
function listed(group: Hdf5Group, name: string): string[] {
  const whole = group.texts(name);
  if (whole) return whole;
  const all: string[] = [];
  for (let i = 0; ; i++) {
    const piece = group.texts(`${name}${i}`);
    if (!piece) return all;
    for (const text of piece) all.push(text);
  }
}

/** Lists the weights of a legacy Keras file, whole model or weights alone. `model_config` and `training_config` are never read. */
export function listKerasLegacy(root: Hdf5Group, where: string, fail: (what: string) => Error): WeightFile {
  const model = root.open('model_weights');
  const group = model?.kind === 'group' ? model : root;
  const tensors: StoredTensor[] = [];
  for (const layer of [...listed(group, 'layer_names'), ...extraGroup(group)]) {
    const member = group.open(layer);
    if (member?.kind !== 'group') throw fail(`the layer ${layer} is missing`);
    const names = listed(member, 'weight_names');
    const layers = new Set(names.map(layerOf));
    for (const name of names) {
      const found = member.open(name);
      if (found?.kind !== 'dataset') throw fail(`the weight ${name} of the layer ${layer} is missing`);
      // A model inside the model has its own layers' names in its weights; a layer's own weights may be called anything.
      const owner = layers.size > 1 ? layerOf(name) : layer;
      tensors.push({ ...found.tensor, name: `${owner}/${leafOf(name)}` });
    }
  }
  const notices: Notice[] = [];
  const optimizer = root.names.filter((n) => n === 'optimizer_weights');
  if (optimizer.length > 0) notices.push(leftOut(where, 'optimizer-left-out', 'The optimizer’s state was left out.', optimizer));
  return { container: model ? 'keras-h5-model' : 'keras-h5-weights', naming: 'layers', tensors, notices };
}

/** Weights that belong to no layer, in newer files; mostly none. */
function extraGroup(group: Hdf5Group): string[] {
  const extra = group.open('top_level_model_weights');
  return extra?.kind === 'group' && listed(extra, 'weight_names').length > 0 ? ['top_level_model_weights'] : [];
}

const layerOf = (weight: string) => (weight.includes('/') ? weight.slice(0, weight.lastIndexOf('/')) : weight.replace(OLD_LEAF, ''));

/** Keras before version 2 put everything in one name: `conv1_W_1`, `bn_conv1_running_std_1` (which holds a variance). */
const OLD_LEAF = /_(W|b|gamma|beta|running_mean|running_std)(_\d+)?(:\d+)?$/;
const LEAVES: Readonly<Record<string, string>> = {
  ...{ W: 'kernel', b: 'bias', depthwise_kernel: 'kernel' },
  ...{ running_mean: 'moving_mean', running_std: 'moving_variance' },
};

/** The last part of a weight's name as Keras 3 calls it. */
export function leafOf(weight: string): string {
  const last = weight.slice(weight.lastIndexOf('/') + 1).replace(/:\d+$/, '');
  const leaf = (weight.includes('/') ? null : OLD_LEAF.exec(weight)?.[1]) ?? last;
  return LEAVES[leaf] ?? leaf;
}
