import { allowance, type StoredTensor } from '../stored.ts';
import { type Attribute, attributeTexts, readAttributes } from './attributes.ts';
import { type Hdf5Bytes, hdf5Bytes, NOWHERE } from './bytes.ts';
import { datasetOf } from './dataset.ts';
import { readLinks } from './groups.ts';
import { MESSAGE, messageOf, readHeader } from './header.ts';

/** A group: its members by name, opened when asked for, and its attributes. */
export interface Hdf5Group {
  kind: 'group';
  path: string;
  names: readonly string[];
  /** A member, or null where there is none of this name. A name with slashes leads through groups. */
  open(name: string): Hdf5Group | Hdf5Dataset | null;
  hasAttribute(name: string): boolean;
  /** An attribute that is a list of texts; null where it is missing. */
  texts(name: string): string[] | null;
}

export interface Hdf5Dataset {
  kind: 'dataset';
  tensor: StoredTensor;
}

const MAGIC = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a];

/** Whether bytes begin as an HDF5 file does. */
export const isHdf5 = (bytes: Uint8Array): boolean => MAGIC.every((b, i) => bytes[i] === b);

/**
 * Opens an HDF5 file (format specification 3.0; superblocks 0 to 3, symbol-table and compact groups, contiguous, compact and chunked arrays with
 * deflate, shuffle and Fletcher-32: all that h5py writes unless told otherwise). Nothing is read that is not asked for; memory stays bounded by the
 * file's size. Throws InputError bad-hdf5, naming the file.
 */
export function openHdf5(bytes: Uint8Array, where: string): Hdf5Group {
  const file = hdf5Bytes(bytes, where);
  if (!isHdf5(bytes)) throw file.fail('it does not begin as one');
  const root = openObject(file, rootOf(file), '', allowance(bytes.length, file.fail));
  if (root.kind !== 'group') throw file.fail('its root is not a group');
  return root;
}

function rootOf(file: Hdf5Bytes): number {
  const version = file.u8(8);
  if (version > 3) throw file.fail(`it has a superblock of version ${version}`);
  const old = version < 2;
  const [offsets, lengths] = old ? [file.u8(13), file.u8(14)] : [file.u8(9), file.u8(10)];
  if (offsets !== 8 || lengths !== 8) throw file.fail('it has addresses of an unusual width');
  const base = old ? (version === 1 ? 28 : 24) : 12;
  if (file.u64(base) !== 0) throw file.fail('it begins inside another file');
  const end = file.u64(base + 16);
  if (end > file.size) throw file.fail(`it should have ${end} bytes and has ${file.size}`);
  const root = file.address(old ? base + 40 : base + 24);
  if (root === NOWHERE) throw file.fail('it has no root');
  return root;
}

function openObject(file: Hdf5Bytes, address: number, path: string, spend: (values: number) => void): Hdf5Group | Hdf5Dataset {
  file.step();
  const messages = readHeader(file, address);
  if (messageOf(messages, MESSAGE.layout)) return { kind: 'dataset', tensor: datasetOf(file, path, messages, spend) };
  const links = readLinks(file, messages);
  let attributes: Map<string, Attribute> | undefined;
  const attribute = (name: string) => (attributes ??= readAttributes(file, messages)).get(name);
  const self: Hdf5Group = {
    kind: 'group',
    path,
    names: [...links.keys()],
    open(name) {
      const whole = links.get(name);
      const below = (n: string) => (path === '' ? n : `${path}/${n}`);
      if (whole !== undefined) return openObject(file, whole, below(name), spend);
      const [first, ...rest] = name.split('/');
      const next = rest.length > 0 ? links.get(first!) : undefined;
      if (next === undefined) return null;
      const group = openObject(file, next, below(first!), spend);
      return group.kind === 'group' ? group.open(rest.join('/')) : null;
    },
    hasAttribute: (name) => attribute(name) !== undefined,
    texts(name) {
      const found = attribute(name);
      return found ? attributeTexts(file, found) : null;
    },
  };
  return self;
}
