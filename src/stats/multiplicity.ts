/** Holm's adjusted p-values in input order: step-down, monotone, capped at 1. Null stays null and does not count in the family. */
export function holm(p: readonly (number | null)[]): (number | null)[] {
  const family = p.flatMap((v, i) => (v === null ? [] : [{ v, i }])).sort((a, b) => a.v - b.v);
  const out: (number | null)[] = p.map(() => null);
  let largest = 0;
  family.forEach(({ v, i }, k) => {
    largest = Math.max(largest, Math.min(1, v * (family.length - k)));
    out[i] = largest;
  });
  return out;
}
