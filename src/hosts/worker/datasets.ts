import type { Dataset, Label } from '../../domain/dataset.ts';
import { type Id, id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { hash } from '../../util/hash.ts';
import type { Workspace } from './workspace.ts';

/** The next revision with these labels changed; null takes a label away. Unknown samples and classes are refused. */
export async function setLabels(
  w: Workspace,
  which: Id<'dataset'>,
  changes: readonly { sample: Id<'sample'>; cls: Id<'class'> | null }[],
): Promise<Dataset> {
  const dataset = await w.dataset(which);
  const samples = new Set(dataset.samples.map((s) => s.id));
  const classes = new Set(dataset.classes.map((c) => c.id));
  const labels = new Map(dataset.labels.map((l) => [l.sample, l]));
  for (const { sample, cls } of changes) {
    if (!samples.has(sample)) throw new InputError('no-sample', 'An image that was to be labelled is not in this data set.', sample);
    if (cls === null) labels.delete(sample);
    else if (!classes.has(cls)) throw new InputError('no-class', 'The class does not exist in this data set.', cls);
    else labels.set(sample, { sample, cls, from: 'hand' });
  }
  return save(w, { ...dataset, labels: [...labels.values()] as Label[] });
}

/** Adds a class without images. A name that exists (but for case and blanks) is refused. */
export async function addClass(w: Workspace, which: Id<'dataset'>, name: string): Promise<Dataset> {
  const dataset = await w.dataset(which);
  const clean = checkName(dataset, name, null);
  const taken = new Set(dataset.classes.map((c) => c.id as string));
  let made = `c-${hash(clean).slice(0, 8)}`;
  while (taken.has(made)) made += 'x';
  return save(w, { ...dataset, classes: [...dataset.classes, { id: id<'class'>(made), name: clean }] });
}

export async function renameClass(w: Workspace, which: Id<'dataset'>, cls: Id<'class'>, name: string): Promise<Dataset> {
  const dataset = await w.dataset(which);
  const clean = checkName(dataset, name, cls);
  return save(w, { ...dataset, classes: dataset.classes.map((c) => (c.id === cls ? { ...c, name: clean } : c)) });
}

function checkName(dataset: Dataset, name: string, self: Id<'class'> | null): string {
  const clean = name.trim();
  if (clean === '') throw new InputError('empty-name', 'A class needs a name.');
  const same = dataset.classes.find((c) => c.id !== self && c.name.trim().toLowerCase() === clean.toLowerCase());
  if (same) throw new InputError('same-name', `There is a class "${same.name}" already.`, same.name);
  return clean;
}

async function save(w: Workspace, dataset: Dataset): Promise<Dataset> {
  const next = { ...dataset, revision: dataset.revision + 1 };
  await w.saveDataset(next);
  return next;
}

/** What the list of data sets shows. */
export function listed(d: Dataset) {
  return { id: d.id, name: d.name, revision: d.revision, images: d.samples.length, synthetic: d.synthetic };
}
