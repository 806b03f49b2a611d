import type { Work } from './plan.ts';

const NOTHING = new Float32Array();

/** The work without its arrays, for once they are tensors: a network's weights need not lie in JavaScript's memory as well. */
export function withoutArrays(work: Work): Work {
  if (work.kind === 'conv' || work.kind === 'depthwise')
    return { ...work, kernel: { shape: work.kernel.shape, data: NOTHING }, bias: NOTHING };
  return work.kind === 'affine' ? { ...work, scale: NOTHING, offset: NOTHING } : work;
}
