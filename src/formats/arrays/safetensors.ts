import { InputError } from '../../domain/notice.ts';
import { sizeOf, type Tensors } from '../../domain/tensors.ts';
import { decodeFloats, type StoredTensor } from './stored.ts';

const WIDTH = { F16: 2, BF16: 2, F32: 4, F64: 8 } as const;

/** Bytes of a value by type, those included that are no weights: a state dict also counts batches. */
const ALL_WIDTHS: Readonly<Record<string, number>> = { ...WIDTH, I64: 8, I32: 4, I16: 2, I8: 1, U64: 8, U32: 4, U16: 2, U8: 1, BOOL: 1 };
const LONG_NAMES: Readonly<Record<string, string>> = { F16: 'float16', BF16: 'bfloat16', F32: 'float32', F64: 'float64' };

const failing = (where: string) => (what: string) =>
  new InputError('bad-safetensors', `${where} is not a usable safetensors file: ${what}. Fetch or export it again.`, where);

/** Whether bytes begin as a safetensors file does: a length that fits, then a JSON object. */
export const isSafetensors = (bytes: Uint8Array): boolean =>
  bytes.length > 8 && bytes[8] === 0x7b && bytes[7] === 0 && bytes[6] === 0 && bytes[5] === 0;

/**
 * Lists a safetensors file (huggingface/safetensors, format 0.3: 8 bytes header length, JSON header, data); arrays are read when asked for.
 * Throws InputError, naming the file, for anything that does not add up; never reads past the bytes given.
 */
export function listSafetensors(bytes: Uint8Array, where: string): StoredTensor[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fail = failing(where);
  if (bytes.length < 8) throw fail(`it has only ${bytes.length} bytes`);
  const length = Number(view.getBigUint64(0, true));
  if (length > bytes.length - 8) throw fail(`its header claims ${length} bytes, the file has ${bytes.length}`);
  let header: unknown;
  try {
    header = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes.subarray(8, 8 + length)));
  } catch {
    throw fail('its header is not JSON');
  }
  if (header === null || typeof header !== 'object' || Array.isArray(header)) throw fail('its header is not an object');
  const start = 8 + length;
  const found: StoredTensor[] = [];
  const ranges: [from: number, to: number][] = [];
  for (const [name, entry] of Object.entries(header as Record<string, unknown>)) {
    if (name === '__metadata__') continue;
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as { dtype?: unknown; shape?: unknown; data_offsets?: unknown };
    if (typeof dtype !== 'string' || !Object.hasOwn(ALL_WIDTHS, dtype))
      throw fail(`tensor ${name} has the type ${String(dtype)}; F16, BF16, F32 and F64 can be read`);
    if (!isCounts(shape)) throw fail(`tensor ${name} has no proper shape`);
    if (!isCounts(offsets) || offsets.length !== 2) throw fail(`tensor ${name} has no proper offsets`);
    const [from, to] = offsets as [number, number];
    if (from > to || start + to > bytes.length) throw fail(`tensor ${name} lies outside the file`);
    const count = sizeOf(shape);
    if (to - from !== count * ALL_WIDTHS[dtype]!) throw fail(`tensor ${name} has ${to - from} bytes for ${count} values of ${dtype}`);
    ranges.push([from, to]);
    const long = LONG_NAMES[dtype];
    const read = () => {
      if (!long) throw fail(`tensor ${name} has the type ${dtype}; F16, BF16, F32 and F64 can be read`);
      return decodeFloats(bytes, start + from, count, long);
    };
    found.push({ name, shape, dtype: long ?? dtype, readable: long !== undefined, read });
  }
  let end = 0;
  for (const [from, to] of ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) throw fail('its tensors overlap or leave gaps');
    end = to;
  }
  if (start + end !== bytes.length) throw fail(`it has ${bytes.length - start - end} bytes after its last tensor`);
  return found;
}

/** Reads a whole safetensors file into float32; F16, BF16 and F64 are converted. Throws InputError as `listSafetensors` does, and for other types. */
export function readSafetensors(bytes: Uint8Array, where: string): Tensors {
  return new Map(listSafetensors(bytes, where).map(({ name, shape, read }) => [name, { shape, data: read() }]));
}

type Written = 'F32' | 'F16';

/** Writes tensors as safetensors, names in order, header padded to 8 bytes. F16 rounds to nearest even. `type` is that of all tensors, or says it of each. */
export function writeSafetensors(tensors: Tensors, type: Written | ((name: string) => Written) = 'F32'): Uint8Array<ArrayBuffer> {
  const names = [...tensors.keys()].sort();
  const typeOf = typeof type === 'string' ? () => type : type;
  const header: Record<string, { dtype: string; shape: readonly number[]; data_offsets: [number, number] }> = {};
  let end = 0;
  for (const name of names) {
    const { shape, data } = tensors.get(name)!;
    const dtype = typeOf(name);
    header[name] = { dtype, shape, data_offsets: [end, (end += data.length * WIDTH[dtype])] };
  }
  const text = JSON.stringify(header);
  const encoded = new TextEncoder().encode(text);
  const head = new TextEncoder().encode(text + ' '.repeat((8 - (encoded.length % 8)) % 8));
  const bytes = new Uint8Array(8 + head.length + end);
  const view = new DataView(bytes.buffer);
  view.setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const name of names) {
    const { data } = tensors.get(name)!;
    const dtype = typeOf(name);
    // Every processor that runs this is little-endian, as the format is.
    if (dtype === 'F32') bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    else for (let i = 0; i < data.length; i++) view.setUint16(at + 2 * i, toHalf(data[i]!), true);
    at += data.length * WIDTH[dtype];
  }
  return bytes;
}

const isCounts = (v: unknown): v is number[] => Array.isArray(v) && v.every((n) => Number.isSafeInteger(n) && n >= 0);

const bits = new Uint32Array(1);
const single = new Float32Array(bits.buffer);

/** IEEE 754 binary16 to a number, exact. */
export function fromHalf(h: number): number {
  const exponent = (h >> 10) & 31;
  const fraction = h & 1023;
  if (exponent === 0) return (h & 0x8000 ? -fraction : fraction) * 2 ** -24;
  // The same number in binary32: its exponent is counted from 127 instead of 15; infinities and NaNs keep the highest.
  bits[0] = ((h & 0x8000) << 16) | ((exponent === 31 ? 255 : exponent + 112) << 23) | (fraction << 13);
  return single[0]!;
}

/** A number to IEEE 754 binary16, nearest, ties to even; too large becomes infinity. */
export function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const x = Math.abs(value);
  if (Number.isNaN(x)) return 0x7e00;
  if (x >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(x)));
  const scaled = x / 2 ** (exponent - 10);
  let whole = Math.floor(scaled);
  const rest = scaled - whole;
  if (rest > 0.5 || (rest === 0.5 && whole % 2 === 1)) whole += 1;
  // A carry into the next exponent, and the step from subnormal to normal, come out right by themselves in this sum.
  return sign | (x < 2 ** -14 ? whole : ((exponent + 14) << 10) + whole);
}
