import { sizeOf } from '../../../domain/tensors.ts';
import { decodeFloats, FLOATS, isShape, type StoredTensor } from '../stored.ts';
import { type Hdf5Bytes, NOWHERE } from './bytes.ts';
import { type Filter, readFilters, unfilter } from './filters.ts';
import { MESSAGE, type Message, messageOf } from './header.ts';
import { type Hdf5Type, readSpace, readType } from './types.ts';

/** An array of an HDF5 file from the messages of its object; its values are read when asked for. `spend` counts values against the file's size. */
export function datasetOf(file: Hdf5Bytes, name: string, messages: readonly Message[], spend: (values: number) => void): StoredTensor {
  const body = (type: number, what: string) => {
    const message = messageOf(messages, type);
    if (!message) throw file.fail(`${name} has no ${what}`);
    if (message.shared) throw file.fail(`the ${what} of ${name} stands elsewhere, which is not read`);
    return message.at;
  };
  const type = readType(file, body(MESSAGE.datatype, 'type'));
  const shape = readSpace(file, body(MESSAGE.dataspace, 'extents')) ?? [0];
  if (!isShape(shape, file.size)) throw file.fail(`${name} declares ${shape.join('x')} values, more than the file can hold`);
  const layout = body(MESSAGE.layout, 'place');
  return {
    name,
    shape,
    dtype: type.name,
    readable: FLOATS[type.name] !== undefined,
    read() {
      const count = sizeOf(shape);
      if (FLOATS[type.name] === undefined) throw file.fail(`${name} holds values of the type ${type.name}, which are not weights`);
      spend(count);
      const { bytes, at } = raw(file, name, layout, messages, type, shape);
      return decodeFloats(bytes, at, count, type.name, type.bigEndian);
    },
  };
}

/** The bytes of an array: compact, contiguous, or in chunks (data layout message of version 3, IV.A.2.i). */
function raw(file: Hdf5Bytes, name: string, layout: number, messages: readonly Message[], type: Hdf5Type, shape: readonly number[]) {
  const length = sizeOf(shape) * type.size;
  const version = file.u8(layout);
  const kind = file.u8(layout + 1);
  if (version !== 3 && !(version === 4 && kind < 2))
    throw file.fail(`the values of ${name} are arranged in a way of version ${version} that is not read. Save it with the default options`);
  if (kind === 0) {
    if (file.u16(layout + 2) < length) throw file.fail(`the values of ${name} are cut short`);
    return { bytes: file.slice(layout + 4, length), at: 0 };
  }
  if (kind === 1) {
    const at = file.address(layout + 2);
    if (at === NOWHERE && length > 0) throw file.fail(`${name} was never given values`);
    if (file.u64(layout + 10) < length) throw file.fail(`the values of ${name} are cut short`);
    return { bytes: length === 0 ? new Uint8Array(0) : file.slice(at, length), at: 0 };
  }
  if (kind !== 2) throw file.fail(`the values of ${name} are arranged in an unknown way`);
  const filters = messageOf(messages, MESSAGE.filters);
  return { bytes: chunked(file, name, layout, filters ? readFilters(file, filters.at) : [], type.size, shape), at: 0 };
}

interface Place {
  bytes: number;
  mask: number;
  offsets: readonly number[];
  at: number;
}

function chunked(
  file: Hdf5Bytes,
  name: string,
  layout: number,
  filters: readonly Filter[],
  width: number,
  shape: readonly number[],
): Uint8Array {
  const rank = file.u8(layout + 2) - 1;
  if (rank !== shape.length) throw file.fail(`the parts of ${name} have another number of dimensions than it has`);
  const extent = Array.from({ length: rank }, (_, i) => file.u32(layout + 11 + 4 * i));
  const chunk = sizeOf(extent) * width;
  if (!(chunk > 0 && isShape(extent, file.size))) throw file.fail(`the parts of ${name} have an impossible size`);
  const root = file.address(layout + 3);
  const places: Place[] = [];
  if (root !== NOWHERE) collect(file, root, rank, 0, places);
  const wanted = shape.reduce((n, d, i) => n * Math.ceil(d / extent[i]!), 1);
  if (places.length !== wanted) throw file.fail(`${name} has ${places.length} of its ${wanted} parts`);
  if (wanted * chunk > 64 * file.size + 65536) throw file.fail(`${name} would be far larger than the file`);
  const out = new Uint8Array(sizeOf(shape) * width);
  const seen = new Set<string>();
  for (const p of places) {
    const key = p.offsets.join();
    if (seen.has(key) || p.offsets.some((o, i) => o >= shape[i]! || o % extent[i]! !== 0))
      throw file.fail(`a part of ${name} stands in a wrong place`);
    seen.add(key);
    place(out, unfilter(file, file.slice(p.at, p.bytes), filters, p.mask, chunk), p.offsets, extent, shape, width);
  }
  return out;
}

/** The chunks of a version 1 B-tree of raw data (III.A.1, node type 1). */
function collect(file: Hdf5Bytes, address: number, rank: number, depth: number, places: Place[]): void {
  file.step();
  if (address === NOWHERE || depth > 32) throw file.fail('a table of parts leads nowhere');
  file.signature(address, 'TREE');
  if (file.u8(address + 4) !== 1) throw file.fail('an array has a table of another kind');
  const level = file.u8(address + 5);
  const count = file.u16(address + 6);
  const step = 8 + 8 * (rank + 1) + 8;
  for (let i = 0; i < count; i++) {
    file.step();
    const key = address + 24 + step * i;
    const child = file.address(key + step - 8);
    if (level > 0) collect(file, child, rank, depth + 1, places);
    else {
      if (child === NOWHERE) throw file.fail('a part of an array is missing');
      const offsets = Array.from({ length: rank }, (_, k) => file.u64(key + 8 + 8 * k));
      places.push({ bytes: file.u32(key), mask: file.u32(key + 4), offsets, at: child });
    }
  }
}

/** Copies a chunk into the array, what reaches beyond its edges left out. */
function place(
  out: Uint8Array,
  chunk: Uint8Array,
  offsets: readonly number[],
  extent: readonly number[],
  shape: readonly number[],
  width: number,
) {
  const rank = shape.length;
  if (rank === 0) return out.set(chunk);
  const last = rank - 1;
  const run = Math.min(extent[last]!, shape[last]! - offsets[last]!) * width;
  const index = new Array<number>(rank).fill(0);
  for (;;) {
    let from = 0;
    let to = 0;
    for (let d = 0; d < rank; d++) {
      from = from * extent[d]! + index[d]!;
      to = to * shape[d]! + offsets[d]! + index[d]!;
    }
    out.set(chunk.subarray(from * width, from * width + run), to * width);
    let d = last - 1;
    for (; d >= 0; d--) {
      if (++index[d]! < Math.min(extent[d]!, shape[d]! - offsets[d]!)) break;
      index[d] = 0;
    }
    if (d < 0) return;
  }
}
