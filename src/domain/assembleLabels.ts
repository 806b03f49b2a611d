import type { FromFolders } from './assembleFolders.ts';
import type { TableReading, TableRow } from './assembleTable.ts';
import type { Label, Sample, Skipped } from './dataset.ts';
import type { Notice } from './notice.ts';

/** What is known of an image besides its pixels. */
export interface Facts {
  label: string | null;
  from: Label['from'];
  patient: string | null;
  site: string | null;
  part: Sample['part'];
}

export interface Labelling {
  facts: Facts[];
  /** Images that tables contradict themselves about: they are left out. */
  dropped: Map<number, Skipped>;
  notices: Notice[];
  /** Whether a table gave the labels. */
  byTable: boolean;
}

/** The table that gives labels: of those with a label column the one that names the most images, then the one that knows more (patient, site, split), then one with words rather than numbers for classes, then by name. */
export function chooseTable(readings: readonly TableReading[]): TableReading | null {
  const rich = (t: TableReading) => [t.columns.patient, t.columns.site, t.columns.split].filter((c) => c !== null).length;
  const usable = readings.filter((t) => t.columns.label !== null && t.rows.some((r) => r.label !== null));
  const wordy = (t: TableReading) => (t.rows.some((r) => r.label !== null && !/^-?[\d.]+$/.test(r.label)) ? 1 : 0);
  return (
    usable.sort((a, b) => b.images.size - a.images.size || rich(b) - rich(a) || wordy(b) - wordy(a) || (a.where < b.where ? -1 : 1))[0] ??
    null
  );
}

/** Joins what tables and folders say. A table's label takes the place of the folder's; patients, sites and parts come from the chosen table, else from another table, else from folders. */
export function joinFacts(paths: readonly string[], folders: readonly FromFolders[], readings: readonly TableReading[]): Labelling {
  const chosen = chooseTable(readings);
  const notices: Notice[] = [];
  const dropped = new Map<number, Skipped>();
  const facts: Facts[] = folders.map((f) => ({ ...f, label: chosen ? null : f.label, from: chosen ? 'table' : 'folder', site: null }));
  const order = chosen ? [chosen, ...readings.filter((r) => r !== chosen)] : readings;
  const known = { patient: false, site: false, split: false };
  for (const table of order) {
    const rows = rowsByImage(table);
    const takes = {
      label: table === chosen,
      patient: !known.patient && table.columns.patient !== null,
      site: !known.site && table.columns.site !== null,
      split: !known.split && table.columns.split !== null,
    };
    if (!takes.label && !takes.patient && !takes.site && !takes.split) continue;
    for (const [image, group] of rows) {
      const fact = facts[image]!;
      if (takes.label) fact.label = single(group, 'label');
      if (takes.patient) fact.patient = single(group, 'patient') ?? fact.patient;
      if (takes.site) fact.site = single(group, 'site');
      if (takes.split) fact.part = single(group, 'part') ?? fact.part;
      const clash =
        (takes.label && conflict(group, 'label')) ||
        (takes.patient && conflict(group, 'patient')) ||
        (takes.split && conflict(group, 'part'));
      if (clash) dropped.set(image, clashing(paths[image]!, table.where, clash, group));
    }
    if (takes.patient) known.patient = true;
    if (takes.site) known.site = true;
    if (takes.split) known.split = true;
    notices.push(usedNotice(table, takes), ...repeated(table, rows, paths, dropped));
  }
  if (dropped.size > 0) {
    const files = [...dropped.keys()].map((i) => paths[i]!);
    notices.push({
      code: 'conflicting-labels',
      level: 'error',
      saw: String(files.length),
      files,
      remedy: `Tables say two different things about the same image (${files.slice(0, 3).join(', ')}${files.length > 3 ? ' …' : ''}); such images were left out. Correct the table and give the images again.`,
    });
  }
  if (chosen) {
    const unlisted = paths.filter((_, i) => !chosen.images.has(i));
    if (unlisted.length > 0) {
      const remedy = `${unlisted.length} of ${paths.length} images are not named in ${chosen.where} and have no label.`;
      notices.push({
        code: 'unlisted-images',
        level: 'warning',
        where: chosen.where,
        saw: String(unlisted.length),
        files: unlisted,
        remedy,
      });
    }
    const empty = [...rowsByImage(chosen)].filter(([, g]) => g.every((r) => r.label === null)).map(([i]) => paths[i]!);
    if (empty.length > 0) {
      const remedy = `${empty.length} images have an empty cell (or "nan") as label in ${chosen.where} and take no part until they are labelled.`;
      notices.push({ code: 'missing-label', level: 'warning', where: chosen.where, saw: String(empty.length), files: empty, remedy });
    }
    notices.push(...againstFolders(chosen, folders, facts, paths));
    for (const other of readings) if (other !== chosen && other.columns.label !== null) notices.push(compared(chosen, other, paths));
  }
  return { facts, dropped, notices, byTable: chosen !== null };
}

function rowsByImage(table: TableReading): Map<number, TableRow[]> {
  const groups = new Map<number, TableRow[]>();
  for (const row of table.rows) {
    const group = groups.get(row.image);
    if (group) group.push(row);
    else groups.set(row.image, [row]);
  }
  return groups;
}

type Field = 'label' | 'patient' | 'site' | 'part';
const single = <F extends Field>(group: readonly TableRow[], field: F): TableRow[F] | null =>
  group.find((r) => r[field] !== null)?.[field] ?? null;
const conflict = (group: readonly TableRow[], field: Field): Field | null =>
  new Set(group.map((r) => r[field]).filter((v) => v !== null)).size > 1 ? field : null;

function clashing(file: string, where: string, field: Field, group: readonly TableRow[]): Skipped {
  const all = [...new Set(group.map((r) => r[field]).filter((v) => v !== null))].map((v) => `"${short(v!)}"`);
  const values = all.length > 3 ? `${all.slice(0, 3).join(', ')} and ${all.length - 3} more` : all.join(' and ');
  const lines = group.map((r) => r.line);
  const reason = field === 'label' ? 'conflicting-labels' : field === 'patient' ? 'conflicting-patients' : 'conflicting-splits';
  return {
    file,
    reason,
    message: `${file} is ${values} in ${where} (rows ${lines.slice(0, 6).join(', ')}${lines.length > 6 ? ' …' : ''}); it was left out. Correct the table.`,
  };
}

const short = (text: string) => (text.length > 60 ? `${text.slice(0, 60)}…` : text);

function usedNotice(table: TableReading, takes: { label: boolean; patient: boolean; site: boolean; split: boolean }): Notice {
  const c = table.columns;
  const roles = (
    [
      ['labels', takes.label, c.label],
      ['patients', takes.patient, c.patient],
      ['sites', takes.site, c.site],
      ['split', takes.split, c.split],
    ] as const
  ).filter(([, used]) => used);
  const list = roles.map(([what, , column]) => `${what} from "${column}"`).join(', ');
  return {
    code: 'table-used',
    level: 'info',
    where: table.where,
    saw: `${c.file} / ${roles.map(([, , column]) => column).join(' / ')}`,
    remedy: `${table.where} was used: images by the column "${c.file}", ${list}.`,
  };
}

function repeated(
  table: TableReading,
  rows: ReadonlyMap<number, TableRow[]>,
  paths: readonly string[],
  dropped: ReadonlyMap<number, Skipped>,
): Notice[] {
  const files = [...rows].filter(([i, g]) => g.length > 1 && !dropped.has(i)).map(([i]) => paths[i]!);
  if (files.length === 0) return [];
  const remedy = `${table.where} names ${files.length === 1 ? 'an image' : `${files.length} images`} more than once without contradiction; each was counted once.`;
  return [{ code: 'duplicate-id', level: 'warning', where: table.where, saw: String(files.length), files, remedy }];
}

/** Whether a second table says the same, if perhaps in other words ("1" for "hemorrhage"). */
function compared(chosen: TableReading, other: TableReading, paths: readonly string[]): Notice {
  const mine = new Map([...rowsByImage(chosen)].map(([i, g]) => [i, single(g, 'label')]));
  const pairs = [...rowsByImage(other)].flatMap(([i, g]) => {
    const [a, b] = [mine.get(i) ?? null, single(g, 'label')];
    return a === null || b === null ? [] : [{ i, a, b }];
  });
  const to = usual(pairs.map(({ a, b }) => [a, b]));
  const back = usual(pairs.map(({ a, b }) => [b, a]));
  const differ = pairs.filter(({ a, b }) => to.get(a) !== b || back.get(b) !== a).map(({ i }) => paths[i]!);
  if (differ.length === 0) {
    const words = [...to].every(([a, b]) => a === b)
      ? 'the same labels'
      : `the same classes by other names (${[...to]
          .slice(0, 4)
          .map(([a, b]) => `${short(a)} = ${short(b)}`)
          .join(', ')})`;
    return {
      code: 'tables-agree',
      level: 'info',
      where: other.where,
      remedy: `${other.where} gives ${words} as ${chosen.where}, which was used.`,
    };
  }
  return {
    code: 'tables-conflict',
    level: 'error',
    where: other.where,
    saw: String(differ.length),
    files: differ,
    remedy: `${chosen.where} and ${other.where} disagree about ${differ.length} images; ${chosen.where} was used. Take the wrong table out and give the images again.`,
  };
}

/** Where folders name the same classes or parts as the chosen table, images about which they say otherwise. */
function againstFolders(
  chosen: TableReading,
  folders: readonly FromFolders[],
  facts: readonly Facts[],
  paths: readonly string[],
): Notice[] {
  const lower = (values: readonly (string | null)[]) =>
    [...new Set(values.flatMap((v) => (v === null ? [] : [v.toLowerCase()])))].sort().join('\n');
  const sameClasses = lower(folders.map((f) => f.label)) === lower(facts.map((f) => f.label));
  const files = paths.filter((_, i) => {
    const [folder, fact] = [folders[i]!, facts[i]!];
    const label = sameClasses && folder.label !== null && fact.label !== null && folder.label.toLowerCase() !== fact.label.toLowerCase();
    return label || (folder.part !== null && fact.part !== null && folder.part !== fact.part);
  });
  if (files.length === 0) return [];
  const remedy = `${chosen.where} says otherwise than the folders about ${files.length === 1 ? 'an image' : `${files.length} images`} (${files.slice(0, 3).join(', ')}${files.length > 3 ? ' …' : ''}); the table was followed. Look which is right.`;
  return [{ code: 'folders-disagree', level: 'error', where: chosen.where, saw: String(files.length), files, remedy }];
}

/** For each first text the second that most often goes with it. */
function usual(pairs: readonly (readonly [string, string])[]): Map<string, string> {
  const counts = new Map<string, Map<string, number>>();
  for (const [a, b] of pairs) {
    const row = counts.get(a) ?? new Map<string, number>();
    row.set(b, (row.get(b) ?? 0) + 1);
    counts.set(a, row);
  }
  return new Map([...counts].map(([a, row]) => [a, [...row].reduce((x, y) => (y[1] > x[1] ? y : x))[0]]));
}
