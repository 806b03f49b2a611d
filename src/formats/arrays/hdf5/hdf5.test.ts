import { zlibSync } from 'fflate';
import { expect, test } from 'vitest';
import { type Hdf5Spec, hdf5Of } from '../../weights/fixtures/hdf5.ts';
import { openHdf5 } from './index.ts';

const values = (n: number) => Float32Array.from({ length: n }, (_, i) => Math.sin(i));
const datasetAt = (bytes: Uint8Array, path: string) => {
  const found = openHdf5(bytes, 'x.h5').open(path);
  if (found?.kind !== 'dataset') throw new Error(`${path} is no array`);
  return found.tensor;
};

test('hundreds of members, groups in groups, names with slashes, texts of both lengths, empty lists', () => {
  const groups: Record<string, Hdf5Spec> = {};
  for (let i = 0; i < 700; i++) groups[`layer_${i}`] = { datasets: { 'w:0': { shape: [1], data: Float32Array.of(i) } } };
  groups.é = { groups: { b: { datasets: { c: { shape: [2, 3], data: values(6) } } } }, texts: { fixed: ['kurz', 'länger'], none: [] } };
  const bytes = hdf5Of({ groups, texts: { names: ['α', 'beta'] }, variable: true });
  const root = openHdf5(bytes, 'x.h5');
  expect(root.names).toHaveLength(701);
  expect(root.texts('names')).toEqual(['α', 'beta']);
  expect(root.texts('others')).toBeNull();
  const inner = root.open('é');
  if (inner?.kind !== 'group') throw new Error('no group');
  expect([inner.texts('fixed'), inner.texts('none')]).toEqual([['kurz', 'länger'], []]);
  expect(datasetAt(bytes, 'layer_612/w:0').read()).toEqual(Float32Array.of(612));
  expect(datasetAt(bytes, 'é/b/c')).toMatchObject({ shape: [2, 3], dtype: 'float32', readable: true });
  expect(root.open('nothing/here')).toBeNull();
});

/** Byte k of every element together, as HDF5's shuffle does. */
const shuffle = (bytes: Uint8Array) =>
  Uint8Array.from(bytes, (_, i) => bytes[(i % (bytes.length / 4)) * 4 + Math.floor(i / (bytes.length / 4))]!);

test.each([
  ['deflate', [[1, 4]], (b: Uint8Array) => zlibSync(b)],
  [
    'shuffle and deflate',
    [
      [2, 4],
      [1, 4],
    ],
    (b: Uint8Array) => zlibSync(shuffle(b)),
  ],
] as const)('chunks that do not divide the array, packed by %s', (_, filters, pack) => {
  const data = values(5 * 7 * 3);
  const bytes = hdf5Of({ datasets: { a: { shape: [5, 7, 3], data, chunked: { extent: [2, 4, 3], filters, pack } } } });
  expect(datasetAt(bytes, 'a').read()).toEqual(data);
  const damaged = hdf5Of({
    datasets: { a: { shape: [5, 7, 3], data, chunked: { extent: [2, 4, 3], filters, pack: (b) => pack(b).subarray(0, -3) } } },
  });
  expect(() => datasetAt(damaged, 'a').read()).toThrow(/x\.h5.*damaged/);
});

test('a packing that is not read is named', () => {
  const bytes = hdf5Of({
    datasets: { a: { shape: [2], data: values(2), chunked: { extent: [2], filters: [[32000, 0]], pack: (b) => b } } },
  });
  expect(() => datasetAt(bytes, 'a').read()).toThrow(/packed with LZF/);
});

test('a group that holds itself ends in a refusal', () => {
  const bytes = hdf5Of({ groups: { a: { groups: { b: {} } } } });
  const view = new DataView(bytes.buffer);
  const root = view.getBigUint64(64, true);
  // Every entry of a symbol table that leads to the inner group leads to the root.
  for (let at = 0; at + 8 < bytes.length; at += 8) {
    if (String.fromCharCode(...bytes.subarray(at, at + 4)) === 'SNOD') view.setBigUint64(at + 16, root, true);
  }
  const walk = (group: ReturnType<typeof openHdf5>): void => {
    for (const name of group.names) {
      const member = group.open(name);
      if (member?.kind === 'group') walk(member);
    }
  };
  expect(() => walk(openHdf5(bytes, 'x.h5'))).toThrow(/circles/);
});
