import type { WeightLayout } from '../../../domain/weightLayout.ts';
import type { StoredTensor } from '../../arrays/stored.ts';
import { unique } from './unique.ts';
import type { View } from './view.ts';

const KINDS: Readonly<Record<string, WeightLayout['tensors'][number]['kind']>> = {
  ...{ conv2d: 'conv', depthwise_conv2d: 'depthwise', batch_normalization: 'batchnorm' },
};

interface Counted {
  tensor: StoredTensor;
  /** Groups before the layer's: the model it is in. */
  model: string;
  kind: string;
  /** Which layer of its class, and which of its weights. */
  index: number;
  part: number;
}

function parse(tensor: StoredTensor): Counted | null {
  const [, model, kind, index, part] = /^(?:(.*)\/)?([^/]+?)(?:_(\d+))?\/vars\/(\d+)$/.exec(tensor.name) ?? [];
  return kind === undefined ? null : { tensor, model: model ?? '', kind, index: Number(index ?? 0), part: Number(part) };
}

/** Keras 3's counters as a layout's names: the k-th convolution of the model is the layout's k-th, and so on. The network is the model with most kernels. */
export function countedView(tensors: readonly StoredTensor[], layout: WeightLayout): View {
  const all = tensors.map((t) => parse(t));
  const kernels = new Map<string, number>();
  for (const c of all) if (c && c.tensor.shape.length === 4) kernels.set(c.model, (kernels.get(c.model) ?? 0) + 1);
  const model = [...kernels].reduce((a, b) => (b[1] > a[1] ? b : a), ['', -1] as [string, number])[0];
  const layers = layersOf(layout);
  const known: [string, StoredTensor][] = [];
  const outside: StoredTensor[] = [];
  tensors.forEach((tensor, i) => {
    const c = all[i];
    const kind = c && c.model === model ? KINDS[c.kind] : undefined;
    const name = kind && layers.get(kind)?.[c!.index]?.[c!.part];
    if (name === undefined) outside.push(tensor);
    else known.push([name, tensor]);
  });
  const { map, twice } = unique(known);
  const hasDense = outside.some((t) => t.shape.length === 2);
  const own = new Map(all.flatMap((c) => (c ? [[c.tensor, c] as const] : [])));
  const again = new Set(twice);
  const isHead = (tensor: StoredTensor): boolean => {
    const c = own.get(tensor);
    if (!c || tensor.shape.length > 2 || again.has(tensor)) return false;
    const kind = KINDS[c.kind];
    if (kind === undefined) return true;
    // A BatchNorm behind the network: of another model, or beyond the last that the network has.
    return hasDense && kind === 'batchnorm' && (c.model !== model || c.index >= (layers.get(kind)?.length ?? 0));
  };
  return { names: map, outside: [...outside, ...twice], prefix: model === '' ? '' : `${model}/`, isHead };
}

/** The layout's layers by kind, each as the names of its weights, in order. */
function layersOf(layout: WeightLayout): Map<string, string[][]> {
  const byKind = new Map<string, string[][]>();
  let last = '';
  for (const { name, kind } of layout.tensors) {
    const layer = name.slice(0, name.lastIndexOf('/'));
    const list = byKind.get(kind) ?? [];
    if (layer !== last) list.push([]);
    list.at(-1)!.push(name);
    byKind.set(kind, list);
    last = layer;
  }
  return byKind;
}
