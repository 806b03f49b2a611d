import type { Hdf5Group } from '../arrays/hdf5/index.ts';
import type { StoredTensor } from '../arrays/stored.ts';
import { type Container, leftOut, type WeightFile } from './file.ts';

/** Lists the weights of a Keras 3 `.weights.h5`: every array below a group `vars`, but those of the optimizer. Null where there is none. */
export function listKeras3(root: Hdf5Group, where: string, container: Container, fail: (what: string) => Error): WeightFile | null {
  const tensors: StoredTensor[] = [];
  const optimizer: StoredTensor[] = [];
  const walk = (group: Hdf5Group, depth: number) => {
    if (depth > 16) throw fail('its groups are nested too deeply');
    for (const name of group.names) {
      const member = group.open(name)!;
      if (member.kind === 'group') walk(member, depth + 1);
      else if (/(^|\/)vars$/.test(group.path)) (/^optimizer(\/|$)/.test(group.path) ? optimizer : tensors).push(member.tensor);
    }
  };
  walk(root, 0);
  if (tensors.length === 0) return null;
  const notices =
    optimizer.length > 0
      ? [leftOut(where, 'optimizer-left-out', 'The optimizer’s state was left out.', [`${optimizer.length} arrays`])]
      : [];
  return { container, naming: 'counted', tensors, notices };
}
