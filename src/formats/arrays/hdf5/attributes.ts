import { sizeOf } from '../../../domain/tensors.ts';
import { type Hdf5Bytes, NOWHERE } from './bytes.ts';
import { refuseDense } from './groups.ts';
import { MESSAGE, type Message } from './header.ts';
import { type Hdf5Type, readSpace, readType } from './types.ts';

/** Where an attribute's value stands; read only when asked for, so that `model_config` and the like are never touched. */
export interface Attribute {
  type: Hdf5Type;
  shape: readonly number[] | null;
  at: number;
}

/** The attributes of an object, values unread. */
export function readAttributes(file: Hdf5Bytes, messages: readonly Message[]): Map<string, Attribute> {
  const found = new Map<string, Attribute>();
  for (const m of messages) {
    if (m.type === MESSAGE.attributeInfo) refuseDense(file, m.at + 2 + (file.u8(m.at + 1) & 1 ? 2 : 0));
    if (m.type !== MESSAGE.attribute) continue;
    const version = file.u8(m.at);
    if (version < 1 || version > 3) throw file.fail('an attribute has an unknown version');
    if (version > 1 && (file.u8(m.at + 1) & 3) !== 0) throw file.fail('an attribute has a type that stands elsewhere');
    const pad = (n: number) => (version === 1 ? Math.ceil(n / 8) * 8 : n);
    const lengths = [file.u16(m.at + 2), file.u16(m.at + 4), file.u16(m.at + 6)] as const;
    const name = m.at + (version === 3 ? 9 : 8);
    const type = name + pad(lengths[0]);
    const space = type + pad(lengths[1]);
    found.set(file.text(name, lengths[0]), { type: readType(file, type), shape: readSpace(file, space), at: space + pad(lengths[2]) });
  }
  return found;
}

/** A list of texts (or one), of fixed or variable length. An empty list may have any type: Keras stores it as an empty array of numbers. */
export function attributeTexts(file: Hdf5Bytes, { type, shape, at }: Attribute): string[] {
  const count = shape === null ? 0 : sizeOf(shape);
  if (count === 0) return [];
  if (type.name !== 'text' && type.name !== 'variable text') throw file.fail('a list of names does not hold texts');
  file.slice(at, count * type.size);
  if (type.name === 'text') return Array.from({ length: count }, (_, i) => file.text(at + i * type.size, type.size).trimEnd());
  return Array.from({ length: count }, (_, i) => heapText(file, at + 16 * i));
}

/** A text of variable length: length, collection and index of an object in a global heap (III.E). */
function heapText(file: Hdf5Bytes, at: number): string {
  const length = file.u32(at);
  if (length === 0) return '';
  const collection = file.address(at + 4);
  const wanted = file.u32(at + 12);
  if (collection === NOWHERE) throw file.fail('a text is missing');
  file.signature(collection, 'GCOL');
  const end = collection + file.u64(collection + 8);
  for (let object = collection + 16; object + 16 <= end; ) {
    file.step();
    const index = file.u16(object);
    const size = file.u64(object + 8);
    if (index === wanted) {
      if (size < length) throw file.fail('a text is cut short');
      return new TextDecoder().decode(file.slice(object + 16, length)).replace(/\0+$/, '');
    }
    if (index === 0) break;
    object += 16 + Math.ceil(size / 8) * 8;
  }
  throw file.fail('a text is missing');
}
