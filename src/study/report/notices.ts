import type { Notice } from '../../domain/notice.ts';
import type { StatsOutput } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';
import type { Arranged } from './arrange.ts';
import { FEW_PATIENTS } from './contrasts.ts';
import { fewestPatients } from './resample.ts';
import { aurocMethod } from './values.ts';

/** What a reader must know beside the numbers: the unit, few patients, folds that lack a class, probabilities that the tests do not cover. */
export function noticesOf(run: RunRecord, data: Arranged, stats: StatsOutput): Notice[] {
  const notices: Notice[] = [];
  const images = data.samples.length;
  if (data.unknownPatients > 0)
    notices.push({
      code: 'report.patients-unknown',
      level: 'warning',
      saw: String(data.unknownPatients),
      expected: String(images),
      remedy:
        'Each image whose patient is unknown counts as its own patient; if several are of one patient, every interval here is too narrow.',
    });
  else if (data.onePerPatient)
    notices.push({
      code: 'report.one-image-per-patient',
      level: 'info',
      saw: String(images),
      remedy: `Intervals and tests: ${aurocMethod(data)}.`,
    });
  if (!data.onePerPatient)
    notices.push({
      code: 'report.clustered',
      level: 'info',
      saw: `${images}/${data.patients}`,
      remedy: `Several images of a patient are not independent; intervals and tests count patients (${aurocMethod(data)}).`,
    });
  const fewest = fewestPatients(data);
  if (fewest < 2)
    notices.push({
      code: 'report.no-interval',
      level: 'warning',
      saw: String(fewest),
      expected: '2',
      remedy: 'A class has images of one patient only; no interval and no test is given.',
    });
  if (data.patients < FEW_PATIENTS)
    notices.push({
      code: 'report.few-patients',
      level: 'warning',
      saw: String(data.patients),
      expected: String(FEW_PATIENTS),
      remedy: 'With so few patients intervals tend to be too narrow; the permutation test is given beside them.',
    });
  const lacking = foldsLackingClass(data);
  if (lacking.length > 0)
    notices.push({
      code: 'report.fold-lacks-class',
      level: 'warning',
      where: lacking.map((l) => `seed ${l.seed}, fold ${l.fold}`).join('; '),
      saw: String(lacking.length),
      remedy: 'These folds have no AUROC of their own; the values here pool all folds of a seed, so their images count.',
    });
  if (!data.sameImages)
    notices.push({
      code: 'report.tests-differ',
      level: 'info',
      remedy: 'Seeds test different images; intervals come from a bootstrap of patients over all of them.',
    });
  if (data.runs.length > 1)
    notices.push({
      code: 'report.seed-mean',
      level: 'info',
      saw: String(data.runs.length),
      remedy: 'Values are means over seeds. The spread over seeds is not a standard error; the intervals count patients, not seeds.',
    });
  if (data.classes.length > 2 && stats.positive === null && stats.arms.some((a) => a.metrics.auroc_macro?.value === null))
    notices.push({
      code: 'report.class-absent',
      level: 'warning',
      remedy: 'A class has no images in a test set, so the macro AUROC is undefined.',
    });
  if (run.dataset.synthetic)
    notices.push({ code: 'report.synthetic', level: 'warning', remedy: 'The images were made by code; nothing here speaks of patients.' });
  return notices;
}

/** Folds of a run in which one of the classes the run holds has no image. */
export function foldsLackingClass(data: Arranged): { seed: number; fold: number }[] {
  return data.runs.flatMap((run) => {
    const classes = new Set(run.labels).size;
    const seen = new Map<number, Set<number>>();
    run.fold.forEach((fold, i) => {
      seen.set(fold, (seen.get(fold) ?? new Set()).add(run.labels[i]!));
    });
    return [...seen].filter(([, labels]) => labels.size < classes).map(([fold]) => ({ seed: run.seed, fold }));
  });
}
