import { countDataset, type Dataset } from '../domain/dataset.ts';
import type { Notice } from '../domain/notice.ts';
import type { ExperimentSpec } from '../domain/spec.ts';

/** What a spec still lacks for this data set (level `error`: it cannot run) and what would weaken its answer (`warning`). */
export function checkStudy(spec: ExperimentSpec, dataset: Dataset): Notice[] {
  const counts = countDataset(dataset);
  const used = counts.classes.filter((c) => c.images > 0);
  const notices: Notice[] = [];
  if (counts.labelled === 0) {
    notices.push({ code: 'study.no-labels', level: 'error', remedy: 'Give images a class first.' });
    return notices;
  }
  if (used.length < 2) {
    notices.push({
      code: 'study.one-class',
      level: 'error',
      where: used[0]!.name,
      saw: '1',
      expected: '2',
      remedy: 'Add images of a second class.',
    });
  }
  if (spec.positive !== null && !used.some((c) => c.id === spec.positive || c.name === spec.positive)) {
    notices.push({ code: 'study.unknown-positive', level: 'error', where: spec.positive, expected: used.map((c) => c.name).join(', ') });
  }
  for (const c of used) {
    if (c.patients < 2 && used.length > 1) {
      notices.push({
        code: 'study.class-too-small',
        level: 'error',
        where: c.name,
        saw: String(c.patients),
        expected: '2',
        remedy: 'A class needs images of at least two patients.',
      });
    }
  }
  if (spec.split.kind === 'kfold') {
    const folds = spec.split.folds;
    const units = used.reduce((n, c) => n + c.patients, 0);
    if (units < folds)
      notices.push({
        code: 'study.too-few-patients',
        level: 'error',
        saw: String(units),
        expected: String(folds),
        remedy: 'Choose fewer folds.',
      });
    for (const c of used) {
      if (c.patients >= 2 && c.patients < folds) {
        notices.push({
          code: 'study.class-smaller-than-folds',
          level: 'warning',
          where: c.name,
          saw: String(c.patients),
          expected: String(folds),
        });
      }
    }
  }
  const unlabelled = counts.images - counts.labelled;
  if (unlabelled > 0) notices.push({ code: 'study.unlabelled', level: 'info', saw: String(unlabelled) });
  const unknown = dataset.samples.filter((s) => s.patient === null).length;
  if (unknown > 0)
    notices.push({ code: 'study.patients-unknown', level: 'warning', saw: String(unknown), expected: String(dataset.samples.length) });
  return notices;
}

/** The classes that take part, in the order of the data set, and the data set reduced to them. */
export function usedClasses(dataset: Dataset): Dataset {
  const labelled = new Set(dataset.labels.map((l) => l.cls));
  return { ...dataset, classes: dataset.classes.filter((c) => labelled.has(c.id)) };
}
