import { canonicalJson } from '../util/canonicalJson.ts';
import { hash } from '../util/hash.ts';
import { findingsOf } from './assembleFindings.ts';
import { fromFolders } from './assembleFolders.ts';
import { type Facts, joinFacts } from './assembleLabels.ts';
import { PathIndex } from './assembleMatch.ts';
import { readColumns, type TableInput, type TableReading } from './assembleTable.ts';
import type { Dataset, Label, Sample, Skipped } from './dataset.ts';
import { type Hash, type Id, id } from './ids.ts';
import { InputError, type Notice } from './notice.ts';

export type { TableInput } from './assembleTable.ts';

/** An image that was read. */
export interface ImageInput {
  /** With `/`, as dropped or as in the archive. */
  path: string;
  /** SHA-256 of the file's bytes. */
  file: Hash;
  /** SHA-256 of the decoded samples. */
  pixels: Hash;
  size: readonly [width: number, height: number];
}

export interface AssembleInput {
  name: string;
  images: readonly ImageInput[];
  tables: readonly TableInput[];
  /** Tables that could not be read: they refuse the whole where nothing else gives labels. */
  broken: readonly InputError[];
  skipped: readonly Skipped[];
  notices: readonly Notice[];
}

/** Longest class name; longer labels are cut, and said. */
const MAX_LABEL = 80;

/**
 * Makes a data set of images and tables. Labels come from the table that names most images, if one has a label column, else from folders.
 * Sample ids are made of the file's hash, never of its name; the data set's id of all that is in it. Throws the error of a broken table where
 * neither another table nor at least two class folders give labels.
 */
export function assemble(input: AssembleInput): Dataset {
  const images = [...input.images].sort((a, b) => (a.path < b.path ? -1 : 1));
  const paths = images.map((i) => i.path);
  const folders = fromFolders(paths);
  const tables = readTables(input.tables, paths);
  const broken = [...input.broken, ...tables.broken];
  const joined = joinFacts(paths, folders.images, tables.readings);
  const folderClasses = new Set(folders.images.flatMap((f) => f.label ?? []));
  if (!joined.byTable && folderClasses.size < 2 && broken[0]) throw broken[0];
  const used = images.map((_, i) => i).filter((i) => !joined.dropped.has(i));
  const clash = [...joined.dropped.values()][0];
  if (used.length === 0 && clash) {
    throw new InputError(
      clash.reason,
      `No image is left: tables say different things about every one of them. ${clash.message}`,
      clash.file,
    );
  }
  const named = classNames(used.map((i) => joined.facts[i]!));
  const ids = sampleIds(
    used.map((i) => images[i]!.file),
    new Set(),
  );
  const samples = used.map((i, k) => sampleOf(images[i]!, joined.facts[i]!, ids[k]!));
  const classes = classesOf([...named.names], []);
  const byName = new Map(classes.map((c) => [c.name, c.id]));
  const labels = used.flatMap((i, k): Label[] => {
    const { label, from } = joined.facts[i]!;
    return label === null ? [] : [{ sample: ids[k]!, cls: byName.get(named.of(label))!, from }];
  });
  const dataset: Dataset = {
    schema: 1,
    id: id(
      `d-${hash(canonicalJson([samples.map((s, k) => [s.source.file, s.patient, s.site, s.part, joined.facts[used[k]!]!.label])])).slice(0, 16)}`,
    ),
    revision: 1,
    name: input.name,
    synthetic: false,
    classes,
    samples,
    labels,
    notices: [],
    skipped: [
      ...input.skipped,
      ...broken.map((e) => ({ file: e.where ?? '', reason: e.code, message: e.message })),
      ...joined.dropped.values(),
    ],
  };
  const said = [
    ...input.notices,
    ...(joined.byTable ? folders.notices.filter((n) => n.code === 'patients-from-folders') : folders.notices),
  ];
  const folderNotice = joined.byTable || folderClasses.size === 0 ? [] : [classesFromFolders(folderClasses)];
  return {
    ...dataset,
    notices: [...said, ...tables.notices, ...folderNotice, ...joined.notices, ...named.notices, ...findingsOf(dataset)],
  };
}

/** Reads what each table says of the images; those of no use are said, those that are broken handed back. */
export function readTables(
  tables: readonly TableInput[],
  paths: readonly string[],
): { readings: TableReading[]; broken: InputError[]; notices: Notice[] } {
  const index = new PathIndex(paths);
  const readings: TableReading[] = [];
  const broken: InputError[] = [];
  const notices: Notice[] = [];
  for (const table of tables) {
    try {
      const reading = readColumns(table, index);
      if (reading === null) {
        notices.push(...table.notices, {
          code: 'table-no-match',
          level: 'warning',
          where: table.where,
          saw: table.rows[0]!.slice(0, 8).join(', ').slice(0, 120),
          remedy: `${table.where} was not used: no cell of it names an image that was given. A column such as "file" must hold the images' paths or names.`,
        });
        continue;
      }
      readings.push(reading);
      notices.push(...reading.notices);
      if (reading.columns.label === null) notices.push(noLabelColumn(table));
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      broken.push(error);
    }
  }
  return { readings, broken, notices };
}

function noLabelColumn(table: TableInput): Notice {
  const columns = table.rows[0]!.map((c) => (c.length > 30 ? `${c.slice(0, 30)}…` : c)).slice(0, 12);
  return {
    code: 'no-label-column',
    level: 'warning',
    where: table.where,
    saw: columns.join(', '),
    remedy: `${table.where} has no column known as the label (found: ${columns.join(', ')}). Name it "label" and give the files again.`,
  };
}

function classesFromFolders(names: ReadonlySet<string>): Notice {
  const some = [...names].sort().slice(0, 6).join(', ');
  return {
    code: 'classes-from-folders',
    level: 'info',
    saw: String(names.size),
    remedy: `The folders gave the labels: ${some}${names.size > 6 ? ' …' : ''}.`,
  };
}

/** A sample of an image and what is known of it. */
export function sampleOf(image: ImageInput, facts: Facts, sample: Id<'sample'>): Sample {
  return {
    id: sample,
    patient: facts.patient === null ? null : id(facts.patient),
    site: facts.site,
    source: { name: image.path, hash: image.pixels, file: image.file, frame: 0 },
    size: image.size,
    part: facts.part,
  };
}

/** Ids from file hashes, with a counter where a file is there more than once. `taken` grows. */
export function sampleIds(files: readonly Hash[], taken: Set<string>): Id<'sample'>[] {
  return files.map((file) => {
    const base = `s-${file.slice(0, 12)}`;
    let made = base;
    for (let n = 2; taken.has(made); n++) made = `${base}-${n}`;
    taken.add(made);
    return id<'sample'>(made);
  });
}

/** Labels as class names: white space made one blank, over-long ones cut (and kept apart). */
export function classNames(facts: readonly Facts[]): { names: ReadonlySet<string>; of(label: string): string; notices: Notice[] } {
  const names = new Map<string, string>();
  const cut: string[] = [];
  for (const { label } of facts) {
    if (label === null || names.has(label)) continue;
    const clean = label.normalize('NFC').replace(/\s+/g, ' ').trim();
    const long = [...clean].length > MAX_LABEL;
    names.set(label, long ? `${[...clean].slice(0, MAX_LABEL).join('')}… ${hash(clean).slice(0, 4)}` : clean);
    if (long) cut.push(names.get(label)!);
  }
  const notices: Notice[] =
    cut.length === 0
      ? []
      : [
          {
            code: 'long-label',
            level: 'warning',
            where: cut[0]!,
            saw: String(cut.length),
            remedy: `${cut.length === 1 ? 'A label is' : `${cut.length} labels are`} longer than ${MAX_LABEL} characters and was cut for the class's name: look whether the right column was read.`,
          },
        ];
  return { names: new Set(names.values()), of: (label) => names.get(label) ?? label, notices };
}

/** Classes in natural order ("2" before "10"), after those that are there already; ids of the name's hash. */
export function classesOf(names: readonly string[], had: Dataset['classes']): { id: Id<'class'>; name: string }[] {
  const taken = new Set<string>(had.map((c) => c.id));
  const known = new Set(had.map((c) => c.name));
  const added = names.filter((n) => !known.has(n)).sort(naturally);
  return [
    ...had,
    ...added.map((name) => {
      let made = `c-${hash(name).slice(0, 8)}`;
      while (taken.has(made)) made += 'x';
      taken.add(made);
      return { id: id<'class'>(made), name };
    }),
  ];
}

const NUMBER = /^-?\d+(\.\d+)?$/;
function naturally(a: string, b: string): number {
  if (NUMBER.test(a) && NUMBER.test(b) && Number(a) !== Number(b)) return Number(a) - Number(b);
  return a < b ? -1 : a > b ? 1 : 0;
}
