import type { Numbers } from './input.ts';

/** Indices in ascending order of value; equal values keep their order. */
export function ascending(values: Numbers): Int32Array {
  const order = Int32Array.from({ length: values.length }, (_, i) => i);
  return order.sort((a, b) => (values[a]! < values[b]! ? -1 : values[a]! > values[b]! ? 1 : a - b));
}

/** Ranks from 1; tied values share the mean of their ranks. Only the order matters, so the largest and smallest doubles are ordinary values. */
export function midRanks(values: Numbers): Float64Array {
  const order = ascending(values);
  const ranks = new Float64Array(values.length);
  for (let i = 0; i < order.length; ) {
    let j = i;
    while (j + 1 < order.length && values[order[j + 1]!] === values[order[i]!]) j++;
    for (let k = i; k <= j; k++) ranks[order[k]!] = (i + j) / 2 + 1;
    i = j + 1;
  }
  return ranks;
}
