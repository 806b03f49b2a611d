import { InputError, type Notice } from '../../domain/notice.ts';
import type { StoredTensor } from '../arrays/stored.ts';
import type { TorchTree } from '../arrays/torch/index.ts';
import { type Container, leftOut, type WeightFile } from './file.ts';

type Dict = Extract<TorchTree, { kind: 'dict' }>;

/** Keys under which checkpoints keep a state dict, likelier ones first. */
const WRAPPERS = ['state_dict', 'model_state_dict', 'model', 'net', 'network', 'weights', 'encoder', 'backbone', 'module', 'params'];

const tensorsOf = (tree: Dict) => [...tree.entries].filter(([, v]) => v.kind === 'tensor');

/** The state dict of a torch file: the tree itself or the dictionary that a checkpoint keeps it in. What stands beside it is left out and said. */
export function listTorch(tree: TorchTree, where: string, container: Container): WeightFile {
  const notices: Notice[] = [];
  const found = stateDict(tree, []);
  if (!found) {
    throw new InputError(
      'no-tensors',
      `${where} is a PyTorch file, but no state dict was found in it. Save one with \`torch.save(model.state_dict(), "weights.pt")\` and import that.`,
      where,
    );
  }
  if (found.beside.length > 0)
    notices.push(
      leftOut(where, 'checkpoint-left-out', 'What the checkpoint holds beside the network’s weights was left out.', found.beside),
    );
  const tensors: StoredTensor[] = [];
  for (const [name, value] of found.dict.entries) if (value.kind === 'tensor') tensors.push({ ...value.tensor, name });
  return { container, naming: 'keys', tensors, notices };
}

function stateDict(tree: TorchTree, path: readonly string[]): { dict: Dict; beside: string[] } | null {
  if (tree.kind !== 'dict') return null;
  const own = tensorsOf(tree);
  const rest = [...tree.entries.keys()].filter((k) => tree.entries.get(k)!.kind !== 'tensor');
  if (own.length > 1) return { dict: tree, beside: rest };
  for (const key of WRAPPERS) {
    const inner = tree.entries.get(key);
    const found = inner ? stateDict(inner, [...path, key]) : null;
    if (found) return { dict: found.dict, beside: [...[...tree.entries.keys()].filter((k) => k !== key), ...found.beside] };
  }
  return null;
}
