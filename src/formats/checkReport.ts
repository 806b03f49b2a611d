import { countDataset, type Dataset } from '../domain/dataset.ts';
import type { Notice } from '../domain/notice.ts';

/** What `radtune check` prints (DESIGN 7). */
export interface CheckReport {
  images: number;
  /** Distinct patients named; where none is, images stand for patients. Images without a patient beside others with one are in the finding `patient-missing`. */
  patients: number;
  /** Images of each class by its name. Without a prototype: a class may be called `__proto__`. */
  classes: Record<string, number>;
  split?: { train: number; validation: number; test: number };
  skipped: Dataset['skipped'];
  findings: { code: string; severity: Notice['level']; files: readonly string[]; message: string }[];
}

/** Counts and findings of a data set, as plain data for JSON. */
export function checkReport(dataset: Dataset): CheckReport {
  const counts = countDataset(dataset);
  const classes = Object.create(null) as Record<string, number>;
  for (const c of counts.classes) classes[c.name] = c.images;
  const known = new Set(dataset.samples.flatMap((s) => s.patient ?? [])).size;
  const part = (p: string) => dataset.samples.filter((s) => s.part === p).length;
  const split = { train: part('train'), validation: part('validation'), test: part('test') };
  return {
    images: counts.images,
    patients: known > 0 ? known : counts.images,
    classes,
    ...(split.train + split.validation + split.test > 0 ? { split } : {}),
    skipped: dataset.skipped,
    findings: dataset.notices.map((n) => ({ code: n.code, severity: n.level, files: n.files ?? [], message: messageOf(n) })),
  };
}

/** A notice as an English sentence that names its file. */
export function messageOf(n: Notice): string {
  const text = n.remedy ?? n.code;
  const about = n.where ?? (n.files && n.files.length > 0 ? (n.files.length === 1 ? n.files[0]! : `${n.files.length} files`) : '');
  return about === '' || text.includes(about) || /^\d/.test(text) ? text : `${about}: ${text}`;
}
