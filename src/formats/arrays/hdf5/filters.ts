import { InflateError, inflateExactly } from '../../inflate.ts';
import type { Hdf5Bytes } from './bytes.ts';

/** A step of a chunk's packing: id as registered (1 deflate, 2 shuffle, 3 Fletcher-32) and its first value. */
export interface Filter {
  id: number;
  value: number;
}

const NAMES: Readonly<Record<number, string>> = { 4: 'SZIP', 32000: 'LZF', 32001: 'Blosc', 32004: 'LZ4', 32015: 'Zstandard' };

/** Reads a filter pipeline message (IV.A.2.l). Throws InputError for a packing that is not read, by name. */
export function readFilters(file: Hdf5Bytes, start: number): Filter[] {
  const version = file.u8(start);
  const count = file.u8(start + 1);
  let at = start + (version === 1 ? 8 : 2);
  const filters: Filter[] = [];
  for (let i = 0; i < count; i++) {
    const id = file.u16(at);
    const named = version === 1 || id >= 256;
    const nameLength = named ? file.u16(at + 2) : 0;
    const values = file.u16(at + (named ? 6 : 4));
    const first = at + (named ? 8 : 6) + (version === 1 ? Math.ceil(nameLength / 8) * 8 : nameLength);
    if (id < 1 || id > 3)
      throw file.fail(`an array is packed with ${NAMES[id] ?? `filter ${id}`}, which is not read. Save it unpacked or with gzip`);
    filters.push({ id, value: values > 0 ? file.u32(first) : 0 });
    at = first + 4 * (version === 1 ? values + (values & 1) : values);
  }
  return filters;
}

/** Undoes the filters of a chunk that must have `size` bytes when unpacked. `mask` has a bit for every filter that was left out. */
export function unfilter(file: Hdf5Bytes, stored: Uint8Array, filters: readonly Filter[], mask: number, size: number): Uint8Array {
  let bytes = stored;
  for (let i = filters.length - 1; i >= 0; i--) {
    if (mask & (1 << i)) continue;
    const { id, value } = filters[i]!;
    // A checksum that was put behind before packing is part of what is packed.
    const extra = filters.slice(0, i).some((f, k) => f.id === 3 && !(mask & (1 << k))) ? 4 : 0;
    if (id === 1) bytes = unzip(file, bytes, size + extra);
    else if (id === 2) bytes = unshuffle(bytes, Math.max(1, value));
    else bytes = withoutFletcher(file, bytes);
  }
  if (bytes.length !== size) throw file.fail('a part of an array has another size than it should');
  return bytes;
}

/** zlib (RFC 1950): two bytes, deflate, Adler-32. */
function unzip(file: Hdf5Bytes, bytes: Uint8Array, size: number): Uint8Array {
  if (bytes.length < 6 || (bytes[0]! & 15) !== 8) throw file.fail('a packed part of an array is damaged');
  try {
    const out = inflateExactly(bytes.subarray(2, -4), size);
    let [a, b] = [1, 0];
    for (let i = 0; i < out.length; ) {
      // 3800 steps stay below 2^32 without a remainder.
      for (const end = Math.min(out.length, i + 3800); i < end; i++) b += a += out[i]!;
      a %= 65521;
      b %= 65521;
    }
    const tail = bytes.subarray(-4);
    if (b !== tail[0]! * 256 + tail[1]! || a !== tail[2]! * 256 + tail[3]!) throw new InflateError('corrupt');
    return out;
  } catch (error) {
    if (error instanceof InflateError) throw file.fail('a packed part of an array is damaged');
    throw error;
  }
}

/** First all first bytes of the elements, then all second bytes …: back to elements. */
function unshuffle(bytes: Uint8Array, width: number): Uint8Array {
  const count = Math.floor(bytes.length / width);
  const out = bytes.slice();
  for (let k = 0; k < width; k++) for (let i = 0; i < count; i++) out[i * width + k] = bytes[k * count + i]!;
  return out;
}

/** Fletcher-32 over 16-bit big-endian words, as HDF5 computes it (H5_checksum_fletcher32), stored little endian behind the data. */
function withoutFletcher(file: Hdf5Bytes, bytes: Uint8Array): Uint8Array {
  const data = bytes.subarray(0, bytes.length - 4);
  let [a, b] = [0, 0];
  const words = data.length >> 1;
  for (let i = 0; i < words; ) {
    for (const end = Math.min(words, i + 360); i < end; i++) b += a += (data[2 * i]! << 8) | data[2 * i + 1]!;
    a = (a & 0xffff) + (a >>> 16);
    b = (b & 0xffff) + (b >>> 16);
  }
  if (data.length & 1) {
    b += a += data.at(-1)! << 8;
    a = (a & 0xffff) + (a >>> 16);
    b = (b & 0xffff) + (b >>> 16);
  }
  a = (a & 0xffff) + (a >>> 16);
  b = (b & 0xffff) + (b >>> 16);
  const sum = new DataView(bytes.buffer, bytes.byteOffset + data.length, 4).getUint32(0, true);
  if (sum !== ((b << 16) | a) >>> 0) throw file.fail('the checksum of a part of an array is wrong');
  return data;
}
