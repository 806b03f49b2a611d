import { InputError } from '../../domain/notice.ts';
import { crc32 } from '../crc32.ts';

export interface ZipFile {
  /** With `/`; ASCII. */
  path: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Sizes and offsets are 32 bits wide without zip64, which is not written. */
const MOST = 2 ** 32 - 1;
const LOCAL = 30;
const CENTRAL = 46;
/** 1 January 1980, the earliest a zip can say: the same files make the same zip. */
const DATE = 0x21;

/** A zip of files as they are, not compressed (APPNOTE 4.3): its parts in order, the files' own bytes among them uncopied. Throws InputError above 4 GB. */
export function storedZip(files: readonly ZipFile[]): Uint8Array<ArrayBuffer>[] {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let at = 0;
  for (const { path, bytes } of files) {
    const name = new TextEncoder().encode(path);
    const offset = at;
    const crc = crc32(bytes);
    const fields = (view: DataView, from: number) => {
      view.setUint16(from, 10, true);
      view.setUint16(from + 2, 0x800, true);
      view.setUint16(from + 8, DATE, true);
      view.setUint32(from + 10, crc, true);
      view.setUint32(from + 14, bytes.length, true);
      view.setUint32(from + 18, bytes.length, true);
      view.setUint16(from + 22, name.length, true);
    };
    const local = record(LOCAL, 0x04034b50, name);
    fields(new DataView(local.buffer), 4);
    const central = record(CENTRAL, 0x02014b50, name);
    const view = new DataView(central.buffer);
    view.setUint16(4, 10, true);
    fields(view, 6);
    parts.push(local, bytes);
    at += local.length + bytes.length;
    if (at > MOST)
      throw new InputError('zip-too-large', `${path} and what is before it are more than 4 GB, which a plain zip cannot hold.`, path);
    view.setUint32(42, offset, true);
    directory.push(central);
  }
  const length = directory.reduce((n, d) => n + d.length, 0);
  const end = new DataView(new ArrayBuffer(22));
  end.setUint32(0, 0x06054b50, true);
  end.setUint16(8, files.length, true);
  end.setUint16(10, files.length, true);
  end.setUint32(12, length, true);
  end.setUint32(16, at, true);
  return [...parts, ...directory, new Uint8Array(end.buffer)];
}

function record(length: number, magic: number, name: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length + name.length);
  new DataView(bytes.buffer).setUint32(0, magic, true);
  bytes.set(name, length);
  return bytes;
}
