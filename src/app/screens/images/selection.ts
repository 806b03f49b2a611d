/** The image the keys act on, where a range began, and which images are chosen. Places are those in the listing. */
export interface Selection {
  at: number;
  from: number;
  chosen: ReadonlySet<string>;
}

export const NONE: Selection = { at: 0, from: 0, chosen: new Set() };

/** Goes to a place. `range` chooses everything from where the range began; otherwise nothing stays chosen. */
export function moveTo(s: Selection, to: number, ids: readonly string[], range: boolean): Selection {
  const at = Math.max(0, Math.min(ids.length - 1, to));
  if (!range) return { at, from: at, chosen: new Set() };
  const [a, b] = s.from < at ? [s.from, at] : [at, s.from];
  return { at, from: s.from, chosen: new Set(ids.slice(a, b + 1)) };
}

/** Adds the image at a place to the chosen ones, or takes it out. */
export function toggle(s: Selection, at: number, ids: readonly string[]): Selection {
  const chosen = new Set(s.chosen);
  const id = ids[at];
  if (id !== undefined && !chosen.delete(id)) chosen.add(id);
  return { at, from: at, chosen };
}

/** What an action applies to: the chosen images that are still listed, else the one the keys are at. */
export function targets(s: Selection, ids: readonly string[]): readonly string[] {
  const chosen = ids.filter((i) => s.chosen.has(i));
  if (chosen.length > 0) return chosen;
  const one = ids[s.at];
  return one === undefined ? [] : [one];
}
