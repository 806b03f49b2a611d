import { describe, expect, test } from 'vitest';
import { InputError } from '../../domain/notice.ts';
import type { Tensors } from '../../domain/tensors.ts';
import { fromHalf, readSafetensors, toHalf, writeSafetensors } from './safetensors.ts';

const text = (header: unknown, data: Uint8Array = new Uint8Array(0)): Uint8Array => {
  const head = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + head.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  bytes.set(data, 8 + head.length);
  return bytes;
};

test('reads what the format’s own library wrote', () => {
  // safetensors 0.8.0, safetensors.numpy.save({'a': float32 [[1,-2],[0.5,3]], 'b': float16 [1.5, -0.25, 65504]}, metadata={'format': 'np'})
  const b64 =
    'kAAAAAAAAAB7Il9fbWV0YWRhdGFfXyI6eyJmb3JtYXQiOiJucCJ9LCJhIjp7ImR0eXBlIjoiRjMyIiwic2hhcGUiOlsyLDJdLCJkYXRhX29mZnNldHMiOlswLDE2XX0sImIiOnsiZHR5cGUiOiJGMTYiLCJzaGFwZSI6WzNdLCJkYXRhX29mZnNldHMiOlsxNiwyMl19fSAAAIA/AAAAwAAAAD8AAEBAAD4AtP97';
  const fixed = Uint8Array.from(atob(b64), (c) => c.charCodeAt(0));
  const found = readSafetensors(fixed, 'x');
  expect(found.get('a')).toEqual({ shape: [2, 2], data: Float32Array.of(1, -2, 0.5, 3) });
  expect(found.get('b')).toEqual({ shape: [3], data: Float32Array.of(1.5, -0.25, 65504) });
});

test('bfloat16 and float64 become float32', () => {
  const data = new Uint8Array(12);
  new DataView(data.buffer).setFloat64(0, 0.1, true);
  new DataView(data.buffer).setUint16(8, 0x3fc0, true);
  new DataView(data.buffer).setUint16(10, 0xc000, true);
  const found = readSafetensors(
    text({ d: { dtype: 'F64', shape: [], data_offsets: [0, 8] }, b: { dtype: 'BF16', shape: [2], data_offsets: [8, 12] } }, data),
    'x',
  );
  expect(found.get('d')).toEqual({ shape: [], data: Float32Array.of(0.1) });
  expect(found.get('b')!.data).toEqual(Float32Array.of(1.5, -2));
});

test('what was written is read again, from the middle of a buffer too', () => {
  const tensors: Tensors = new Map([
    ['z', { shape: [2, 3], data: Float32Array.of(1, -0, 3e38, 1e-40, Number.POSITIVE_INFINITY, 0.1) }],
    ['ä', { shape: [0], data: new Float32Array(0) }],
  ]);
  const bytes = writeSafetensors(tensors);
  expect(readSafetensors(bytes, 'x')).toEqual(new Map([...tensors].sort()));
  const shifted = new Uint8Array(bytes.length + 3);
  shifted.set(bytes, 3);
  expect(readSafetensors(shifted.subarray(3), 'x')).toEqual(readSafetensors(bytes, 'x'));
  expect((8 + Number(new DataView(bytes.buffer).getBigUint64(0, true))) % 8).toBe(0);
});

test('every half-precision number survives, and others round to the nearest, ties to even', () => {
  const all = Array.from({ length: 0x10000 }, (_, h) => h).filter((h) => !Number.isNaN(fromHalf(h)));
  expect(all).toHaveLength(0x10000 - 2 * 1023);
  expect(all.filter((h) => toHalf(fromHalf(h)) !== h)).toEqual([]);
  const near = (x: number) => fromHalf(toHalf(x));
  expect([1 + 2 ** -11, 1 + 3 * 2 ** -11, 65519, 65520, 2 ** -25, 2 ** -25 * 1.01, -1e9].map(near)).toEqual([
    1,
    1 + 2 ** -9,
    65504,
    Number.POSITIVE_INFINITY,
    0,
    2 ** -24,
    Number.NEGATIVE_INFINITY,
  ]);
  expect(near(Number.NaN)).toBeNaN();
});

describe('a file that does not add up is refused, by name', () => {
  const four = new Uint8Array(4);
  const entry = (change: object) => ({ a: { dtype: 'F32', shape: [1], data_offsets: [0, 4], ...change } });
  test.each<[string, Uint8Array]>([
    ['empty', new Uint8Array(0)],
    ['cut off in the header', text(entry({}), four).subarray(0, 30)],
    ['cut off in the data', text(entry({}), four).subarray(0, -1)],
    ['bytes too many', text(entry({}), new Uint8Array(5))],
    ['a header length that lies', Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255, 123)],
    ['no JSON', text('{', four)],
    ['a list', text('[]', new Uint8Array(0))],
    ['null', text('null')],
    ['an unknown type', text(entry({ dtype: 'I64' }), four)],
    ['a type named like a method', text(entry({ dtype: 'toString' }), four)],
    ['a negative shape', text(entry({ shape: [-1] }), four)],
    ['a huge shape', text(entry({ shape: [1e9, 1e9] }), four)],
    ['a shape that does not fit', text(entry({ shape: [2] }), four)],
    ['offsets the wrong way round', text(entry({ data_offsets: [4, 0] }), four)],
    ['offsets beyond the end', text(entry({ shape: [2], data_offsets: [0, 8] }), four)],
    ['no offsets', text({ a: { dtype: 'F32', shape: [1] } }, four)],
    ['an entry that is none', text({ a: null }, four)],
    ['tensors that overlap', text({ ...entry({}), b: { dtype: 'F32', shape: [1], data_offsets: [0, 4] } }, four)],
    ['a gap', text({ a: { dtype: 'F32', shape: [1], data_offsets: [4, 8] } }, new Uint8Array(8))],
  ])('%s', (_, bytes) => {
    expect(() => readSafetensors(bytes, 'weights.safetensors')).toThrow(InputError);
    expect(() => readSafetensors(bytes, 'weights.safetensors')).toThrow('weights.safetensors');
  });
});
