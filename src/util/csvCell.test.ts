import { expect, test } from 'vitest';
import { csvCell, csvText } from './csvCell.ts';

test('a text that a spreadsheet would run begins with an apostrophe; a number does not', () => {
  for (const text of ['=1+1', '+1+1', '-2', '@SUM(A1)', '\tx', '\rx', "'=1"]) {
    const cell = csvCell(text);
    expect(cell.replace(/^"/, '')).toMatch(/^'/);
    expect(csvText(cell.replace(/^"|"$/g, '').replaceAll('""', '"'))).toBe(text);
  }
  expect(csvCell(-2.5)).toBe('-2.5');
  expect(csvCell(1e-7)).toBe('1e-7');
});

test('separators, quotes, line ends and outer blanks are quoted as in RFC 4180', () => {
  expect(csvCell('a,b')).toBe('"a,b"');
  expect(csvCell('say "x"')).toBe('"say ""x"""');
  expect(csvCell('two\nlines')).toBe('"two\nlines"');
  expect(csvCell(' x')).toBe('" x"');
  expect(csvCell("it's")).toBe("it's");
  expect(csvCell(null)).toBe('');
});
