import type { StoredTensor } from '../../arrays/stored.ts';

/** Names to tensors; a name that comes again goes to `twice`. */
export function unique(pairs: readonly (readonly [name: string, tensor: StoredTensor])[]): {
  map: Map<string, StoredTensor>;
  twice: StoredTensor[];
} {
  const map = new Map<string, StoredTensor>();
  const twice: StoredTensor[] = [];
  for (const [name, tensor] of pairs) {
    if (map.has(name)) twice.push(tensor);
    else map.set(name, tensor);
  }
  return { map, twice };
}
