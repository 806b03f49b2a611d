import type { WeightLayout } from '../../../domain/weightLayout.ts';
import type { StoredTensor } from '../../arrays/stored.ts';
import { unique } from './unique.ts';
import type { View } from './view.ts';

const NEARLY_ALL = 0.8;
/** Models inside models that are looked into. */
const MOST_MODELS = 6;
/** Layers that Keras numbers by itself: the number says in which order they were made, and goes on from model to model in a session. */
const NUMBERED = /^(conv2d|batch_normalization)(?:_(\d+))?$/;

/** Keras names as they are and without the model they are nested in; numbered layers by rank. */
export function kerasViews(tensors: readonly StoredTensor[]): View[] {
  const views: View[] = [];
  let names = tensors.map((t) => [t.name, t] as const);
  let prefix = '';
  for (;;) {
    views.push(viewOf(names, tensors, prefix));
    const counts = new Map<string, number>();
    for (const [n] of names) counts.set(n.split('/')[0]!, (counts.get(n.split('/')[0]!) ?? 0) + 1);
    const model = [...counts].find(([, count]) => count >= NEARLY_ALL * names.length)?.[0];
    if (model === undefined || views.length === MOST_MODELS || names.some(([n]) => n.startsWith(`${model}/`) && n.split('/').length < 3))
      return views;
    names = names.map(([n, t]) => [n.startsWith(`${model}/`) ? n.slice(model.length + 1) : n, t] as const);
    prefix += `${model}/`;
  }
}

const layerOf = (name: string) => name.slice(0, Math.max(0, name.lastIndexOf('/')));

function viewOf(names: readonly (readonly [string, StoredTensor])[], tensors: readonly StoredTensor[], prefix: string): View {
  const ranks = ranked(new Set(names.map(([n]) => layerOf(n))));
  const renamed = names.map(([n, t]) => [`${ranks.get(layerOf(n)) ?? layerOf(n)}${n.slice(layerOf(n).length)}`, t] as const);
  const { map, twice } = unique(renamed);
  const layers = new Map(renamed.map(([n, t]) => [t, layerOf(n)]));
  const dense = new Set(tensors.filter((t) => t.shape.length === 2 && t.name.endsWith('/kernel')).map((t) => layers.get(t)!));
  let known: { of: WeightLayout; layers: ReadonlySet<string> } | undefined;
  return {
    names: map,
    outside: twice,
    prefix,
    // A dense layer that the network does not have, and BatchNorms beside one.
    isHead(tensor, layout) {
      if (known?.of !== layout) known = { of: layout, layers: new Set(layout.tensors.map((t) => layerOf(t.name))) };
      const layer = layers.get(tensor)!;
      if (known.layers.has(layer) || tensor.shape.length > 2) return false;
      return dense.has(layer) || (dense.size > 0 && /(^|\/)batch_normalization/.test(layer));
    },
  };
}

/** Numbered layers to the names they would have in a fresh session. */
function ranked(layers: ReadonlySet<string>): Map<string, string> {
  const byClass = new Map<string, [number: number, layer: string][]>();
  for (const layer of layers) {
    const [, kind, number] = NUMBERED.exec(layer) ?? [];
    if (kind) byClass.set(kind, [...(byClass.get(kind) ?? []), [number === undefined ? 0 : Number(number), layer]]);
  }
  const names = new Map<string, string>();
  for (const [kind, list] of byClass)
    list.sort((a, b) => a[0] - b[0]).forEach(([, layer], i) => void names.set(layer, i === 0 ? kind : `${kind}_${i}`));
  return names;
}
