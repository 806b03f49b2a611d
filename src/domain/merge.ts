import { type AssembleInput, classesOf, classNames, readTables, sampleIds, sampleOf } from './assemble.ts';
import { findingsOf } from './assembleFindings.ts';
import { fromFolders } from './assembleFolders.ts';
import { joinFacts } from './assembleLabels.ts';
import type { Dataset, Label, Sample, Skipped } from './dataset.ts';
import { id } from './ids.ts';
import type { Notice } from './notice.ts';

/** Codes that `findingsOf` and a merge say anew; older ones of these are taken away. */
const RENEWED = new Set(
  'no-labels one-class one-image-per-class near-duplicate-labels identical-images-labels identical-images identical-across-split patient-missing similar-patients given-split part-missing patient-across-split already-there hand-label-kept'.split(
    ' ',
  ),
);

/**
 * The data set with more files: new images get ids, labels and patients as in `assemble`; a table also speaks of the images that are there already,
 * but never changes a label given by hand. A file that is there already (same bytes, same name) is not added twice. The revision goes up by one.
 * Throws the error of a broken table where nothing else was given.
 */
export function mergeInto(dataset: Dataset, input: AssembleInput): Dataset {
  const had = new Set(dataset.samples.map((s) => `${s.source.file} ${baseOf(s.source.name)}`));
  const again = input.images.filter((i) => had.has(`${i.file} ${baseOf(i.path)}`));
  const fresh = input.images.filter((i) => !again.includes(i)).sort((a, b) => (a.path < b.path ? -1 : 1));
  const old = dataset.samples;
  const paths = [...old.map((s) => s.source.name), ...fresh.map((i) => i.path)];
  const tables = readTables(input.tables, paths);
  const broken = [...input.broken, ...tables.broken];
  const folders = fromFolders(fresh.map((i) => i.path));
  const none = { label: null, part: null, patient: null };
  const joined = joinFacts(paths, [...old.map(() => none), ...folders.images], tables.readings);
  if (fresh.length === 0 && tables.readings.length === 0 && broken[0]) throw broken[0];

  const named = classNames(joined.facts);
  const classes = classesOf([...named.names], dataset.classes);
  const byName = new Map(classes.map((c) => [c.name, c.id]));
  const before = new Map(dataset.labels.map((l) => [l.sample, l]));
  const kept: Sample[] = [];
  const labels: Label[] = [];
  const byHand: string[] = [];
  const label = (sample: Sample, k: number) => {
    const fact = joined.facts[k]!;
    const was = before.get(sample.id);
    const says = fact.label === null ? undefined : byName.get(named.of(fact.label));
    if (was?.from === 'hand' && says !== undefined && says !== was.cls) byHand.push(sample.source.name);
    if (says !== undefined && was?.from !== 'hand') labels.push({ sample: sample.id, cls: says, from: fact.from });
    else if (was) labels.push(was);
  };
  const dropped: Skipped[] = [];
  old.forEach((s, k) => {
    const fact = joined.facts[k]!;
    const clash = joined.dropped.get(k);
    const next = clash
      ? s
      : {
          ...s,
          patient: fact.patient === null ? s.patient : id<'patient'>(fact.patient),
          site: fact.site ?? s.site,
          part: fact.part ?? s.part,
        };
    if (clash) dropped.push({ ...clash, message: clash.message.replace('it was left out', 'its former label was kept') });
    kept.push(next);
    if (!clash) label(next, k);
    else if (before.has(s.id)) labels.push(before.get(s.id)!);
  });
  const ids = sampleIds(
    fresh.map((i) => i.file),
    new Set<string>(old.map((s) => s.id)),
  );
  fresh.forEach((image, j) => {
    const k = old.length + j;
    const clash = joined.dropped.get(k);
    if (clash) {
      dropped.push(clash);
      return;
    }
    const sample = sampleOf(image, joined.facts[k]!, ids[j]!);
    kept.push(sample);
    label(sample, k);
  });
  const next: Dataset = {
    ...dataset,
    revision: dataset.revision + 1,
    classes,
    samples: kept,
    labels,
    skipped: [
      ...dataset.skipped,
      ...input.skipped,
      ...broken.map((e) => ({ file: e.where ?? '', reason: e.code, message: e.message })),
      ...dropped,
    ],
  };
  const said: Notice[] = [...input.notices, ...folders.notices, ...tables.notices, ...joined.notices, ...named.notices];
  if (again.length > 0) {
    const remedy = `${again.length} files are in the data set already (same name, same bytes) and were not added again.`;
    said.push({ code: 'already-there', level: 'info', saw: String(again.length), files: again.map((i) => i.path), remedy });
  }
  if (byHand.length > 0) {
    const remedy = `${byHand.length} images were labelled by hand and keep that label, though the files given now say otherwise.`;
    said.push({ code: 'hand-label-kept', level: 'warning', saw: String(byHand.length), files: byHand, remedy });
  }
  return { ...next, notices: [...dataset.notices.filter((n) => !RENEWED.has(n.code)), ...said, ...findingsOf(next)] };
}

const baseOf = (path: string) => path.split('/').at(-1)!;
