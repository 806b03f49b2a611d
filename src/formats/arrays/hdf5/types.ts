import type { Hdf5Bytes } from './bytes.ts';

/** An element type: floats and integers by their usual name, texts of fixed or variable length; anything else by number. */
export interface Hdf5Type {
  name: 'float16' | 'bfloat16' | 'float32' | 'float64' | `${'u' | ''}int${number}` | 'text' | 'variable text' | `class ${number}`;
  /** Bytes of one element. */
  size: number;
  bigEndian: boolean;
}

/** Sign, exponent and mantissa of the float types: bytes, place and width of the exponent, width of the mantissa, bias. */
const FLOAT_KINDS: Readonly<Record<string, Hdf5Type['name']>> = {
  '2 10 5 10 15': 'float16',
  '2 7 8 7 127': 'bfloat16',
  '4 23 8 23 127': 'float32',
  '8 52 11 52 1023': 'float64',
};

/** Reads a datatype message (specification IV.A.2.d). */
export function readType(file: Hdf5Bytes, at: number): Hdf5Type {
  const kind = file.u8(at) & 15;
  const bits = file.u8(at + 1);
  const size = file.u32(at + 4);
  const bigEndian = kind < 2 && (bits & 1) === 1;
  if (kind === 0) return { name: `${bits & 8 ? '' : 'u'}int${8 * size}`, size, bigEndian };
  if (kind === 1) {
    const key = [size, file.u8(at + 12), file.u8(at + 13), file.u8(at + 15), file.u32(at + 16)].join(' ');
    return { name: FLOAT_KINDS[key] ?? 'class 1', size, bigEndian };
  }
  if (kind === 3) return { name: 'text', size, bigEndian };
  if (kind === 9 && (bits & 15) === 1) return { name: 'variable text', size, bigEndian };
  return { name: `class ${kind}`, size, bigEndian };
}

/** Extents from a dataspace message (IV.A.2.b): none for one value, null for no value at all. */
export function readSpace(file: Hdf5Bytes, at: number): number[] | null {
  const version = file.u8(at);
  if (version !== 1 && version !== 2) throw file.fail('an array has extents of an unknown version');
  const rank = file.u8(at + 1);
  if (rank > 32) throw file.fail(`an array claims ${rank} dimensions`);
  if (version === 2 && file.u8(at + 3) === 2) return null;
  const first = at + (version === 1 ? 8 : 4);
  return Array.from({ length: rank }, (_, i) => file.u64(first + 8 * i));
}
