import type { StoredTensor } from '../../arrays/stored.ts';
import { unique } from './unique.ts';
import type { View } from './view.ts';

/** What wrappers put before a network's names: data-parallel, compiled and nested modules, and the place of the network in a Sequential. */
const WRAPPERS = new Set([
  ...['module', '_orig_mod', 'model', 'encoder', 'backbone', 'net', 'network', 'base', 'base_model', 'feature_extractor'],
  ...['extractor', 'trunk', 'cnn', '0', '1'],
]);

/** Modules behind the pooling, by the names that torchvision, timm and their users give them, and the auxiliary head of InceptionV3. */
const HEADS = new Set(['fc', 'classifier', 'classif', 'last_linear', 'head', 'AuxLogits']);

/** Wrappers in wrappers that are taken off. */
const MOST_WRAPPERS = 8;
/** A wrapper holds nearly all of the file's tensors. */
const NEARLY_ALL = 0.8;

/** State-dict keys as they are and with wrappers taken off one by one; each also as the names of a network's `features` alone. */
export function torchViews(tensors: readonly StoredTensor[]): View[] {
  const views: View[] = [];
  let names = tensors.map((t) => [t.name, t] as const);
  const outside: StoredTensor[] = [];
  let prefix = '';
  for (;;) {
    for (const lead of ['', 'features.']) {
      const { map, twice } = unique(names.map(([n, t]) => [lead + n, t]));
      const own = new Map<StoredTensor, string>(names.map(([n, t]) => [t, n]));
      const beside = new Set(outside);
      views.push({
        names: map,
        outside: [...outside, ...twice],
        prefix,
        isHead: (tensor) => (beside.has(tensor) ? tensor.shape.length <= 2 : isHeadName(own.get(tensor) ?? tensor.name, tensor)),
      });
    }
    const wrapper = wrapperOf(names.map(([n]) => n));
    if (wrapper === null || views.length >= 2 * MOST_WRAPPERS) return views;
    for (const [n, t] of names) if (!n.startsWith(wrapper)) outside.push(t);
    names = names.flatMap(([n, t]) => (n.startsWith(wrapper) ? [[n.slice(wrapper.length), t] as const] : []));
    prefix += wrapper;
  }
}

function isHeadName(name: string, { shape }: StoredTensor): boolean {
  const first = name.split('.')[0]!;
  return HEADS.has(first) && (first === 'AuxLogits' || shape.length <= 2);
}

function wrapperOf(names: readonly string[]): string | null {
  const counts = new Map<string, number>();
  for (const n of names) {
    const dot = n.indexOf('.');
    if (dot > 0) counts.set(n.slice(0, dot), (counts.get(n.slice(0, dot)) ?? 0) + 1);
  }
  for (const [first, count] of counts) if (WRAPPERS.has(first) && count >= NEARLY_ALL * names.length) return `${first}.`;
  return null;
}
