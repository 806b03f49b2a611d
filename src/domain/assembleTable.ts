import { columnsFor, hasRole, type Role } from './assembleColumns.ts';
import { partOf } from './assembleFolders.ts';
import { MATCH_RULES, type MatchRule, type PathIndex } from './assembleMatch.ts';
import type { Sample } from './dataset.ts';
import { InputError, type Notice } from './notice.ts';

/** A parsed table: cells, and each row's line in the file. */
export interface TableInput {
  where: string;
  rows: readonly (readonly string[])[];
  lines: readonly number[];
  notices: readonly Notice[];
}

/** One row that names an image. Empty cells are null. */
export interface TableRow {
  image: number;
  line: number;
  label: string | null;
  patient: string | null;
  site: string | null;
  part: Sample['part'];
}

/** A table understood against the images that are there. */
export interface TableReading {
  where: string;
  /** Names of the columns used. */
  columns: Readonly<Record<Role, string | null>>;
  rows: readonly TableRow[];
  /** Images the rows name. */
  images: ReadonlySet<number>;
  notices: readonly Notice[];
}

/** Words that programs write for an empty cell. */
const EMPTY = /^(nan|n\/a|na|null|#n\/a)?$/i;
const cellOf = (row: readonly string[], c: number | null): string | null => {
  const text = c === null ? '' : (row[c] ?? '').trim();
  return EMPTY.test(text) ? null : text;
};

/**
 * Finds the columns of a table by their usual names and its rows' images. Null where no row names an image that is there.
 * Throws InputError no-rows (a header alone) or no-header (more than two columns and no names for them).
 */
export function readColumns(table: TableInput, index: PathIndex): TableReading | null {
  const { where } = table;
  const folder = where.split('/').slice(0, -1).join('/');
  const first = table.rows[0];
  if (!first) throw new InputError('no-rows', `${where} has no rows. A table needs a header row and a row for each image.`, where);
  const headless = headlessColumn(table, index, folder);
  const body = table.rows.map((cells, i) => ({ cells, line: table.lines[i]! })).slice(headless === null ? 1 : 0);
  if (body.length === 0) throw new InputError('no-rows', `${where} has a header but no rows. Add a row for each image.`, where);
  if (headless !== null && first.length !== 2) {
    throw new InputError(
      'no-header',
      `${where} has no header row, and with ${first.length} columns it cannot be told which is the label. Add a first row with names such as file,label,patient.`,
      where,
    );
  }
  const header = headless === null ? first : first.map((_, c) => `column ${c + 1}`);
  const file = headless ?? fileColumn(header, body, index, folder);
  if (file === null) return null;
  const roles = headless === null ? rolesOf(header, body, file) : { label: 1 - headless, patient: null, site: null, split: null };

  const rows: TableRow[] = [];
  const missing: string[] = [];
  const ambiguous: string[] = [];
  const rules = new Map<MatchRule, number>();
  const oddParts = new Set<string>();
  for (const { cells, line } of body) {
    const name = (cells[file] ?? '').trim();
    const match = index.find(name, folder);
    if (match === null) missing.push(name === '' ? `(row ${line}, no name)` : name);
    else if (match === 'ambiguous') ambiguous.push(name);
    else {
      rules.set(match.rule, (rules.get(match.rule) ?? 0) + 1);
      const split = cellOf(cells, roles.split);
      if (split !== null && partOf(split) === null) oddParts.add(split);
      rows.push({
        image: match.image,
        line,
        label: cellOf(cells, roles.label),
        patient: cellOf(cells, roles.patient),
        site: cellOf(cells, roles.site),
        part: split === null ? null : partOf(split),
      });
    }
  }
  if (rows.length === 0) return null;
  const name = (c: number | null) => (c === null ? null : header[c]!);
  const notices = [
    ...table.notices,
    ...(headless === null ? columnsTwice(where, header, [file, ...Object.values(roles)]) : [noHeader(where, headless)]),
    ...about(
      where,
      missing,
      'missing-file',
      'names images that were not given; those rows are not used. Add the files, or look whether the names are right',
    ),
    ...about(
      where,
      ambiguous,
      'ambiguous-file',
      'has names that fit several images; those rows are not used. Write the path from the top folder',
    ),
    ...matched(where, rules),
    ...about(
      where,
      [...oddParts],
      'unknown-split',
      'has words in its split column that are none of train, validation and test; they are not used',
    ),
  ];
  return {
    where,
    columns: { file: name(file), label: name(roles.label), patient: name(roles.patient), site: name(roles.site), split: name(roles.split) },
    rows,
    images: new Set(rows.map((r) => r.image)),
    notices,
  };
}

type Body = readonly { cells: readonly string[]; line: number }[];

/** The column of image names if the first row is data already: it names an image, and so do most rows. */
function headlessColumn(table: TableInput, index: PathIndex, folder: string): number | null {
  const first = table.rows[0]!;
  const found = (cell: string | undefined) => index.find((cell ?? '').trim(), folder) !== null;
  const column = first.findIndex(
    (cell, c) => !hasRole(cell) && found(cell) && table.rows.filter((r) => found(r[c])).length * 2 > table.rows.length,
  );
  return column < 0 ? null : column;
}

/** Of the columns named like a file the one that names most images, else any other column that names some. */
function fileColumn(header: readonly string[], body: Body, index: PathIndex, folder: string): number | null {
  const hits = (c: number) => body.reduce((n, { cells }) => n + (index.find((cells[c] ?? '').trim(), folder) === null ? 0 : 1), 0);
  const best = (columns: readonly number[]) =>
    columns.map((c) => ({ c, n: hits(c) })).reduce<{ c: number; n: number } | null>((a, b) => (b.n > (a?.n ?? 0) ? b : a), null)?.c ?? null;
  const named = columnsFor('file', header);
  return best(named) ?? best(header.map((_, c) => c).filter((c) => !named.includes(c) && !hasRole(header[c]!)));
}

function rolesOf(header: readonly string[], body: Body, file: number): Record<Exclude<Role, 'file'>, number | null> {
  const filled = (c: number) => c !== file && body.some(({ cells }) => cellOf(cells, c) !== null);
  const pick = (role: Role) => columnsFor(role, header).find(filled) ?? null;
  const [patient, site, split] = [pick('patient'), pick('site'), pick('split')];
  const others = header
    .map((_, c) => c)
    .filter((c) => c !== file && c !== patient && c !== site && c !== split && columnsFor('file', [header[c]!]).length === 0);
  return { label: pick('label') ?? (others.length === 1 && filled(others[0]!) ? others[0]! : null), patient, site, split };
}

function noHeader(where: string, file: number): Notice {
  return {
    code: 'no-header',
    level: 'warning',
    where,
    remedy: `${where} has no header row: its ${file === 0 ? 'first' : 'second'} column was read as the image and the other as the label, and its first row as an image.`,
  };
}

function columnsTwice(where: string, header: readonly string[], used: readonly (number | null)[]): Notice[] {
  const twice = used.flatMap((c) =>
    c !== null && header.filter((h) => h.toLowerCase() === header[c]!.toLowerCase()).length > 1 ? [header[c]!] : [],
  );
  if (twice.length === 0) return [];
  const remedy = `${where} has more than one column named "${twice[0]}"; the first that is filled was used.`;
  return [{ code: 'duplicate-column', level: 'warning', where, saw: twice.join(', '), remedy }];
}

function about(where: string, names: readonly string[], code: string, what: string): Notice[] {
  if (names.length === 0) return [];
  const some = names.slice(0, 3).map((n) => (n.length > 60 ? `${n.slice(0, 60)}…` : n));
  return [
    {
      code,
      level: 'warning',
      where,
      saw: String(names.length),
      files: names,
      remedy: `${where} ${what} (${names.length}: ${some.join(', ')}${names.length > 3 ? ' …' : ''}).`,
    },
  ];
}

function matched(where: string, rules: ReadonlyMap<MatchRule, number>): Notice[] {
  const loose = MATCH_RULES.filter((r) => r !== 'exact' && rules.has(r));
  if (loose.length === 0) return [];
  const words: Record<MatchRule, string> = {
    exact: '',
    slashes: 'other slashes',
    'part of the path': 'the last part of the path',
    case: 'other upper or lower case',
    extension: 'without or with another file name ending',
    'base name': 'the file name without its folder',
    number: 'the number without leading zeros',
  };
  const list = loose.map((r) => `${words[r]} (${rules.get(r)})`).join(', ');
  return [
    {
      code: 'path-match',
      level: 'info',
      where,
      saw: list,
      remedy: `Not all names in ${where} are exact paths; rows were matched by ${list}, each only where one image fits.`,
    },
  ];
}
