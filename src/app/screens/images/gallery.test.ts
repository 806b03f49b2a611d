import { describe, expect, test } from 'vitest';
import type { Dataset } from '../../../domain/dataset.ts';
import { id } from '../../../domain/ids.ts';
import { fakeDataset } from '../../../protocol/fake.ts';
import { type Filter, listing } from './listing.ts';
import { moveTo, NONE, targets, toggle } from './selection.ts';

const set: Dataset = { ...fakeDataset(12), labels: fakeDataset(12).labels.slice(0, 30) };
const filter = (change: Partial<Filter>): Filter => ({ text: '', cls: 'all', sort: 'name', ...change });
const names = (f: Filter) => listing(set, f).map((i) => i.sample.source.name);

describe('listing', () => {
  test('lets every image through where nothing is asked for', () => {
    expect(listing(set, filter({}))).toHaveLength(36);
  });
  test('a class, the images without one, and all add up', () => {
    const [a, b, none] = [id<'class'>('c-no'), id<'class'>('c-pn'), 'none' as const].map((cls) => listing(set, filter({ cls })).length);
    expect(none).toBe(6);
    expect(a! + b! + none!).toBe(36);
  });
  test('text is looked for in name and patient, whatever its case', () => {
    expect(names(filter({ text: 'p003' }))).toEqual(['P003-0.png', 'P003-1.png', 'P003-2.png']);
    expect(names(filter({ text: 'no such text' }))).toEqual([]);
  });
  test('numbers in names sort as numbers', () => {
    const samples = ['b10.png', 'b9.png', 'b1.png'].map((name, i) => ({ ...set.samples[i]!, source: { ...set.samples[i]!.source, name } }));
    expect(listing({ ...set, samples }, filter({})).map((i) => i.sample.source.name)).toEqual(['b1.png', 'b9.png', 'b10.png']);
  });
  test('sorted by class, images without one come last', () => {
    const classes = listing(set, filter({ sort: 'class' })).map((i) => i.cls);
    expect(classes.slice(-6)).toEqual([null, null, null, null, null, null]);
  });
});

describe('selection', () => {
  const ids = ['a', 'b', 'c', 'd'];
  test('steps stay within the list and let go of what was chosen', () => {
    expect(moveTo(NONE, -3, ids, false).at).toBe(0);
    expect(moveTo(NONE, 9, ids, false)).toEqual({ at: 3, from: 3, chosen: new Set() });
  });
  test('a range grows and shrinks from where it began, in either direction', () => {
    const begun = moveTo(NONE, 2, ids, false);
    expect([...moveTo(begun, 3, ids, true).chosen]).toEqual(['c', 'd']);
    expect([...moveTo(moveTo(begun, 3, ids, true), 1, ids, true).chosen]).toEqual(['b', 'c']);
  });
  test('an action is for the chosen images that are listed, else for the one the keys are at', () => {
    const chosen = toggle(toggle(NONE, 0, ids), 3, ids);
    expect(targets(chosen, ids)).toEqual(['a', 'd']);
    expect(targets(chosen, ['b', 'd'])).toEqual(['d']);
    expect(targets(toggle(toggle(NONE, 1, ids), 1, ids), ids)).toEqual(['b']);
    expect(targets(NONE, [])).toEqual([]);
  });
});
