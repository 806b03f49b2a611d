import type { Dataset, Sample } from './dataset.ts';
import { countDataset, patientOf } from './dataset.ts';
import type { Notice } from './notice.ts';

/** What could spoil a study on this data set, seen from its samples and labels alone. */
export function findingsOf(dataset: Dataset): Notice[] {
  return [...classes(dataset), ...alikeLabels(dataset), ...twins(dataset), ...patients(dataset.samples), ...parts(dataset.samples)];
}

function classes(dataset: Dataset): Notice[] {
  const counts = countDataset(dataset);
  const used = counts.classes.filter((c) => c.images > 0);
  if (used.length === 0) {
    return [
      {
        code: 'no-labels',
        level: 'warning',
        saw: '0',
        remedy:
          'No image has a label. Put each class in a folder of its own, add a table with a file and a label column, or label the images by hand.',
      },
    ];
  }
  const notices: Notice[] = [];
  if (used.length === 1) {
    const name = used[0]!.name;
    notices.push({
      code: 'one-class',
      level: 'error',
      where: name,
      saw: '1',
      expected: '2',
      remedy: `All labelled images are of one class, "${name}". A comparison needs images of at least two.`,
    });
  }
  const lone = used.filter((c) => c.images === 1).map((c) => c.name);
  if (lone.length > 0) {
    const some = lone.slice(0, 5).join(', ');
    notices.push({
      code: 'one-image-per-class',
      level: 'warning',
      where: some,
      saw: String(lone.length),
      remedy: `${lone.length === 1 ? `The class "${some}" has` : `${lone.length} classes (${some}${lone.length > 5 ? ' …' : ''}) have`} a single image, which cannot be both learned from and tested on. Add images, or take the class out.`,
    });
  }
  return notices;
}

function alikeLabels(dataset: Dataset): Notice[] {
  const names = dataset.classes.map((c) => c.name);
  const alike = groups(names, (n) =>
    n
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]+/g, ''),
  ).filter((g) => g.length > 1);
  return alike.map((g) => ({
    code: 'near-duplicate-labels',
    level: 'warning',
    where: g.join(', '),
    saw: String(g.length),
    remedy: `The classes ${g.map((n) => `"${n}"`).join(' and ')} differ in spelling only and are kept apart. If they are one class, make them one.`,
  }));
}

/** The same picture (equal samples and size) more than once. */
function twins(dataset: Dataset): Notice[] {
  const label = new Map(dataset.labels.map((l) => [l.sample, l.cls]));
  const same = groups(dataset.samples, (s) => `${s.source.hash} ${s.size.join(' x ')}`).filter((g) => g.length > 1);
  const differ = same.filter((g) => new Set(g.flatMap((s) => label.get(s.id) ?? [])).size > 1);
  const equal = same.filter((g) => !differ.includes(g));
  const leak = same.filter((g) => new Set(g.map((s) => s.part)).size > 1 && g.every((s) => s.part !== null));
  const notice = (code: string, level: Notice['level'], found: Sample[][], what: string): Notice[] => {
    if (found.length === 0) return [];
    const files = found.flatMap((g) => g.map((s) => s.source.name));
    const some = found[0]!.map((s) => s.source.name).slice(0, 3);
    return [
      {
        code,
        level,
        saw: String(found.length),
        files,
        remedy: `${found.length === 1 ? 'One picture is' : `${found.length} pictures are`} there more than once ${what} (${some.join(' = ')}${files.length > some.length ? ' …' : ''}).`,
      },
    ];
  };
  return [
    ...notice(
      'identical-images-labels',
      'warning',
      differ,
      'with different labels: at least one is wrong. Look at them and take the wrong ones out',
    ),
    ...notice(
      'identical-images',
      'warning',
      equal,
      'under different names: tested on a picture that was learned from, a model looks better than it is. Take the copies out, or give them one patient',
    ),
    ...notice('identical-across-split', 'warning', leak, 'in different parts of the given split: the test is not independent'),
  ];
}

function patients(samples: readonly Sample[]): Notice[] {
  const known = [...new Set(samples.flatMap((s) => s.patient ?? []))];
  if (known.length === 0) return [];
  const notices: Notice[] = [];
  const without = samples.filter((s) => s.patient === null);
  if (without.length > 0) {
    const remedy = `${without.length} images have no patient and count as patients of their own.`;
    notices.push({
      code: 'patient-missing',
      level: 'warning',
      saw: String(without.length),
      files: without.map((s) => s.source.name),
      remedy,
    });
  }
  const alike = groups(known, (p) =>
    p
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[\s_-]+/g, '')
      .replace(/^0+(?=.)/, ''),
  ).filter((g) => g.length > 1);
  if (alike.length > 0) {
    const some = alike[0]!.join('" and "');
    notices.push({
      code: 'similar-patients',
      level: 'warning',
      where: alike
        .slice(0, 3)
        .map((g) => g.join(', '))
        .join('; '),
      saw: String(alike.length),
      remedy: `Some patients' codes differ only in case, blanks or leading zeros ("${some}") and are kept apart. If they are one person, write them alike.`,
    });
  }
  return notices;
}

function parts(samples: readonly Sample[]): Notice[] {
  if (samples.every((s) => s.part === null)) return [];
  const count = (p: Sample['part']) => samples.filter((s) => s.part === p).length;
  const list = (['train', 'validation', 'test'] as const).filter((p) => count(p) > 0).map((p) => `${p} ${count(p)}`);
  const notices: Notice[] = [
    {
      code: 'given-split',
      level: 'info',
      saw: list.join(', '),
      remedy: `The images come with a split (${list.join(', ')}); it can be kept, or new folds be made.`,
    },
  ];
  const without = samples.filter((s) => s.part === null);
  if (without.length > 0) {
    const remedy = `${without.length} images are in no part of the given split and are not used when it is kept.`;
    notices.push({ code: 'part-missing', level: 'warning', saw: String(without.length), files: without.map((s) => s.source.name), remedy });
  }
  const both = groups(
    samples.filter((s) => s.patient !== null && s.part !== null),
    patientOf,
  ).filter((g) => new Set(g.map((s) => s.part)).size > 1);
  if (both.length > 0) {
    notices.push({
      code: 'patient-across-split',
      level: 'warning',
      saw: String(both.length),
      files: both.flat().map((s) => s.source.name),
      remedy: `${both.length} patients have images in more than one part of the given split, so that its test is not independent. New folds by patient avoid that.`,
    });
  }
  return notices;
}

function groups<T>(items: readonly T[], key: (item: T) => string): T[][] {
  const map = new Map<string, T[]>();
  for (const item of items) {
    const group = map.get(key(item));
    if (group) group.push(item);
    else map.set(key(item), [item]);
  }
  return [...map.values()];
}
