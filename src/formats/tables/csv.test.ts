import { describe, expect, test } from 'vitest';
import { readTable, writeTable } from './csv.ts';

const text = (s: string) => new TextEncoder().encode(s);
const utf16 = (s: string, little: boolean, mark: boolean) =>
  Uint8Array.from(
    [...(mark ? '\uFEFF' : ''), ...s].flatMap((c) =>
      little ? [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8] : [c.charCodeAt(0) >> 8, c.charCodeAt(0) & 255],
    ),
  );
const want = [
  ['file', 'label', 'patient'],
  ['1.png', 'cat', 'P1'],
  ['2.png', 'dog', 'P2'],
];
const as = (sep: string, eol: string) => want.map((r) => r.join(sep) + eol).join('');

describe('the same table in every dress', () => {
  test.each([
    ['commas', text(as(',', '\n'))],
    ['UTF-8 mark', text(`\uFEFF${as(',', '\n')}`)],
    ['semicolons', text(as(';', '\n'))],
    ['tabs', text(as('\t', '\n'))],
    ['bars', text(as('|', '\n'))],
    ['CRLF', text(as(',', '\r\n'))],
    ['CR', text(as(',', '\r'))],
    ['no last line end', text(as(',', '\n').trimEnd())],
    ['Excel’s sep line', text(`sep=;\r\n${as(';', '\r\n')}`)],
    ['Excel’s sep line with a mark', text(`\uFEFFsep=,\r\n${as(',', '\r\n')}`)],
    ['UTF-16 LE', utf16(as(',', '\n'), true, true)],
    ['UTF-16 BE', utf16(as(',', '\n'), false, true)],
    ['UTF-16 LE without mark', utf16(as(',', '\n'), true, false)],
    ['UTF-16 BE without mark', utf16(as(',', '\n'), false, false)],
    ['blanks after commas', text('file, label, patient\n1.png, cat , P1\n2.png,dog,P2\n')],
    ['quotes', text('"file","label","patient"\n"1.png","cat","P1"\n2.png,dog,P2\n')],
    ['blank lines', text('file,label,patient\n\n1.png,cat,P1\n,,\n2.png,dog,P2\n\n')],
  ])('%s', (_, bytes) => {
    const table = readTable(bytes, 't.csv');
    expect(table.rows).toEqual(want);
    expect(table.notices).toEqual([]);
  });
});

test('quoted cells keep commas, quotes and line ends', () => {
  expect(readTable(text('file,note\n1.png,"two\r\nlines, with ""quotes"""\n'), 't.csv').rows[1]).toEqual([
    '1.png',
    'two\nlines, with "quotes"',
  ]);
});

test('Windows-1252 is read with a warning, without replacement characters', () => {
  const table = readTable(Uint8Array.of(...text('file,label\n1.png,R'), 0xf6, ...text('tung\n')), 't.csv');
  expect(table.rows[1]).toEqual(['1.png', 'Rötung']);
  expect(table.notices.map((n) => n.code)).toEqual(['encoding']);
});

test('short and long rows are kept and said, with their rows', () => {
  const table = readTable(text('file,label,patient\n1.png,cat\n2.png,dog,P2,extra\n\n3.png,cat,P3\n'), 't.csv');
  expect(table.rows.length).toBe(4);
  expect(table.lines).toEqual([1, 2, 3, 5]);
  expect(table.notices).toEqual([
    expect.objectContaining({ code: 'ragged-rows', level: 'warning', saw: '2', remedy: expect.stringContaining('(2, 3)') }),
  ]);
});

test.each([
  ['file,label\n1.png,"cat\n2.png,dog\n', 'corrupt'],
  ['file,label\n1.png,ca\0t\n', 'not-text'],
  ['', 'empty-file'],
])('%j is refused: %s', (content, code) => {
  expect(() => readTable(text(content), 'labels.csv')).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining('labels.csv') }),
  );
});

test('what is written is read back, and no cell runs as a formula', () => {
  const rows = [
    ['sample', 'note'],
    ['=1+1', '@x'],
    ['a,b', 'say "x"\ny'],
    ['-2', ''],
  ];
  const written = writeTable(rows);
  expect(written.split('\n')[1]).toBe("'=1+1,'@x");
  expect(readTable(text(written), 't.csv').rows.slice(2)).toEqual([
    ['a,b', 'say "x"\ny'],
    ["'-2", ''],
  ]);
});
