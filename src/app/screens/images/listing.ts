import type { Dataset, Sample } from '../../../domain/dataset.ts';
import { patientOf } from '../../../domain/dataset.ts';
import type { Id } from '../../../domain/ids.ts';

export type Sort = 'patient' | 'name' | 'class';
export interface Filter {
  text: string;
  /** A class, the images without one, or all. */
  cls: Id<'class'> | 'none' | 'all';
  sort: Sort;
}

/** An image of the gallery with its class's place in the list, null where it has none. */
export interface Item {
  sample: Sample;
  cls: number | null;
}

const text = new Intl.Collator('en', { numeric: true });

/** The images a filter lets through, in its order. Text is looked for in name, patient and site, without regard to case. */
export function listing(dataset: Dataset, { text: wanted, cls, sort }: Filter): readonly Item[] {
  const place = new Map(dataset.classes.map((c, i) => [c.id, i]));
  const label = new Map(dataset.labels.map((l) => [l.sample, place.get(l.cls) ?? null]));
  const needle = wanted.trim().toLowerCase();
  const items = dataset.samples
    .map((sample): Item => ({ sample, cls: label.get(sample.id) ?? null }))
    .filter((i) => (cls === 'all' ? true : cls === 'none' ? i.cls === null : i.cls === place.get(cls)))
    .filter((i) => needle === '' || [i.sample.source.name, i.sample.patient, i.sample.site].some((s) => s?.toLowerCase().includes(needle)));
  const byName = (a: Item, b: Item) =>
    text.compare(a.sample.source.name, b.sample.source.name) || a.sample.source.frame - b.sample.source.frame;
  const first: Record<Sort, (a: Item, b: Item) => number> = {
    name: () => 0,
    patient: (a, b) => text.compare(patientOf(a.sample), patientOf(b.sample)),
    class: (a, b) => (a.cls ?? 99) - (b.cls ?? 99),
  };
  return items.sort((a, b) => first[sort](a, b) || byName(a, b));
}
