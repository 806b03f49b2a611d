import { existsSync, readFileSync } from 'node:fs';
import { zipSync } from 'fflate';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Hash } from '../domain/ids.ts';
import { hash } from '../util/hash.ts';
import { startJpeg } from './fixtures/start.ts';
import { memory, zipOf } from './fixtures/zip.ts';
import { writePng } from './images/pngWrite.ts';
import { addTo, checkReport, type FileEntry, intake } from './intake.ts';

const picture = (v: number) => writePng({ width: 16, height: 16, channels: 1, data: new Uint8Array(256).map((_, i) => (i * v) & 255) });
const check = async (...entries: FileEntry[]) => checkReport((await intake(entries)).dataset);
const code = async (entries: FileEntry[]) =>
  intake(entries).then(
    () => 'accepted',
    (e) => e.code as string,
  );

beforeAll(startJpeg);

describe('what is taken in', () => {
  test('folders and the same folders in a zip give the same samples', async () => {
    const files = { 'set/cat/1.png': picture(1), 'set/cat/2.png': picture(2), 'set/dog/3.png': picture(3) };
    const loose = (await intake(Object.entries(files).map(([p, b]) => memory(p, b)))).dataset;
    const zipped = (await intake([memory('set.zip', zipSync(files))])).dataset;
    expect(zipped.samples).toEqual(loose.samples);
    expect(zipped.id).toBe(loose.id);
    expect(zipped.name).toBe('set');
    expect(checkReport(zipped)).toMatchObject({ images: 3, patients: 3, classes: { cat: 2, dog: 1 } });
  });

  test('the bytes of every image are kept under the hash of its file', async () => {
    const kept = new Map<Hash, string>();
    await intake([memory('cat/1.png', picture(1)), memory('dog/2.png', picture(2)), memory('dog/bad.png', 'no')], {
      keep: async (file, bytes, path) => {
        expect(hash(bytes)).toBe(file);
        kept.set(file, path);
      },
    });
    expect([...kept.values()]).toEqual(['cat/1.png', 'dog/2.png']);
  });

  test('several zips stand for folders of their names', async () => {
    const zip = (v: number) => zipSync({ 'x.png': picture(v), 'y.png': picture(v + 1) });
    expect((await check(memory('cat.zip', zip(1)), memory('dog.zip', zip(3)))).classes).toEqual({ cat: 2, dog: 2 });
  });

  test('litter of macOS and Windows, hidden files and notes make no class, no image and no fault', async () => {
    const junk = [
      'set/.DS_Store',
      '__MACOSX/._set',
      '__MACOSX/set/cat/._1.png',
      'set/cat/Thumbs.db',
      'set/dog/._3.png',
      'set/desktop.ini',
      'set/dog/~$notes.docx',
      '.git/x.png',
    ];
    const report = await check(
      memory('set/cat/1.png', picture(1)),
      memory('set/dog/3.png', picture(2)),
      memory('set/README.txt', 'hello'),
      ...junk.map((p) => memory(p, 'x')),
    );
    expect(report).toMatchObject({ images: 2, classes: { cat: 1, dog: 1 }, skipped: [] });
    expect(report.findings.find((f) => f.code === 'junk-ignored')?.files.length).toBe(junk.length);
    expect(report.findings.find((f) => f.code === 'other-files')?.files).toEqual(['set/README.txt']);
  });

  test('masks are left out and said', async () => {
    const paths = [
      'set/images/cat/1.png',
      'set/images/dog/2.png',
      'set/masks/1.png',
      'set/images/dog/2_mask.png',
      'set/images/dog/2_mask_1.png',
    ];
    const report = await check(...paths.map((p, i) => memory(p, picture(i + 1))));
    expect(report.classes).toEqual({ cat: 1, dog: 1 });
    expect(report.findings.find((f) => f.code === 'masks-ignored')?.files).toEqual(paths.slice(2));
  });

  test('an image without a file name ending is known by its content; a text table by its look', async () => {
    const report = await check(memory('1', picture(1)), memory('2', picture(2)), memory('labels.txt', 'file;label\n1;cat\n2;dog\n'));
    expect(report.classes).toEqual({ cat: 1, dog: 1 });
  });

  test('unreadable files are listed with the reason and cost nothing else', async () => {
    const report = await check(
      memory('cat/1.png', picture(1)),
      memory('dog/2.png', picture(2)),
      memory('dog/cut.png', picture(3).subarray(0, 60)),
      memory('dog/text.png', 'This is text.'),
      memory('dog/empty.jpg', ''),
      memory('dog/x.tif', 'II*\0aaaa'),
      memory('dog/scan.dcm', `${'\0'.repeat(128)}DICM`),
      memory('table.xlsx', 'PK'),
      memory('inner.7z', '7z'),
    );
    expect(report.images).toBe(2);
    expect(Object.fromEntries(report.skipped.map((s) => [s.file, s.reason]))).toEqual({
      'dog/cut.png': 'truncated',
      'dog/text.png': 'not-an-image',
      'dog/empty.jpg': 'empty-file',
      'dog/x.tif': 'unsupported-format',
      'dog/scan.dcm': 'unsupported-format',
      'table.xlsx': 'unsupported-format',
      'inner.7z': 'nested-archive',
    });
    expect(report.skipped.every((s) => s.message.includes(s.file))).toBe(true);
  });

  test('one notice for all files that it says the same of', async () => {
    const flat = (v: number) => writePng({ width: 16, height: 16, channels: 1, data: new Uint8Array(256).fill(v) });
    const report = await check(memory('cat/1.png', flat(1)), memory('cat/2.png', flat(2)), memory('dog/3.png', picture(2)));
    expect(report.findings.filter((f) => f.code === 'constant-image').map((f) => f.files)).toEqual([['cat/1.png', 'cat/2.png']]);
  });

  test('class names of object members survive as JSON', async () => {
    const report = await check(memory('__proto__/1.png', picture(1)), memory('constructor/2.png', picture(2)));
    expect(Object.entries(JSON.parse(JSON.stringify(report)).classes)).toEqual([
      ['__proto__', 1],
      ['constructor', 1],
    ]);
  });

  test('an intake that is cancelled midway changes nothing', async () => {
    let n = 0;
    const options = { cancelled: () => n++ >= 1 };
    await expect(intake([memory('cat/1.png', picture(1)), memory('dog/2.png', picture(2))], options)).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  test('patients are those named; images without one are said', async () => {
    const report = await check(
      ...[1, 2, 3, 4].map((i) => memory(`${i}.png`, picture(i))),
      memory('t.csv', 'file,label,patient\n1.png,a,X\n2.png,b,Y\n3.png,a,Y\n'),
    );
    expect(report.patients).toBe(2);
    expect(report.findings.find((f) => f.code === 'patient-missing')?.files).toEqual(['4.png']);
  });

  test('more files can be added, loose or zipped', async () => {
    const { dataset } = await intake([memory('cat/1.png', picture(1)), memory('dog/2.png', picture(2))]);
    const more = await addTo(dataset, [memory('bird.zip', zipSync({ 'bird/3.png': picture(3), 'bird/4.png': picture(4) }))]);
    expect(checkReport(more)).toMatchObject({ images: 4, classes: { cat: 1, dog: 1, bird: 2 } });
    await expect(addTo(dataset, [memory('x.png', 'text')])).rejects.toMatchObject({ code: 'not-an-image' });
  });
});

describe('refused as a whole, with the reason most files share', () => {
  const png = picture(1);
  test.each([
    ['nothing', [], 'no-images'],
    ['notes alone', [memory('a.zip', zipSync({ 'readme.txt': new Uint8Array(3) }))], 'no-images'],
    ['an empty zip', [memory('a.zip', zipOf([]))], 'no-images'],
    ['encrypted', [memory('a.zip', zipOf([{ name: 'a/1.png', data: png, flags: 1 }]))], 'encrypted'],
    ['bzip2', [memory('a.zip', zipOf([{ name: 'a/1.png', data: png, method: 12 }]))], 'unsupported-compression'],
    [
      'zips in a zip',
      [memory('a.zip', zipSync({ 'b.zip': zipSync({ 'c.png': png }), 'd.png': zipSync({ 'c.png': png }) }))],
      'nested-archive',
    ],
    ['a tar.gz named zip', [memory('a.zip', Uint8Array.of(0x1f, 0x8b, 8, 0))], 'not-a-zip'],
    ['a cut zip', [memory('a.zip', zipSync({ 'a/1.png': png }).subarray(0, 60))], 'truncated'],
    ['cut images', [memory('a/1.png', png.subarray(0, 50)), memory('b/2.png', png.subarray(0, 50))], 'truncated'],
    ['too many files', Array.from({ length: 20_001 }, (_, i) => memory(`${i}`, '')), 'too-many-entries'],
    [
      'too many entries',
      [memory('a.zip', zipOf(Array.from({ length: 20_001 }, (_, i) => ({ name: `${i}`, method: 0 }))))],
      'too-many-entries',
    ],
    ['a broken table', [memory('1.png', png), memory('t.csv', 'file,label\n1.png,"cat\n')], 'corrupt'],
    ['a table that is a header', [memory('1.png', png), memory('t.csv', 'file,label\n')], 'no-rows'],
  ] as [string, FileEntry[], string][])('%s', async (_, entries, want) => {
    expect(await code(entries)).toBe(want);
  });
});

const shared = new URL('../../../shared/data/', import.meta.url);
describe.skipIf(!existsSync(new URL('bad-inputs/expectations.json', shared)))('the shared files', () => {
  interface Expected {
    file: string;
    kind: string;
    expect: string;
    reason?: string;
    images?: number;
    labels?: Record<string, number>;
    patients?: number;
    names?: string[];
  }
  const read = (path: string) => new Uint8Array(readFileSync(new URL(path, shared)));
  const names: Record<string, string[]> = {
    'header-space.csv': ['0.png', '1.png'],
    'leading-zeros.csv': ['001.png', '002.png'],
    'path-variants.csv': ['images/1.png', 'images/2.png', 'images/3.png', 'images/4.png'],
    'proto-names.csv': ['1.png', '2.png', '3.png'],
  };

  test('archives and tables come out as expected, with the reason named', async () => {
    const { files } = JSON.parse(readFileSync(new URL('bad-inputs/expectations.json', shared), 'utf8')) as { files: Expected[] };
    const concerned = files.filter((f) => f.kind === 'archive' || f.kind === 'table');
    expect(concerned.length).toBeGreaterThan(50);
    for (const e of concerned) {
      const name = e.file.split('/')[1]!;
      const table = e.kind === 'table' ? (names[name] ?? ['1.png', '2.png', '3.png', '4.png']) : [];
      const entries = [memory(name, read(`bad-inputs/${e.file}`)), ...table.map((n, i) => memory(n, picture(i + 1)))];
      const answer = await intake(entries).then(
        ({ dataset }) => ({ dataset, report: checkReport(dataset), reason: null }),
        (error) => ({ dataset: null, report: null, reason: error.code as string }),
      );
      if (answer.report === null) {
        expect([e.file, answer.reason]).toEqual([e.file, e.reason]);
        expect(['refuse', 'accept-or-refuse']).toContain(e.expect);
        continue;
      }
      const said = [...answer.report.skipped.map((s) => s.reason), ...answer.report.findings.map((f) => f.code)];
      if (e.expect === 'refuse') expect([e.file, e.reason]).toEqual([e.file, 'conflicting-labels']);
      if (e.expect !== 'accept' && e.file !== 'archives/prefix-and-comment.zip')
        expect([e.file, said]).toEqual([e.file, expect.arrayContaining([e.reason])]);
      if (e.images !== undefined) expect([e.file, answer.report.images]).toEqual([e.file, e.images]);
      if (e.patients !== undefined) expect([e.file, answer.report.patients]).toEqual([e.file, e.patients]);
      if (e.labels) expect([e.file, Object.entries(answer.report.classes).sort()]).toEqual([e.file, Object.entries(e.labels).sort()]);
      if (e.names) expect(answer.dataset!.samples.map((s) => s.source.name).sort()).toEqual([...e.names].sort());
    }
  });

  test.each([
    ['head-ct-hemorrhage.zip', { images: 200, patients: 200, classes: { hemorrhage: 100, normal: 100 } }],
    [
      'cxr-pneumonia-kermany.zip',
      { images: 600, patients: 366, classes: { NORMAL: 280, PNEUMONIA: 320 }, split: { train: 410, validation: 0, test: 190 } },
    ],
    ['hannover-covid-cxr.zip', { images: 243, patients: 71, classes: { icu: 186, 'no-icu': 57 } }],
    ['busi-breast-ultrasound.zip', { images: 211, classes: { benign: 91, malignant: 75, normal: 45 } }],
  ])('%s', async (name, want) => {
    const report = await check(memory(name, read(name)));
    expect(report).toMatchObject({ ...want, skipped: [] });
    const twin = report.findings.find((f) => f.code === 'identical-images-labels');
    if (name.startsWith('busi')) expect(twin?.files.map((f) => f.split('/').at(-1))).toEqual(['benign (433).png', 'malignant (145).png']);
    if (name.startsWith('cxr')) expect(report.findings.find((f) => f.code === 'patient-across-split')?.message).toMatch(/^5 /);
  });
});
