// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { dropped, nameOf } from './dropped.ts';

const file = (path: string): FileSystemEntry =>
  ({
    isFile: true,
    fullPath: `/${path}`,
    file: (done: (f: File) => void) => done(new File(['x'], path.split('/').at(-1)!)),
  }) as unknown as FileSystemEntry;

/** A folder whose reader hands out two entries at a time, as browsers hand out a hundred. */
function folder(path: string, inner: FileSystemEntry[]): FileSystemEntry {
  const createReader = () => {
    let at = 0;
    return { readEntries: (done: (batch: FileSystemEntry[]) => void) => done(inner.slice(at, (at += 2))) };
  };
  return { isFile: false, fullPath: `/${path}`, createReader } as unknown as FileSystemEntry;
}

const drop = (entries: FileSystemEntry[]) =>
  ({ items: entries.map((e) => ({ kind: 'file', webkitGetAsEntry: () => e })), files: [] }) as unknown as DataTransfer;

test('a dropped folder is read to its last entry, with its folders in the paths', async () => {
  const normal = folder(
    'set/normal',
    Array.from({ length: 5 }, (_, i) => file(`set/normal/${i}.png`)),
  );
  const files = await dropped(drop([folder('set', [normal, file('set/labels.csv')])]));
  expect(files.map((f) => f.path)).toEqual([
    'set/normal/0.png',
    'set/normal/1.png',
    'set/normal/2.png',
    'set/normal/3.png',
    'set/normal/4.png',
    'set/labels.csv',
  ]);
});

test('an empty folder gives no files', async () => {
  expect(await dropped(drop([folder('empty', [])]))).toEqual([]);
});

test('a data set is called after what it lies in', () => {
  const at = (path: string) => ({ path, file: new Blob() });
  expect(nameOf([at('head_ct/a/1.png'), at('head_ct/b/2.png')])).toBe('head ct');
  expect(nameOf([at('chest.zip')])).toBe('chest');
  expect(nameOf([])).toBe('');
});
