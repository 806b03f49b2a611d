import { describe, expect, test } from 'vitest';
import { type AssembleInput, assemble } from './assemble.ts';
import { fromFolders } from './assembleFolders.ts';
import { PathIndex } from './assembleMatch.ts';
import { countDataset, type Dataset } from './dataset.ts';
import type { Hash } from './ids.ts';
import { mergeInto } from './merge.ts';
import { InputError } from './notice.ts';

const HEX = (s: string) =>
  [...s]
    .reduce((h, c) => (h * 31 + c.charCodeAt(0)) % 0xfffffff, 7)
    .toString(16)
    .padStart(64, '0') as Hash;
const image = (path: string, content = path) => ({
  path,
  file: HEX(`file ${content}`),
  pixels: HEX(`pixels ${content}`),
  size: [8, 8] as const,
});
const table = (where: string, content: string) => {
  const rows = content
    .trim()
    .split('\n')
    .map((l) => l.split(',').map((c) => c.trim()));
  return { where, rows, lines: rows.map((_, i) => i + 1), notices: [] };
};
const input = (
  paths: readonly (string | ReturnType<typeof image>)[],
  tables: Record<string, string> = {},
  more: Partial<AssembleInput> = {},
): AssembleInput => ({
  name: 'set',
  images: paths.map((p) => (typeof p === 'string' ? image(p) : p)),
  tables: Object.entries(tables).map(([where, content]) => table(where, content)),
  broken: [],
  skipped: [],
  notices: [],
  ...more,
});
const counts = (d: Dataset) => Object.fromEntries(countDataset(d).classes.map((c) => [c.name, c.images]));
const codes = (d: Dataset) => d.notices.map((n) => n.code);
const labelOf = (d: Dataset, name: string) => {
  const sample = d.samples.find((s) => s.source.name === name);
  const label = d.labels.find((l) => l.sample === sample?.id);
  return d.classes.find((c) => c.id === label?.cls)?.name ?? null;
};
const four = ['1.png', '2.png', '3.png', '4.png'];

describe('classes and split from folders', () => {
  const labels = (paths: string[]) => fromFolders(paths).images.map((i) => i.label);
  const partsOf = (paths: string[]) => fromFolders(paths).images.map((i) => i.part);

  test.each([
    ['one folder a class', ['cat/1.png', 'dog/2.png'], ['cat', 'dog']],
    ['wrapper folders mean nothing', ['my data/images/cat/1.png', 'my data/images/dog/2.png'], ['cat', 'dog']],
    ['the innermost level that differs', ['a/cat/x/1.png', 'b/dog/x/2.png'], ['cat', 'dog']],
    ['a level that is the same everywhere below is passed over', ['cat/images/1.png', 'dog/images/2.png'], ['cat', 'dog']],
    ['sites around classes', ['a/cat/1.png', 'a/dog/2.png', 'b/cat/3.png', 'b/dog/4.png'], ['cat', 'dog', 'cat', 'dog']],
    ['images beside the class folders have none', ['w/cat/1.png', 'w/dog/2.png', 'w/3.png'], ['cat', 'dog', null]],
    ['split folders above', ['train/cat/1.png', 'train/dog/2.png', 'test/cat/3.png'], ['cat', 'dog', 'cat']],
    ['split folders below', ['cat/train/1.png', 'dog/Testing/2.png', 'dog/VAL/3.png'], ['cat', 'dog', 'dog']],
    ['images straight in split folders', ['train/1.png', 'test/2.png'], [null, null]],
    ['one folder alone is a class', ['cat/1.png', 'cat/2.png'], ['cat', 'cat']],
    ['unless its name says nothing', ['set/images/1.png', 'set/images/2.png'], [null, null]],
    ['flat', ['1.png', '2.png'], [null, null]],
    ['names of object members are names', ['__proto__/1.png', 'constructor/2.png'], ['__proto__', 'constructor']],
  ])('%s', (_, paths, want) => {
    expect(labels(paths)).toEqual(want);
  });

  test.each([
    ['train', 'train'],
    ['Training', 'train'],
    ['TRN', 'train'],
    ['test', 'test'],
    ['Testing', 'test'],
    ['val', 'validation'],
    ['valid', 'validation'],
    ['Validation', 'validation'],
  ])('the folder %s is the part %s, never a class', (folder, part) => {
    const other = part === 'train' ? 'test' : 'train';
    const paths = [`set/${folder}/cat/1.png`, `set/${folder}/dog/2.png`, `set/${other}/cat/3.png`, `set/${other}/dog/4.png`];
    expect(partsOf(paths)).toEqual([part, part, other, other]);
    expect(labels(paths)).toEqual(['cat', 'dog', 'cat', 'dog']);
  });

  test('one split folder around everything is a wrapper, not a split', () => {
    expect(partsOf(['test/cat/1.png', 'test/dog/2.png'])).toEqual([null, null]);
  });

  test('numbered folders below the classes are patients, and that is said', () => {
    const { images, notices } = fromFolders(['cat/p1/1.png', 'cat/p2/1.png', 'dog/p3/1.png', 'dog/p4/1.png']);
    expect(images.map((i) => [i.label, i.patient])).toEqual([
      ['cat', 'p1'],
      ['cat', 'p2'],
      ['dog', 'p3'],
      ['dog', 'p4'],
    ]);
    expect(notices.map((n) => n.code)).toEqual(['patients-from-folders']);
  });
});

describe('names in tables are matched', () => {
  const index = new PathIndex([
    'set/images/1.png',
    'set/images/B.PNG',
    'set/images/007.png',
    'set/a/x.png',
    'set/b/x.png',
    'set/images/10.png',
  ]);
  test.each([
    ['images/1.png', 'set', 0, 'exact'],
    ['set/images/1.png', '', 0, 'exact'],
    ['images\\1.png', 'set', 0, 'slashes'],
    ['./images/1.png', 'set', 0, 'slashes'],
    ['../set/images/1.png', 'set', 0, 'slashes'],
    ['images/1.png', '', 0, 'part of the path'],
    ['IMAGES/1.PNG', 'set', 0, 'case'],
    ['b.png', '', 1, 'case'],
    ['1', 'set', 0, 'extension'],
    ['images/1.dcm', 'set', 0, 'extension'],
    ['C:\\elsewhere\\1.png', '', 0, 'base name'],
    ['7', '', 2, 'number'],
    ['0010', '', 5, 'number'],
  ])('%s in "%s"', (cell, folder, image, rule) => {
    expect(index.find(cell, folder)).toEqual({ image, rule });
  });

  test('where several fit, none is taken', () => {
    expect(index.find('x.png', 'set')).toBe('ambiguous');
    expect(index.find('a/x.png', 'set')).toEqual({ image: 3, rule: 'exact' });
    expect(new PathIndex(['07.png', '007.png']).find('7', '')).toBe('ambiguous');
    expect(index.find('y.png', 'set')).toBeNull();
    expect(index.find('', 'set')).toBeNull();
  });
});

describe('labels from a table', () => {
  test('take the place of the folders’; patients, sites and parts come along', () => {
    const d = assemble(
      input(['a/1.png', 'b/2.png'], {
        'labels.csv': 'Image,Diagnosis,Patient ID,Hospital,split\na/1.png,cat,P1,X,train\nb/2.png,dog,P2,Y,Testing',
      }),
    );
    expect(counts(d)).toEqual({ cat: 1, dog: 1 });
    expect(d.samples.map((s) => [s.patient, s.site, s.part])).toEqual([
      ['P1', 'X', 'train'],
      ['P2', 'Y', 'test'],
    ]);
    expect(d.labels.every((l) => l.from === 'table')).toBe(true);
    expect(d.notices.find((n) => n.code === 'table-used')?.remedy).toContain('"Diagnosis"');
  });

  test('the only other column is the label; numbers find files with leading zeros', () => {
    const d = assemble(input(['ct/000.png', 'ct/001.png'], { 'labels.csv': 'id, hemorrhage\n0,1\n1,0' }));
    expect(labelOf(d, 'ct/000.png')).toBe('1');
    expect(labelOf(d, 'ct/001.png')).toBe('0');
    expect(codes(d)).toContain('path-match');
  });

  test('without a header the first image is not lost', () => {
    const d = assemble(input(['1.png', '2.png'], { 't.csv': '1.png,cat\n2.png,dog' }));
    expect(counts(d)).toEqual({ cat: 1, dog: 1 });
    expect(codes(d)).toContain('no-header');
  });

  test('an image with two labels is left out, loudly; a row that comes twice counts once', () => {
    const d = assemble(input(four, { 't.csv': 'file,label\n1.png,cat\n2.png,cat\n3.png,dog\n4.png,dog\n1.png,dog\n3.png,dog' }));
    expect(counts(d)).toEqual({ cat: 1, dog: 2 });
    expect(d.skipped).toEqual([
      expect.objectContaining({ file: '1.png', reason: 'conflicting-labels', message: expect.stringContaining('"cat" and "dog"') }),
    ]);
    expect(d.notices.find((n) => n.code === 'conflicting-labels')).toMatchObject({ level: 'error', files: ['1.png'] });
    expect(d.notices.find((n) => n.code === 'duplicate-id')?.files).toEqual(['3.png']);
  });

  test('an image with two patients is left out too', () => {
    const d = assemble(input(four, { 't.csv': 'file,label,patient\n1.png,cat,A\n1.png,cat,B\n2.png,dog,C' }));
    expect(d.skipped.map((s) => s.reason)).toEqual(['conflicting-patients']);
  });

  test('missing files, images not named, empty and "nan" labels are said with their names', () => {
    const d = assemble(input(four, { 't.csv': 'file,label\n1.png,cat\n2.png,\n3.png,nan\nnope.png,dog' }));
    const files = (code: string) => d.notices.find((n) => n.code === code)?.files;
    expect(files('missing-file')).toEqual(['nope.png']);
    expect(files('unlisted-images')).toEqual(['4.png']);
    expect(files('missing-label')).toEqual(['2.png', '3.png']);
    expect(d.samples.length).toBe(4);
    expect(d.labels.length).toBe(1);
  });

  test('labels that differ in spelling are kept apart and pointed out; a very long one is cut', () => {
    const d = assemble(input(four, { 't.csv': `file,label\n1.png,cat\n2.png,Cat\n3.png,${'x'.repeat(5000)}\n4.png,${'x'.repeat(5000)}y` }));
    expect(d.notices.find((n) => n.code === 'near-duplicate-labels')?.where).toBe('Cat, cat');
    expect(codes(d)).toContain('long-label');
    expect(d.classes.length).toBe(4);
    expect(Math.max(...d.classes.map((c) => c.name.length))).toBeLessThan(100);
  });

  test('names of object members are ordinary labels', () => {
    const d = assemble(
      input(['1.png', '2.png', '3.png'], { 't.csv': 'file,label,__proto__\n1.png,constructor,x\n2.png,__proto__,y\n3.png,toString,z' }),
    );
    expect(countDataset(d).classes.map((c) => [c.name, c.images])).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
      ['toString', 1],
    ]);
  });

  test('patients 007 and 7 stay two, with a warning', () => {
    const d = assemble(input(['1.png', '2.png'], { 't.csv': 'file,label,patient\n1.png,cat,007\n2.png,dog,7' }));
    expect(countDataset(d).patients).toBe(2);
    expect(codes(d)).toContain('similar-patients');
  });

  test('a table whose label column is not known is said, with its columns, and the folders are used', () => {
    const d = assemble(input(['cat/1.png', 'dog/2.png'], { 't.csv': 'file,age,sex\n1.png,3,f\n2.png,4,m' }));
    expect(d.notices.find((n) => n.code === 'no-label-column')?.saw).toBe('file, age, sex');
    expect(counts(d)).toEqual({ cat: 1, dog: 1 });
  });

  test('a table without labels can give patients to folder classes', () => {
    const d = assemble(input(['cat/1.png', 'dog/2.png'], { 'patients.csv': 'image,patient,age,sex\n1.png,A,3,f\n2.png,A,4,m' }));
    expect(d.samples.map((s) => s.patient)).toEqual(['A', 'A']);
    expect(counts(d)).toEqual({ cat: 1, dog: 1 });
  });

  test('of two tables the one that names more images is used; that they agree is said', () => {
    const tables = {
      'a.csv': 'file,label\n1.png,1\n2.png,1\n3.png,0',
      'b.csv': 'file,label\n1.png,ill\n2.png,ill\n3.png,well\n4.png,well',
    };
    const d = assemble(input(four, tables));
    expect(counts(d)).toEqual({ ill: 2, well: 2 });
    expect(codes(d)).toContain('tables-agree');
  });

  test('that two tables disagree is said loudly, with the images', () => {
    const tables = { 'a.csv': 'file,label\n1.png,x\n2.png,x\n3.png,y\n4.png,y', 'b.csv': 'file,label\n1.png,x\n2.png,y\n3.png,y\n4.png,y' };
    const d = assemble(input(four, tables));
    expect(d.notices.find((n) => n.code === 'tables-conflict')).toMatchObject({ level: 'error', files: ['2.png'] });
  });

  test('a table that says otherwise than folders of the same names is followed, loudly', () => {
    const d = assemble(input(['cat/1.png', 'dog/2.png', 'dog/3.png'], { 't.csv': 'file,label\n1.png,cat\n2.png,dog\n3.png,cat' }));
    expect(d.notices.find((n) => n.code === 'folders-disagree')).toMatchObject({ level: 'error', files: ['dog/3.png'] });
  });

  test('a broken table refuses the whole only where nothing else gives labels', () => {
    const broken = [new InputError('corrupt', 't.csv is damaged', 't.csv')];
    expect(() => assemble(input(four, {}, { broken }))).toThrow(broken[0]);
    expect(() => assemble(input(four, { 't.csv': 'file,label' }))).toThrow(expect.objectContaining({ code: 'no-rows' }));
    const d = assemble(input(['cat/1.png', 'dog/2.png'], {}, { broken }));
    expect(d.skipped).toEqual([{ file: 't.csv', reason: 'corrupt', message: 't.csv is damaged' }]);
    expect(counts(d)).toEqual({ cat: 1, dog: 1 });
  });
});

describe('findings', () => {
  test('the same picture twice: with other labels, with the same, across the split', () => {
    const d = assemble(
      input([image('train/cat/1.png', 'A'), image('train/dog/2.png', 'A'), image('train/cat/3.png', 'B'), image('test/cat/4.png', 'B')]),
    );
    const files = (code: string) => d.notices.find((n) => n.code === code)?.files;
    expect(files('identical-images-labels')).toEqual(['train/cat/1.png', 'train/dog/2.png']);
    expect(files('identical-images')).toEqual(['test/cat/4.png', 'train/cat/3.png']);
    expect(files('identical-across-split')).toEqual(['test/cat/4.png', 'train/cat/3.png']);
  });

  test('patients in two parts of a given split', () => {
    const d = assemble(input(['1.png', '2.png'], { 't.csv': 'file,label,patient,split\n1.png,cat,A,train\n2.png,dog,A,test' }));
    expect(d.notices.find((n) => n.code === 'patient-across-split')?.saw).toBe('1');
  });

  test('no label, one class, a class with one image', () => {
    expect(codes(assemble(input(four)))).toContain('no-labels');
    expect(codes(assemble(input(['cat/1.png', 'cat/2.png'])))).toContain('one-class');
    expect(codes(assemble(input(['cat/1.png', 'cat/2.png', 'dog/3.png'])))).toContain('one-image-per-class');
  });
});

describe('ids', () => {
  test('come from the content, not from names or order', () => {
    const a = assemble(input([image('cat/anna.png', 'A'), image('dog/b.png', 'B'), image('dog/c.png', 'B')]));
    const b = assemble(input([image('dog/y.png', 'B'), image('cat/x.png', 'A'), image('dog/z.png', 'B')]));
    expect(a.samples.map((s) => s.id).sort()).toEqual(b.samples.map((s) => s.id).sort());
    expect(new Set(a.samples.map((s) => s.id)).size).toBe(3);
    expect(JSON.stringify(a.samples.map((s) => s.id))).not.toContain('anna');
    expect(a.id).toBe(assemble(input([image('cat/anna.png', 'A'), image('dog/b.png', 'B'), image('dog/c.png', 'B')])).id);
  });
});

describe('adding to a data set', () => {
  const before = assemble(input(['cat/1.png', 'dog/2.png']));

  test('new images get labels, old ones stay as they are; what is there already is not added twice', () => {
    const after = mergeInto(before, input(['cat/1.png', 'bird/3.png', 'cat/4.png']));
    expect(counts(after)).toEqual({ cat: 2, dog: 1, bird: 1 });
    expect(after.revision).toBe(before.revision + 1);
    expect(after.id).toBe(before.id);
    expect(after.samples.slice(0, 2)).toEqual(before.samples);
    expect(after.notices.find((n) => n.code === 'already-there')?.files).toEqual(['cat/1.png']);
  });

  test('a single folder dropped later is a class of its own', () => {
    expect(counts(mergeInto(before, input(['bird/3.png', 'bird/5.png'])))).toEqual({ cat: 1, dog: 1, bird: 2 });
  });

  test('a table added later speaks of the old images, but not against a label given by hand', () => {
    const byHand: Dataset = { ...before, labels: before.labels.map((l, i) => (i === 0 ? { ...l, from: 'hand' } : l)) };
    const after = mergeInto(byHand, input([], { 't.csv': 'file,label,patient\n1.png,ill,A\n2.png,well,B' }));
    expect(labelOf(after, 'cat/1.png')).toBe('cat');
    expect(labelOf(after, 'dog/2.png')).toBe('well');
    expect(after.samples.map((s) => s.patient)).toEqual(['A', 'B']);
    expect(after.notices.find((n) => n.code === 'hand-label-kept')?.files).toEqual(['cat/1.png']);
  });
});
