import Papa from 'papaparse';
import { InputError, type Notice } from '../../domain/notice.ts';
import { csvCell } from '../../util/csvCell.ts';
import { decodeText } from './decodeText.ts';

/** Largest table that is read, in bytes. */
export const MAX_TABLE = 64e6;

/** A table as its cells, header row first if it has one. */
export interface Table {
  /** The file's path. */
  where: string;
  rows: readonly (readonly string[])[];
  /** Line of each row in the file, counted from 1 as a spreadsheet does; blank lines are left out of `rows`. */
  lines: readonly number[];
  notices: readonly Notice[];
}

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Reads CSV or TSV: UTF-8, UTF-16 or Windows-1252; comma, semicolon, tab or bar (found by looking, or named by Excel's `sep=` line); quotes and
 * line ends inside them; LF, CRLF or CR. Cells are trimmed of blanks at both ends. Rows that are shorter or longer than the first are kept and said.
 * Throws InputError empty-file, too-large, not-text or corrupt (a quote that is not closed).
 */
export function readTable(bytes: Uint8Array, where: string): Table {
  if (bytes.length === 0)
    throw new InputError('empty-file', `${where} is empty. A table needs a header row and a row for each image.`, where);
  if (bytes.length > MAX_TABLE)
    throw new InputError('too-large', `${where} is larger than the ${MAX_TABLE / 1e6} MB a table may have.`, where);
  const decoded = decodeText(bytes, where);
  let text = decoded.text.replace(/\r\n?/g, '\n');
  let skipped = 0;
  const sep = /^"?sep=(.)"?\n/i.exec(text);
  if (sep) {
    text = text.slice(sep[0].length);
    skipped = 1;
  }
  const result = Papa.parse<string[]>(text, { delimiter: sep?.[1] ?? delimiterOf(text), newline: '\n', skipEmptyLines: false });
  const bad = result.errors.find((e) => e.type === 'Quotes');
  if (bad) {
    const line = (bad.row ?? 0) + 1 + skipped;
    throw new InputError(
      'corrupt',
      `${where} is damaged: a quotation mark in row ${line} is not closed as it should be. Save the table again as CSV.`,
      where,
    );
  }
  const rows: string[][] = [];
  const lines: number[] = [];
  result.data.forEach((cells, i) => {
    const trimmed = cells.map((c) => c.trim());
    if (trimmed.every((c) => c === '')) return;
    rows.push(trimmed);
    lines.push(i + 1 + skipped);
  });
  return { where, rows, lines, notices: [...decoded.notices, ...ragged(rows, lines, where)] };
}

/** The delimiter that cuts the first lines into the most columns, evenly; commas where nothing does. */
function delimiterOf(text: string): string {
  const sample = Papa.parse<string[]>(text, { delimitersToGuess: DELIMITERS, preview: 20, newline: '\n', skipEmptyLines: true });
  const first = sample.data[0] ?? [];
  return first.length > 1
    ? sample.meta.delimiter
    : (DELIMITERS.find((d) => text.slice(0, (text.indexOf('\n') + 1 || text.length + 1) - 1).includes(d)) ?? ',');
}

function ragged(rows: readonly string[][], lines: readonly number[], where: string): Notice[] {
  const width = rows[0]?.length ?? 0;
  const odd = rows.flatMap((r, i) =>
    r.length !== width && !(r.length > width && r.slice(width).every((c) => c === '')) ? [lines[i]!] : [],
  );
  if (odd.length === 0) return [];
  return [
    {
      code: 'ragged-rows',
      level: 'warning',
      where,
      saw: String(odd.length),
      expected: String(width),
      remedy: `${odd.length === 1 ? `Row ${odd[0]} of ${where} has` : `${odd.length} rows of ${where} (${odd.slice(0, 5).join(', ')}${odd.length > 5 ? ' …' : ''}) have`} more or fewer cells than the ${width} of the first row; missing cells count as empty, extra ones are not used.`,
    },
  ];
}

/** Rows as CSV text: commas, LF, `.` decimals, guarded against formulas (`csvCell`). */
export function writeTable(rows: readonly (readonly (string | number | null)[])[]): string {
  return rows.map((r) => `${r.map(csvCell).join(',')}\n`).join('');
}
