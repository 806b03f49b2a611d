import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { InputError } from '../../domain/notice.ts';
import type { PredictionTable } from '../../domain/report.ts';
import { predictionsCsv, tableCsv } from './csv.ts';
import { cells, golden, made, recordOf } from './fixtures/tables.ts';
import { parsePredictions } from './parse.ts';

const HEAD = 'sample,patient,fold,seed,arm,label,p:neg,p:pos';
const ROWS = ['a,P1,1,1,base,neg,0.9,0.1', 'b,P2,1,1,base,pos,0.25,0.75', 'a,P1,1,1,other,neg,0.8,0.2', 'b,P2,1,1,other,pos,0.5,0.5'];
const read = (head: string, rows: string[]) => parsePredictions(cells([head, ...rows].join('\n')), 'my.csv');
const change = (from: string, to: string) => ROWS.map((r) => r.replace(from, to));

describe('predictions.csv is read strictly', () => {
  test('a table as written', () => {
    const t = read(HEAD, ROWS);
    expect(t.classes).toEqual(['neg', 'pos']);
    expect(t.rows[1]).toEqual({ sample: 'b', patient: 'P2', fold: 1, seed: 1, arm: 'base', label: 1, scores: [0.25, 0.75] });
    expect(read(`\uFEFF${HEAD}`, [...ROWS, '', ',,,,,,,']).rows).toHaveLength(4);
    expect(
      read(
        HEAD,
        ROWS.map((r) => r.replace(/P\d/, '')),
      ).rows[0]!.patient,
    ).toBeNull();
  });

  test.each([
    ['no rows', 'predictions.empty', () => read(HEAD, [])],
    ['no header', 'predictions.empty', () => parsePredictions([], 'my.csv')],
    ['a column missing', 'predictions.missing-column', () => read(HEAD.replace('patient', 'group'), ROWS)],
    ['one class', 'predictions.missing-column', () => read(HEAD.replace('p:pos', 'pos'), ROWS)],
    ['a column twice', 'predictions.duplicate-column', () => read(HEAD.replace('p:pos', 'p:neg'), ROWS)],
    [
      'a class column misspelt',
      'predictions.odd-column',
      () =>
        read(
          `${HEAD},P:third`,
          ROWS.map((r) => `${r},0`),
        ),
    ],
    ['a cell too many', 'predictions.ragged-row', () => read(HEAD, [...ROWS, 'c,P3,1,1,base,neg,0.9,0.1,7'])],
    ['an unknown label', 'predictions.unknown-label', () => read(HEAD, change('b,P2,1,1,base,pos', 'b,P2,1,1,base,positive'))],
    ['a probability above 1', 'predictions.bad-probability', () => read(HEAD, change('0.25,0.75', '0.25,1.75'))],
    ['a probability below 0', 'predictions.bad-probability', () => read(HEAD, change('0.25,0.75', '-0.25,0.75'))],
    ['NaN', 'predictions.bad-number', () => read(HEAD, change('0.25', 'NaN'))],
    ['Infinity', 'predictions.bad-number', () => read(HEAD, change('0.25', 'Infinity'))],
    ['an empty probability', 'predictions.bad-number', () => read(HEAD, change('0.25', ''))],
    ['a hexadecimal', 'predictions.bad-number', () => read(HEAD, change('0.25', '0x0'))],
    ['a decimal comma', 'predictions.bad-number', () => read(HEAD, change('0.25', '"0,25"'))],
    ['probabilities that do not add up', 'predictions.bad-sum', () => read(HEAD, change('0.25,0.75', '0.25,0.25'))],
    ['a fold that is no number', 'predictions.bad-number', () => read(HEAD, change('P1,1,1', 'P1,one,1'))],
    ['a seed that is missing', 'predictions.bad-number', () => read(HEAD, change('P1,1,1', 'P1,1,'))],
    ['no sample', 'predictions.empty-cell', () => read(HEAD, change('a,P1', ',P1'))],
    ['a row twice', 'predictions.duplicate-row', () => read(HEAD, [...ROWS, ROWS[0]!])],
    [
      'an image in two folds',
      'predictions.two-folds',
      () => read(HEAD, [...ROWS, 'a,P1,2,1,base,neg,0.9,0.1', 'a,P1,2,1,other,neg,0.9,0.1']),
    ],
    [
      'a patient in two folds',
      'predictions.patient-in-two-folds',
      () =>
        read(
          HEAD,
          ROWS.map((r) => r.replace(/^b,P2,1/, 'b,P1,2')),
        ),
    ],
    ['two labels of an image', 'predictions.two-labels', () => read(HEAD, change('other,neg', 'other,pos'))],
    ['two patients of an image', 'predictions.two-patients', () => read(HEAD, change('a,P1,1,1,other', 'a,P9,1,1,other'))],
    ['an arm without an image', 'predictions.unpaired', () => read(HEAD, ROWS.slice(0, 3))],
    ['an arm without a seed', 'predictions.unpaired', () => read(HEAD, [...ROWS, 'a,P1,1,2,other,neg,0.8,0.2'])],
    [
      'arms with other folds',
      'predictions.folds-differ',
      () =>
        read(
          HEAD,
          ROWS.map((r) => r.replace('1,1,other', '2,1,other')),
        ),
    ],
  ])('%s is refused with %s, naming the file', (_what, code, act) => {
    try {
      act();
    } catch (error) {
      expect(error).toBeInstanceOf(InputError);
      expect([(error as InputError).code, (error as InputError).where]).toEqual([code, 'my.csv']);
      expect((error as InputError).message).toContain('my.csv');
      return;
    }
    throw new Error('nothing was refused');
  });

  test('an error names the row and what was seen', () => {
    expect(() => read(HEAD, change('0.25', 'x'))).toThrow('my.csv: row 3, p:neg is "x"');
  });
});

/** Tables of two images and arms with any texts for names and any pair of probabilities. */
const name = fc
  .oneof(fc.string({ minLength: 1 }), fc.constantFrom('=1+1', '+x', '-y', '@z', "'", "'=q", "''-", '\t', 'a,"b"', 'p\nq'))
  .filter((s) => s.trim() !== '' && !/[\r]/.test(s));
const tables = fc
  .record({
    classes: fc.uniqueArray(name, { minLength: 2, maxLength: 2 }),
    arms: fc.uniqueArray(name, { minLength: 2, maxLength: 2 }),
    samples: fc.uniqueArray(name, { minLength: 2, maxLength: 2 }),
    patient: fc.option(name),
    p: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }),
    seed: fc.integer(),
  })
  .map(
    ({ classes, arms, samples, patient, p, seed }): PredictionTable => ({
      classes,
      rows: arms.flatMap((arm, a) =>
        samples.map((sample, i) => ({ sample, patient, fold: 3, seed, arm, label: i, scores: [1 - p[2 * a + i]!, p[2 * a + i]!] })),
      ),
    }),
  );

test('what is written reads back as it was: any name, any float64', () => {
  fc.assert(
    fc.property(tables, (t) => {
      expect(parsePredictions(cells(tableCsv(t)))).toEqual(t);
    }),
    { seed: 9, numRuns: 500 },
  );
});

test('cells that a spreadsheet would run are guarded', () => {
  const t = made({ patients: 4, lifts: [1] });
  const csv = tableCsv({ ...t, classes: ['=cmd()', '@x'], rows: t.rows.map((r) => ({ ...r, arm: '+arm', patient: `-p${r.patient}` })) });
  for (const row of cells(csv).slice(1)) for (const cell of row) expect(cell).not.toMatch(/^[=+\-@\t\r]/);
});

describe('predictions.csv of a run', () => {
  test('keeps every number and the statistics’ order, and gives patients neutral names', () => {
    const table = golden('predictions.csv');
    const hospital = { ...table, rows: table.rows.map((r) => ({ ...r, patient: `Doe, Jane ${r.patient}` })) };
    const csv = predictionsCsv(recordOf(hospital));
    expect(csv).not.toContain('Doe');
    const back = parsePredictions(cells(csv));
    expect(new Set(back.rows.map((r) => r.patient)).size).toBe(100);
    expect(back.rows.map((r) => r.scores)).toEqual(
      [...table.rows]
        .sort((a, b) => (a.arm < b.arm ? -1 : a.arm > b.arm ? 1 : a.seed - b.seed || (a.sample < b.sample ? -1 : 1)))
        .map((r) => r.scores),
    );
    const run = recordOf(table);
    expect(predictionsCsv({ ...run, predictions: [...run.predictions].reverse() })).toBe(predictionsCsv(run));
  });

  test('an unknown patient stays empty', () => {
    const t = made({ patients: 6, lifts: [1] });
    const csv = predictionsCsv(recordOf({ ...t, rows: t.rows.map((r) => ({ ...r, patient: null })) }));
    expect(cells(csv)[1]![1]).toBe('');
  });
});
