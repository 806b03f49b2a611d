import { InputError } from '../../domain/notice.ts';
import type { PredictionTable } from '../../domain/report.ts';
import { arrange } from './arrange.ts';
import { unguarded } from './csv.ts';

const REQUIRED = ['sample', 'patient', 'fold', 'seed', 'arm', 'label'] as const;
const NUMBER = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/**
 * Reads predictions.csv (DESIGN 8.1) from its cells, header row first. Checks every cell and that arms can be compared (`arrange`).
 * Throws InputError naming the file, the line as a spreadsheet counts rows, and what to do.
 */
export function parsePredictions(rows: readonly (readonly string[])[], where = 'predictions.csv'): PredictionTable {
  const fail = (code: string, message: string): never => {
    throw new InputError(code, `${where}: ${message}`, where);
  };
  const header = rows[0]?.map((cell, i) => {
    const h = unguarded(i === 0 ? cell.replace(/^\uFEFF/, '') : cell);
    // A class may have any name, blanks included.
    return h.startsWith('p:') ? h : h.trim();
  });
  if (!header) return fail('predictions.empty', 'the file is empty; a header row and one row per image, arm and seed are needed.');
  const column = new Map<string, number>();
  header.forEach((h, i) => {
    if (column.has(h) && h !== '') fail('predictions.duplicate-column', `the column "${h}" appears twice.`);
    column.set(h, i);
  });
  const missing = REQUIRED.filter((c) => !column.has(c));
  if (missing.length > 0)
    fail(
      'predictions.missing-column',
      `the column ${missing.map((m) => `"${m}"`).join(', ')} is missing; needed are ${REQUIRED.join(', ')} and p:<class> for each class.`,
    );
  const classes = header.filter((h) => h.startsWith('p:')).map((h) => h.slice(2));
  if (classes.length < 2)
    fail('predictions.missing-column', `there are ${classes.length} columns p:<class>; one for each of two or more classes is needed.`);
  if (classes.includes('')) fail('predictions.missing-column', 'a column "p:" names no class.');
  const odd = header.find((h) => /^p\s*[:_ ]/i.test(h) && !h.startsWith('p:'));
  if (odd !== undefined)
    fail('predictions.odd-column', `the column "${odd}" is none of ours; write p:<class> if it holds a class's probability.`);

  const body = rows.slice(1).map((cells, i) => ({ cells, line: i + 2 }));
  const filled = body.filter(({ cells }) => cells.some((c) => c.trim() !== ''));
  const table: PredictionTable = {
    classes,
    rows: filled.map(({ cells, line }) => {
      if (cells.length !== header.length)
        fail('predictions.ragged-row', `row ${line} has ${cells.length} cells, the header ${header.length}.`);
      const cell = (name: string) => cells[column.get(name)!]!;
      const text = (name: string) => {
        const value = unguarded(cell(name));
        if (value.trim() === '') fail('predictions.empty-cell', `row ${line} has no ${name}.`);
        return value;
      };
      const whole = (name: string) => {
        const value = Number(cell(name).trim() || 'x');
        if (!Number.isSafeInteger(value))
          fail('predictions.bad-number', `row ${line}: ${name} is "${cell(name)}"; a whole number is needed.`);
        return value;
      };
      const name = text('label');
      const label = classes.indexOf(name);
      if (label < 0)
        fail(
          'predictions.unknown-label',
          `row ${line}: the label "${name}" has no column p:${name}; there are columns for ${classes.join(', ')}.`,
        );
      const scores = classes.map((c) => probability(cell(`p:${c}`), `row ${line}, p:${c}`, fail));
      const sum = scores.reduce((a, b) => a + b, 0);
      // Room for probabilities rounded to two decimals, no more.
      if (Math.abs(sum - 1) > 0.005 * classes.length + 1e-9)
        fail('predictions.bad-sum', `row ${line}: the probabilities add up to ${sum.toFixed(4)}; those of all classes must add up to 1.`);
      return {
        sample: text('sample'),
        patient: cell('patient').trim() === '' ? null : unguarded(cell('patient')),
        fold: whole('fold'),
        seed: whole('seed'),
        arm: text('arm'),
        label,
        scores,
      };
    }),
  };
  arrange(table, where);
  return table;
}

function probability(cell: string, at: string, fail: (code: string, message: string) => never): number {
  const text = cell.trim();
  const value = Number(text);
  if (!NUMBER.test(text)) return fail('predictions.bad-number', `${at} is "${cell}"; a number with "." as decimal sign is needed.`);
  if (!(value >= 0 && value <= 1)) return fail('predictions.bad-probability', `${at} is ${text}; a probability lies between 0 and 1.`);
  return value;
}
