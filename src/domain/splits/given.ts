import { patientOf, type Sample } from '../dataset.ts';
import { InputError, type Notice } from '../notice.ts';
import type { SplitPart } from '../split.ts';

type Row = { sample: Sample; truth: number };
const few = (names: readonly string[]) => `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;

/** The split the files came with (`part` of each sample). A patient on both sides of it is refused: the result would be too good. */
export function keptPart(rows: readonly Row[]): { parts: SplitPart[]; notices: Notice[] } {
  const of = (part: Sample['part']) => rows.filter((r) => r.sample.part === part);
  const [train, validation, test, none] = [of('train'), of('validation'), of('test'), of(null)];
  for (const [name, part] of [['train', train] as const, ['test', test] as const]) {
    if (part.length === 0) {
      throw new InputError(
        'no-given-split',
        `No labelled image lies in the given '${name}' part: keep train and test folders (or a split column), or choose cross-validation instead.`,
      );
    }
  }
  const tested = new Set(test.map((r) => patientOf(r.sample)));
  const leaked = [...new Set([...train, ...validation].map((r) => patientOf(r.sample)))].filter((p) => tested.has(p)).sort();
  if (leaked.length > 0) {
    throw new InputError(
      'split-leak',
      `The given split has ${leaked.length === 1 ? 'one patient' : `${leaked.length} patients`} (${few(leaked)}) in both training and test: put all images of a patient on one side, or choose cross-validation, which keeps patients whole.`,
      leaked[0],
    );
  }
  const notices: Notice[] = [];
  const inner = new Set(validation.map((r) => patientOf(r.sample)));
  const shared = [...new Set(train.map((r) => patientOf(r.sample)))].filter((p) => inner.has(p)).sort();
  if (shared.length > 0) {
    notices.push({
      code: 'patient-in-train-and-validation',
      level: 'warning',
      where: few(shared),
      saw: String(shared.length),
      expected: '0',
      remedy: 'Heads are chosen by patient-wise folds of the whole training part, so this costs nothing here.',
    });
  }
  if (none.length > 0) {
    notices.push({
      code: 'samples-without-part',
      level: 'warning',
      saw: String(none.length),
      expected: '0',
      files: none.map((r) => r.sample.source.name),
      remedy: 'These labelled images lie in no part of the given split and are left out; put them into one to use them.',
    });
  }
  const known = new Set(rows.map((r) => r.truth));
  const lacking = [...known].filter((c) => !test.some((r) => r.truth === c));
  if (lacking.length > 0) {
    notices.push({
      code: 'fold_without_class',
      level: 'warning',
      where: lacking.sort((a, b) => a - b).join(', '),
      remedy: 'The test part lacks a class: some measures are undefined. Add images of it there, or choose cross-validation.',
    });
  }
  const ids = (part: readonly Row[]) => part.map((r) => r.sample.id);
  return { parts: [{ train: ids(train), validation: ids(validation), test: ids(test) }], notices };
}

/** One part per patient or per site, in the order of their names, tested by a model that saw none of it. */
export function leaveOneOut(rows: readonly Row[], unit: 'patient' | 'site'): { parts: SplitPart[]; notices: Notice[] } {
  if (unit === 'site') checkSites(rows);
  const unitOf = (r: Row) => (unit === 'site' ? r.sample.site! : patientOf(r.sample));
  const units = [...new Set(rows.map(unitOf))].sort();
  if (units.length < 2) {
    throw new InputError(
      'too-few-groups',
      `Leaving one ${unit} out in turn needs at least 2 of them, and there is one: choose another split.`,
    );
  }
  const parts = units.map((u) => {
    const ids = (inside: boolean) => rows.filter((r) => (unitOf(r) === u) === inside).map((r) => r.sample.id);
    return { train: ids(false), validation: [], test: ids(true) };
  });
  return { parts, notices: [] };
}

function checkSites(rows: readonly Row[]): void {
  const unknown = rows.filter((r) => r.sample.site === null);
  if (unknown.length > 0) {
    throw new InputError(
      'no-site',
      `${unknown.length} of ${rows.length} labelled images have no site (${few(unknown.map((r) => r.sample.source.name))}): give each a site in the table, or choose another split.`,
      unknown[0]!.sample.source.name,
    );
  }
  const site = new Map<string, string>();
  for (const { sample } of rows) {
    const patient = patientOf(sample);
    const before = site.get(patient);
    if (before !== undefined && before !== sample.site) {
      throw new InputError(
        'patient-at-two-sites',
        `Patient ${patient} has images from ${before} and ${sample.site}, so leaving a site out would test on a patient it was trained on: correct the site, or leave patients out instead.`,
        patient,
      );
    }
    site.set(patient, sample.site!);
  }
}
