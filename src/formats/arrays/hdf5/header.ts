import { type Hdf5Bytes, NOWHERE } from './bytes.ts';

/** A message of an object header: its type, and where its body stands. */
export interface Message {
  type: number;
  at: number;
  length: number;
  /** Its body stands elsewhere and is only referred to. */
  shared: boolean;
}

/** Message types of the format specification, version 3.0, section IV.A.2. */
export const MESSAGE = {
  dataspace: 1,
  linkInfo: 2,
  datatype: 3,
  link: 6,
  layout: 8,
  filters: 11,
  attribute: 12,
  continuation: 16,
  symbolTable: 17,
  attributeInfo: 21,
} as const;

/** All messages of the object at an address, those of continuation blocks included (header versions 1 and 2). */
export function readHeader(file: Hdf5Bytes, address: number): Message[] {
  const found: Message[] = [];
  if (file.u8(address) === 1) {
    const blocks: [at: number, length: number][] = [[address + 16, file.u32(address + 8)]];
    for (const [at, length] of blocks) readBlock(file, at, length, 8, 8, blocks, found);
    return found;
  }
  file.signature(address, 'OHDR');
  if (file.u8(address + 4) !== 2) throw file.fail('an object has a header of an unknown version');
  const flags = file.u8(address + 5);
  const width = 1 << (flags & 3);
  let at = address + 6 + (flags & 0x20 ? 16 : 0) + (flags & 0x10 ? 4 : 0);
  const length = width === 1 ? file.u8(at) : width === 2 ? file.u16(at) : width === 4 ? file.u32(at) : file.u64(at);
  at += width;
  const blocks: [at: number, length: number][] = [[at, length]];
  for (const [i, [start, size]] of entriesOf(blocks)) {
    if (i > 0) file.signature(start, 'OCHK');
    // A continuation has its mark before and its checksum behind; the first block's length counts neither.
    if (i > 0) readBlock(file, start + 4, size - 8, 4 + (flags & 4 ? 2 : 0), 1, blocks, found);
    else readBlock(file, start, size, 4 + (flags & 4 ? 2 : 0), 1, blocks, found);
  }
  return found;
}

/** Index and item, of a list that grows while it is gone through. */
function* entriesOf<T>(list: readonly T[]): Generator<[number, T]> {
  for (let i = 0; i < list.length; i++) yield [i, list[i]!];
}

function readBlock(
  file: Hdf5Bytes,
  start: number,
  length: number,
  head: number,
  align: number,
  blocks: [number, number][],
  found: Message[],
): void {
  file.slice(start, length);
  const end = start + length;
  const wide = head === 8;
  for (let at = start; at + head <= end; ) {
    file.step();
    const type = wide ? file.u16(at) : file.u8(at);
    const size = file.u16(at + (wide ? 2 : 1));
    const flags = file.u8(at + (wide ? 4 : 3));
    const body = at + head;
    if (body + size > end) throw file.fail('a part of an object runs over its end');
    if (type === MESSAGE.continuation) {
      const to = file.address(body);
      if (to === NOWHERE) throw file.fail('an object goes on nowhere');
      blocks.push([to, file.u64(body + 8)]);
    } else if (type !== 0) found.push({ type, at: body, length: size, shared: (flags & 2) !== 0 });
    at = body + Math.ceil(size / align) * align;
  }
}

/** The message of a type, if there is one. */
export const messageOf = (messages: readonly Message[], type: number): Message | undefined => messages.find((m) => m.type === type);
