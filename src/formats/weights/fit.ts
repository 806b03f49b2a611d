import type { WeightLayout } from '../../domain/weightLayout.ts';
import type { StoredTensor } from '../arrays/stored.ts';
import type { WeightFile } from './file.ts';
import type { View } from './views/view.ts';
import { viewsOf } from './views.ts';

/** Below this share of agreement a file is of another network. */
export const SAME_NETWORK = 0.5;

/** How a file's tensors fit a layout. */
export interface Fit {
  layout: WeightLayout;
  /** In the layout's order, where name and shape agree. */
  bound: readonly { of: WeightLayout['tensors'][number]; tensor: StoredTensor }[];
  /** Names of the layout that the file lacks. */
  missing: readonly string[];
  misshapen: readonly { tensor: StoredTensor; name: string; expected: readonly number[] }[];
  unexpected: readonly StoredTensor[];
  /** A head behind the pooling, left out. */
  head: readonly StoredTensor[];
  prefix: string;
  /** From 0 to 1: what agrees, of what the layout wants and the file has. */
  share: number;
}

/** Whether every tensor has its place. */
export const isWhole = (f: Fit): boolean => f.missing.length === 0 && f.misshapen.length === 0 && f.unexpected.length === 0;

/** Counters of BatchNorm that carry no weights. */
const isCounter = (t: StoredTensor) => /(^|\.)num_batches_tracked$/.test(t.name);

/** The tensors of a file that count: without those that only count batches. */
export const counters = (file: WeightFile): readonly StoredTensor[] => file.tensors.filter(isCounter);

/** The best fit of a file among the layouts; the first of equals. Null without a layout of the file's framework. */
export function bestFit(file: WeightFile, layouts: readonly WeightLayout[]): Fit | null {
  const views = viewsOf({ ...file, tensors: file.tensors.filter((t) => !isCounter(t)) });
  let best: Fit | null = null;
  for (const layout of layouts) {
    for (const view of views(layout)) {
      const fit = fitOf(layout, view);
      // Of equals the one that leaves most of the names as they are.
      if (best === null || fit.share > best.share || (fit.share === best.share && fit.prefix.length < best.prefix.length)) best = fit;
    }
  }
  return best && best.share < SAME_NETWORK ? nearestByShape(file, layouts, views, best) : best;
}

/** Where names tell little: the layout, of either framework, whose tensors have most shapes in common with the file's. */
function nearestByShape(file: WeightFile, layouts: readonly WeightLayout[], views: ReturnType<typeof viewsOf>, best: Fit): Fit {
  const have = file.tensors.filter((t) => !isCounter(t)).map((t) => sorted(t.shape));
  let nearest = best;
  let most = 0;
  for (const layout of layouts) {
    const left = new Map<string, number>();
    for (const key of have) left.set(key, (left.get(key) ?? 0) + 1);
    let common = 0;
    for (const t of layout.tensors) {
      const n = left.get(sorted(t.shape)) ?? 0;
      if (n > 0) common++;
      left.set(sorted(t.shape), n - 1);
    }
    const alike = common / (layout.tensors.length + have.length - common);
    if (alike <= most) continue;
    const fits = views(layout).map((view) => fitOf(layout, view));
    most = alike;
    nearest = fits.reduce((a, b) => (b.share > a.share ? b : a), fits[0] ?? unbound(layout, file));
  }
  return nearest;
}

/** A layout of the other framework: none of its names can be in the file. */
const unbound = (layout: WeightLayout, file: WeightFile): Fit => ({
  ...{ layout, bound: [], missing: layout.tensors.map((t) => t.name), misshapen: [], head: [], prefix: '', share: 0 },
  unexpected: file.tensors.filter((t) => !isCounter(t)),
});

/** Extents in order of size: the frameworks order the same kernel's differently. */
const sorted = (shape: readonly number[]) => [...shape].sort((a, b) => a - b).join();

function fitOf(layout: WeightLayout, view: View): Fit {
  const bound: { of: WeightLayout['tensors'][number]; tensor: StoredTensor }[] = [];
  const missing: string[] = [];
  const misshapen: { tensor: StoredTensor; name: string; expected: readonly number[] }[] = [];
  const used = new Set<StoredTensor>();
  for (const of of layout.tensors) {
    const tensor = view.names.get(of.name);
    if (!tensor) {
      missing.push(of.name);
      continue;
    }
    used.add(tensor);
    if (tensor.shape.join() === of.shape.join()) bound.push({ of, tensor });
    else misshapen.push({ tensor, name: of.name, expected: of.shape });
  }
  const rest = [...view.names.values(), ...view.outside].filter((t) => !used.has(t));
  const head: StoredTensor[] = [];
  const unexpected: StoredTensor[] = [];
  for (const t of rest) (view.isHead(t, layout) ? head : unexpected).push(t);
  const total = layout.tensors.length + misshapen.length + unexpected.length;
  return { layout, bound, missing, misshapen, unexpected, head, prefix: view.prefix, share: total === 0 ? 0 : bound.length / total };
}
