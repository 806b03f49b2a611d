import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Dataset, patientOf, type Sample } from './dataset.ts';
import { type Hash, id } from './ids.ts';
import { type FoldItem, makeFolds, makeShares, SplitError, shareWeights, splitOf } from './splits.ts';

interface Case {
  id: string;
  folds: number;
  classes: number;
  samples: [string, number, string?][];
  expected: {
    error?: string;
    acceptance_max_deviation: number;
    every_fold_can_hold_every_class: boolean;
    ideal_per_fold: number[];
    warn: string[];
  };
}
const itemsOf = (samples: Case['samples']): FoldItem[] =>
  samples.map(([group, truth, site], i) => ({ id: `s${i}`, group, truth, site: site ?? null }));
const deviation = (images: number[][], ideal: number[]) => Math.max(...images.flatMap((row) => row.map((k, c) => Math.abs(k - ideal[c]!))));

function hold(c: Case): void {
  const items = itemsOf(c.samples);
  if (c.expected.error !== undefined) {
    const code = c.expected.error === 'only one class' ? 'one-class' : 'too-few-groups';
    expect(() => makeFolds(items, c.folds, 1, c.classes)).toThrow(expect.objectContaining({ code }));
    return;
  }
  for (let seed = 1; seed <= 10; seed++) {
    const made = makeFolds(items, c.folds, seed, c.classes);
    expect(deviation(made.table.images, c.expected.ideal_per_fold)).toBeLessThanOrEqual(c.expected.acceptance_max_deviation + 1e-9);
    expect(made.warnings.map((w) => w.code).sort()).toEqual([...c.expected.warn].sort());
    if (c.expected.every_fold_can_hold_every_class) expect(Math.min(...made.table.images.flat())).toBeGreaterThan(0);
  }
}

describe('published splits', () => {
  const { cases } = JSON.parse(readFileSync(new URL('fixtures/splits.json', import.meta.url), 'utf8')) as { cases: Case[] };
  for (const c of cases) test(c.id, () => hold(c));
  const whole = '../shared/golden/splits.json';
  test.skipIf(!existsSync(whole))('the whole reference file', () => {
    for (const c of (JSON.parse(readFileSync(whole, 'utf8')) as { cases: Case[] }).cases) hold(c);
  });
});

test('an impossible number of folds is an error that names the possible one', () => {
  const items = itemsOf([
    ['a', 0],
    ['b', 1],
    ['c', 0],
    ['c', 1],
  ]);
  expect(() => makeFolds(items, 5, 1, 2)).toThrow(/at most 3 folds/);
  try {
    makeFolds(items, 5, 1, 2);
  } catch (error) {
    expect(error).toBeInstanceOf(SplitError);
    expect((error as SplitError).possible).toBe(3);
  }
  expect(() =>
    makeFolds(
      itemsOf([
        ['a', 1],
        ['b', 1],
      ]),
      2,
      1,
      2,
    ),
  ).toThrow(expect.objectContaining({ code: 'one-class' }));
});

/** Groups of 1 to 6 samples with two or three classes, and enough of them for the folds. */
const problem = fc
  .record({
    folds: fc.integer({ min: 2, max: 5 }),
    groups: fc.array(fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 1, maxLength: 6 }), { minLength: 5, maxLength: 24 }),
    seed: fc.integer({ min: 0, max: 1000 }),
  })
  .filter(({ groups }) => new Set(groups.flat()).size > 1);
const listed = (groups: number[][], name = (g: number) => `g${String(g).padStart(3, '0')}`): FoldItem[] =>
  groups.flatMap((truths, g) => truths.map((truth, k) => ({ id: `${g}-${k}`, group: name(g), truth })));

test('every sample is tested once, no group lies in two folds, no fold is empty', () => {
  fc.assert(
    fc.property(problem, ({ folds, groups, seed }) => {
      const items = listed(groups);
      const { fold, table } = makeFolds(items, folds, seed, 3);
      expect(fold).toHaveLength(items.length);
      expect(new Set(fold)).toEqual(new Set(Array.from({ length: folds }, (_, f) => f)));
      const of = new Map<string, number>();
      items.forEach((item, i) => {
        expect(of.get(item.group) ?? fold[i]).toBe(fold[i]);
        of.set(item.group, fold[i]!);
      });
      expect(table.images.flat().reduce((a, b) => a + b, 0)).toBe(items.length);
    }),
    { numRuns: 60 },
  );
});

test('the order of the rows and the names of the groups do not matter', () => {
  fc.assert(
    fc.property(problem, ({ folds, groups, seed }) => {
      const items = listed(groups);
      const made = makeFolds(items, folds, seed, 3);
      const reversed = makeFolds([...items].reverse(), folds, seed, 3);
      expect([...reversed.fold].reverse()).toEqual(made.fold);
      const renamed = listed(groups, (g) => `patient ${String(500 - g)}`);
      expect(makeFolds(renamed, folds, seed, 3).table.images).toEqual(made.table.images);
    }),
    { numRuns: 40 },
  );
});

test('single images: counts per class are the floor or the ceiling of an even share', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 30, maxLength: 150 }),
      fc.integer({ min: 2, max: 7 }),
      (truths, folds) => {
        fc.pre(new Set(truths).size > 1);
        const { table } = makeFolds(listed(truths.map((t) => [t])), folds, 3, 3);
        for (let c = 0; c < 3; c++) {
          const share = truths.filter((t) => t === c).length / folds;
          for (const row of table.images) expect([Math.floor(share), Math.ceil(share)]).toContain(row[c]);
        }
      },
    ),
    { numRuns: 40 },
  );
});

test('up to a dozen groups the largest deviation equals that of full enumeration', () => {
  const few = problem.filter(({ groups, folds }) => groups.length <= 7 && folds <= 3);
  fc.assert(
    fc.property(few, ({ groups, folds, seed }) => {
      const items = listed(groups);
      const totals = [0, 1, 2].map((c) => items.filter((i) => i.truth === c).length);
      const made = makeFolds(items, folds, seed, 3);
      const lacks = (images: number[][]) => images.some((row) => row.some((k, c) => k === 0 && totals[c]! > 0));
      const best = { any: Infinity, covered: Infinity };
      for (let code = 0; code < folds ** groups.length; code++) {
        const images = Array.from({ length: folds }, () => [0, 0, 0]);
        const used = new Set<number>();
        groups.forEach((truths, g) => {
          const f = Math.floor(code / folds ** g) % folds;
          used.add(f);
          for (const t of truths) images[f]![t]!++;
        });
        if (used.size < folds) continue;
        const d = deviation(
          images,
          totals.map((t) => t / folds),
        );
        best.any = Math.min(best.any, d);
        if (!lacks(images)) best.covered = Math.min(best.covered, d);
      }
      const want = best.covered < Infinity ? best.covered : best.any;
      expect(
        deviation(
          made.table.images,
          totals.map((t) => t / folds),
        ),
      ).toBeCloseTo(want, 9);
      expect(lacks(made.table.images)).toBe(best.covered === Infinity);
    }),
    { numRuns: 25 },
  );
});

test('shares: a fifth of each class, whole groups', () => {
  expect(shareWeights(0.2)).toEqual([1, 4]);
  const made = makeShares(listed(Array.from({ length: 100 }, (_, g) => [g % 2])), [1, 4], 1, 2);
  expect(made.table.images).toEqual([
    [10, 10],
    [40, 40],
  ]);
});

function dataset(rows: { patient: string | null; cls: number | null; part?: Sample['part']; site?: string }[]): Dataset {
  const samples = rows.map((r, i): Sample => {
    const hash = `${i}` as Hash;
    return {
      id: id(`s${String(i).padStart(3, '0')}`),
      patient: r.patient === null ? null : id(r.patient),
      site: r.site ?? null,
      source: { name: `${i}.png`, hash, file: hash, frame: 0 },
      size: [8, 8],
      part: r.part ?? null,
    };
  });
  const classes = ['benign', 'malignant'].map((name) => ({ id: id<'class'>(name), name }));
  const labels = rows.flatMap((r, i) =>
    r.cls === null ? [] : [{ sample: samples[i]!.id, cls: classes[r.cls]!.id, from: 'folder' as const }],
  );
  return { schema: 1, id: id('d'), revision: 1, name: 'd', synthetic: true, classes, samples, labels, notices: [], skipped: [] };
}

describe('parts of a study', () => {
  const twenty = dataset(
    Array.from({ length: 41 }, (_, i) => ({ patient: `p${i >> 1}`, cls: i === 40 ? null : (i >> 1) % 2, site: i % 4 < 2 ? 'A' : 'B' })),
  );

  test('k-fold: labelled samples tested once per repeat, patients whole, repeats differ', () => {
    const { split, tables } = splitOf(twenty, { kind: 'kfold', folds: 5, repeats: 2 }, 1);
    expect(split.parts).toHaveLength(10);
    expect(tables).toHaveLength(2);
    for (const r of [0, 5])
      expect(
        split.parts
          .slice(r, r + 5)
          .flatMap((p) => p.test)
          .sort(),
      ).toEqual(twenty.labels.map((l) => l.sample).sort());
    const patient = new Map(twenty.samples.map((s) => [s.id, patientOf(s)]));
    for (const part of split.parts) {
      const tested = new Set(part.test.map((s) => patient.get(s)));
      expect(part.validation).toEqual([]);
      expect(part.train.some((s) => tested.has(patient.get(s)))).toBe(false);
    }
    expect(split.parts.slice(0, 5)).not.toEqual(split.parts.slice(5));
    expect(splitOf(twenty, { kind: 'kfold', folds: 5, repeats: 2 }, 1).split).toEqual(split);
    expect(splitOf(twenty, { kind: 'kfold', folds: 5, repeats: 2 }, 2).split.of).not.toBe(split.of);
    expect(split.unit).toBe('patient');
  });

  test('hold-out and leave-one-out', () => {
    const [part] = splitOf(twenty, { kind: 'holdout', testShare: 0.2 }, 1).split.parts;
    expect([part!.test.length, part!.train.length]).toEqual([8, 32]);
    expect(splitOf(twenty, { kind: 'leave-one-out', unit: 'patient' }, 1).split.parts).toHaveLength(20);
    const mixed = dataset(Array.from({ length: 12 }, (_, i) => ({ patient: `p${i}`, cls: i % 2, site: 'ABC'[i % 3]! })));
    expect(splitOf(mixed, { kind: 'leave-one-out', unit: 'site' }, 1).split.parts.map((p) => p.test.length)).toEqual([4, 4, 4]);
    const nowhere = dataset(Array.from({ length: 8 }, (_, i) => ({ patient: null, cls: i % 2 })));
    expect(() => splitOf(nowhere, { kind: 'leave-one-out', unit: 'site' }, 1)).toThrow(expect.objectContaining({ code: 'no-site' }));
  });

  test('a given split is kept, and refused where a patient is on both sides', () => {
    const parts = ['train', 'train', 'train', 'validation', 'test', 'test', null] as const;
    const rows = parts.map((part, i) => ({ patient: `p${i}`, cls: i % 2, part }));
    const { split, notices } = splitOf(dataset(rows), { kind: 'kept' }, 1);
    expect(split.parts[0]).toEqual({ train: ['s000', 's001', 's002'], validation: ['s003'], test: ['s004', 's005'] });
    expect(notices).toEqual([expect.objectContaining({ code: 'samples-without-part', saw: '1', files: ['6.png'] })]);
    expect(() => splitOf(dataset(rows.map((r) => ({ ...r, patient: 'one' }))), { kind: 'kept' }, 1)).toThrow(
      expect.objectContaining({ code: 'split-leak' }),
    );
    expect(() => splitOf(dataset(rows.map((r) => ({ ...r, part: null }))), { kind: 'kept' }, 1)).toThrow(
      expect.objectContaining({ code: 'no-given-split' }),
    );
  });

  test('a class that only the tested patients have is an error, not a model of one class', () => {
    const rows = [0, 0, 0, 1].map((cls, i) => ({ patient: `p${i}`, cls }));
    expect(() => splitOf(dataset(rows), { kind: 'kfold', folds: 2, repeats: 1 }, 1)).toThrow(
      expect.objectContaining({ code: 'one-class-training' }),
    );
  });
});
