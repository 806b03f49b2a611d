import type { Notice } from '../../domain/notice.ts';
import type { Layouts } from '../../domain/weightLayout.ts';
import type { NamedBytes } from '../arrays/tfjs.ts';
import { isUsable, noticesOf } from './bind.ts';
import { inWords } from './describe.ts';
import { bestFit, isWhole, SAME_NETWORK } from './fit.ts';
import { recognise } from './recognise.ts';

/** What a weight file holds and how it fits what is known. */
export interface WeightReport {
  file: string;
  container: string;
  /** Of the nearest layout, null where none comes near. */
  architecture: string | null;
  variant: 'keras' | 'torch' | null;
  layout: string | null;
  /** What stands before the network’s names, `backbone.` … */
  prefix: string | null;
  /** In words, also where it is only the nearest. */
  nearest: string | null;
  /** Whether a classification head is present. */
  top: boolean;
  fits: boolean;
  /** In the file's names and order; `sum` over all values in double precision, null for integers. */
  tensors: { name: string; shape: readonly number[]; dtype: string; sum: number | null }[];
  problems: {
    missing: string[];
    unexpected: string[];
    misshapen: { name: string; shape: readonly number[]; expected: readonly number[] }[];
    notFinite: string[];
  };
  notices: readonly Notice[];
}

/** Inspects a weight file: container, network, names, every tensor with its sum, and what does not fit. Throws InputError where it cannot be read. */
export async function inspectWeights(files: readonly NamedBytes[], layouts: Layouts): Promise<WeightReport> {
  const where = (files.find((f) => /\.json$/i.test(f.name)) ?? files[0])?.name ?? '';
  const file = await recognise(files);
  const fit = bestFit(file, layouts(file.tensors.map((t) => t.shape)));
  const variances = new Set(fit?.bound.filter((b) => b.of.tensor.endsWith('.variance')).map((b) => b.tensor));
  const bound = new Set(fit?.bound.map((b) => b.tensor));
  const notFinite: string[] = [];
  const tensors = file.tensors.map((t) => {
    const data = t.readable ? t.read() : null;
    if (data && bound.has(t) && !isUsable(data, variances.has(t))) notFinite.push(t.name);
    return { name: t.name, shape: t.shape, dtype: t.dtype, sum: data ? finite(data.reduce((a, b) => a + b, 0)) : null };
  });
  const near = fit !== null && fit.share >= SAME_NETWORK ? fit : null;
  return {
    file: where,
    container: file.container,
    architecture: near?.layout.architecture ?? null,
    variant: near?.layout.variant ?? null,
    layout: near?.layout.lib ?? null,
    prefix: near?.prefix ?? null,
    nearest: fit ? inWords(fit.layout) : null,
    top: (near?.head.length ?? 0) > 0,
    fits: fit !== null && isWhole(fit) && notFinite.length === 0,
    tensors,
    problems: {
      missing: [...(fit?.missing ?? [])],
      unexpected: fit?.unexpected.map((t) => t.name) ?? [],
      misshapen: fit?.misshapen.map(({ tensor, expected }) => ({ name: tensor.name, shape: tensor.shape, expected })) ?? [],
      notFinite,
    },
    notices: near ? noticesOf(file, near, where) : file.notices,
  };
}

const finite = (v: number): number | null => (Number.isFinite(v) ? v : null);
