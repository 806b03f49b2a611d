import { InputError } from '../../domain/notice.ts';
import { sizeOf } from '../../domain/tensors.ts';

/** An array in a file, read when asked for. */
export interface StoredTensor {
  name: string;
  shape: readonly number[];
  /** As the file's library calls it: float32, int64 … */
  dtype: string;
  /** Whether its values are numbers that can be weights; counters and flags are not. */
  readable: boolean;
  /** Its values in C order, once: a file in parts lets go of them. Throws InputError where they cannot be read. */
  read(): Float32Array;
}

/** What can be read as weights, and the bytes of one value. */
export const FLOATS: Readonly<Record<string, number>> = { float16: 2, bfloat16: 2, float32: 4, float64: 8 };

/** Values a file may unpack to for each of its bytes; half floats stored twice as one array and shared storages stay well below. */
const MOST_PER_BYTE = 4;

/** Counts what a file unpacks to, so that memory stays bounded by the file's size whatever it declares. */
export function allowance(fileBytes: number, fail: (what: string) => Error): (values: number) => void {
  let left = MOST_PER_BYTE * fileBytes + 65536;
  return (values) => {
    left -= values;
    if (!(left >= 0)) throw fail('its arrays together would be far larger than the file itself');
  };
}

/** Values from bytes that need not be aligned. `at` in bytes; `count` values of a type of `FLOATS`, little endian unless said otherwise. */
export function decodeFloats(bytes: Uint8Array, at: number, count: number, dtype: string, bigEndian = false): Float32Array {
  const out = new Float32Array(count);
  const width = FLOATS[dtype];
  if (width === undefined) throw new InputError('unreadable-type', `Values of the type ${dtype} cannot be read as weights.`);
  const little = !bigEndian;
  if (dtype === 'float32' && little) {
    new Uint8Array(out.buffer).set(bytes.subarray(at, at + 4 * count));
    return out;
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + at, width * count);
  if (dtype === 'float32') for (let i = 0; i < count; i++) out[i] = view.getFloat32(4 * i, little);
  else if (dtype === 'float64') for (let i = 0; i < count; i++) out[i] = view.getFloat64(8 * i, little);
  else if (dtype === 'float16') for (let i = 0; i < count; i++) out[i] = HALVES()[view.getUint16(2 * i, little)]!;
  else {
    const words = new Uint32Array(out.buffer);
    for (let i = 0; i < count; i++) words[i] = view.getUint16(2 * i, little) << 16;
  }
  return out;
}

let halves: Float32Array | undefined;

/** All 65,536 half floats, made at first use. */
function HALVES(): Float32Array {
  if (halves) return halves;
  halves = new Float32Array(65536);
  for (let h = 0; h < 65536; h++) {
    const exponent = (h >> 10) & 31;
    const fraction = h & 1023;
    const size =
      exponent === 0
        ? fraction * 2 ** -24
        : exponent < 31
          ? (1 + fraction / 1024) * 2 ** (exponent - 15)
          : fraction
            ? Number.NaN
            : Infinity;
    halves[h] = h & 0x8000 ? -size : size;
  }
  return halves;
}

/** Whether these can be extents of an array in a file of `fileBytes`: whole, not negative, a product that stays countable. */
export function isShape(shape: readonly number[], fileBytes: number): boolean {
  return shape.length <= 32 && shape.every((d) => Number.isSafeInteger(d) && d >= 0) && sizeOf(shape) <= 64 * fileBytes + 65536;
}
