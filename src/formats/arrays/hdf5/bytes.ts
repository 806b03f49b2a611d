import { InputError } from '../../../domain/notice.ts';

/** An address that stands for "nowhere". */
export const NOWHERE = -1;

/** Bounded reading of an HDF5 file. Every read outside the file, and more steps than a file of this size can need, is a refusal. */
export interface Hdf5Bytes {
  bytes: Uint8Array;
  size: number;
  u8(at: number): number;
  u16(at: number): number;
  u32(at: number): number;
  /** Eight bytes as a number; what no file can have is refused. */
  u64(at: number): number;
  /** An address: `NOWHERE` where it is undefined, else within the file. */
  address(at: number): number;
  slice(at: number, length: number): Uint8Array;
  /** ASCII at a place, for signatures. */
  signature(at: number, expected: string): void;
  /** Text up to a zero byte or `most` bytes. */
  text(at: number, most: number): string;
  /** Counts a step of reading. */
  step(): void;
  fail(what: string): InputError;
}

/** Wraps the bytes of an HDF5 file with 8-byte addresses and lengths, as every writer of weights makes them. `where` names the file. */
export function hdf5Bytes(bytes: Uint8Array, where: string): Hdf5Bytes {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // No structure of the format is smaller than 8 bytes, and none needs to be read more than a few times.
  let steps = bytes.length + 10_000;
  const fail = (what: string) =>
    new InputError(
      'bad-hdf5',
      `${where} is not a usable HDF5 file: ${what}. It may be cut short or damaged; fetch or export it again.`,
      where,
    );
  const within = (at: number, length: number): number => {
    if (at >= 0 && length >= 0 && at + length <= bytes.length) return at;
    throw fail(`something lies outside its ${bytes.length} bytes`);
  };
  const self: Hdf5Bytes = {
    bytes,
    size: bytes.length,
    fail,
    u8: (at) => view.getUint8(within(at, 1)),
    u16: (at) => view.getUint16(within(at, 2), true),
    u32: (at) => view.getUint32(within(at, 4), true),
    u64(at) {
      within(at, 8);
      const high = view.getUint32(at + 4, true);
      if (high > 0x1fffff) throw fail('it declares a size that no file can have');
      return high * 2 ** 32 + view.getUint32(at, true);
    },
    address(at) {
      within(at, 8);
      if (view.getUint32(at, true) === 0xffffffff && view.getUint32(at + 4, true) === 0xffffffff) return NOWHERE;
      const address = self.u64(at);
      within(address, 0);
      return address;
    },
    slice: (at, length) => bytes.subarray(within(at, length), at + length),
    signature(at, expected) {
      const found = String.fromCharCode(...self.slice(at, expected.length));
      if (found !== expected) throw fail(`a part marked ${expected} is missing`);
    },
    text(at, most) {
      within(at, 0);
      const limit = Math.min(bytes.length, at + most);
      let end = bytes.indexOf(0, at);
      if (end < 0 || end > limit) end = limit;
      return new TextDecoder().decode(bytes.subarray(at, end));
    },
    step() {
      if (--steps < 0) throw fail('its parts refer to each other in circles');
    },
  };
  return self;
}
