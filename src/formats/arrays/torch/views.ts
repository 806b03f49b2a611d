import { sizeOf } from '../../../domain/tensors.ts';
import { decodeFloats, FLOATS, type StoredTensor } from '../stored.ts';
import type { PickledTensor } from './globals.ts';

/** A pickled tensor as an array that can be read. `storageBytes` gives the bytes of its storage. */
export function storedTensor(
  name: string,
  tensor: PickledTensor,
  storageBytes: () => Uint8Array,
  spend: (values: number) => void,
  fail: (what: string) => Error,
): StoredTensor {
  const { storage, offset, shape, strides } = tensor;
  return {
    name,
    shape,
    dtype: storage.dtype,
    readable: FLOATS[storage.dtype] !== undefined,
    read() {
      const width = FLOATS[storage.dtype];
      if (width === undefined) throw fail(`${name} holds values of the type ${storage.dtype}, which are not weights`);
      const count = sizeOf(shape);
      if (count === 0) return new Float32Array(0);
      const bytes = storageBytes();
      const available = Math.floor(bytes.length / width);
      if (available !== storage.count) throw fail(`${name} declares ${storage.count} stored values, and there are ${available}`);
      const last = offset + shape.reduce((n, d, i) => n + (d - 1) * strides[i]!, 0);
      if (!(last < available)) throw fail(`${name} reaches beyond its data`);
      if (count > available || overlaps(shape, strides)) throw fail(`${name} repeats its values, which weights do not`);
      spend(count);
      if (isContiguous(shape, strides)) return decodeFloats(bytes, offset * width, count, storage.dtype);
      return gather(decodeFloats(bytes, offset * width, last - offset + 1, storage.dtype), shape, strides, count);
    },
  };
}

function isContiguous(shape: readonly number[], strides: readonly number[]): boolean {
  let expected = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    if (shape[i] !== 1 && strides[i] !== expected) return false;
    expected *= shape[i]!;
  }
  return true;
}

/** Whether two places of a view may be the same value: each step must pass all that the smaller steps reach. */
function overlaps(shape: readonly number[], strides: readonly number[]): boolean {
  const axes = shape.map((d, i) => [strides[i]!, d] as const).filter(([, d]) => d > 1);
  let reach = 0;
  for (const [step, d] of axes.sort((a, b) => a[0] - b[0])) {
    if (step <= reach) return true;
    reach += step * (d - 1);
  }
  return false;
}

/** Values in C order from a strided view. */
function gather(values: Float32Array, shape: readonly number[], strides: readonly number[], count: number): Float32Array {
  const out = new Float32Array(count);
  const rank = shape.length;
  const index = new Array<number>(rank).fill(0);
  let at = 0;
  for (let i = 0; i < count; i++) {
    out[i] = values[at]!;
    for (let d = rank - 1; d >= 0; d--) {
      at += strides[d]!;
      if (++index[d]! < shape[d]!) break;
      at -= strides[d]! * shape[d]!;
      index[d] = 0;
    }
  }
  return out;
}
