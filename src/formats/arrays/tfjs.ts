import { InputError } from '../../domain/notice.ts';
import { sizeOf } from '../../domain/tensors.ts';
import { allowance, decodeFloats, FLOATS, isShape, type StoredTensor } from './stored.ts';

/** A file beside `model.json`. */
export interface NamedBytes {
  name: string;
  bytes: Uint8Array;
}

interface Quantization {
  dtype: string;
  min?: number;
  scale?: number;
}

interface Weight {
  name: string;
  shape: number[];
  dtype: string;
  quantization?: Quantization;
}

const QUANTIZED: Readonly<Record<string, number>> = { uint8: 1, uint16: 2, float16: 2 };
const INTEGERS: Readonly<Record<string, number>> = { int32: 4, bool: 1 };

/**
 * Lists the weights of a TensorFlow.js model: `weightsManifest` of its `model.json` and the shards it names, matched by their last name among `files`.
 * uint8 and uint16 shards are `min + scale * value`. The topology is not looked at. Throws InputError bad-tfjs, or missing-shard naming the files to add.
 */
export function listTfjs(model: NamedBytes, files: readonly NamedBytes[]): StoredTensor[] {
  const where = model.name;
  const fail = (what: string) =>
    new InputError('bad-tfjs', `${where} is not a usable TensorFlow.js model: ${what}. Fetch or export it again.`, where);
  let json: unknown;
  try {
    json = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(model.bytes));
  } catch {
    throw fail('it is not JSON');
  }
  const groups = (json as { weightsManifest?: unknown } | null)?.weightsManifest;
  if (!Array.isArray(groups)) throw fail('it has no weightsManifest');
  const shards = new Map(files.map((f) => [lastName(f.name), f.bytes]));
  const total = files.reduce((n, f) => n + f.bytes.length, 0) + model.bytes.length;
  const spend = allowance(total, fail);
  return groups.flatMap((group) => {
    const { paths, weights } = (group ?? {}) as { paths?: unknown; weights?: unknown };
    if (!Array.isArray(paths) || !paths.every((p) => typeof p === 'string') || !Array.isArray(weights))
      throw fail('a group names no files');
    const missing = paths.filter((p) => !shards.has(lastName(p)));
    if (missing.length > 0) {
      throw new InputError(
        'missing-shard',
        `${where} needs ${missing.length} more files: ${missing.join(', ')}. Add them and try again.`,
        where,
      );
    }
    const parts = paths.map((p) => shards.get(lastName(p))!);
    const bytes = parts.length === 1 ? parts[0]! : joined(parts, total, fail);
    let at = 0;
    const found = weights.map((w) => {
      const tensor = storedWeight(checked(w, total, fail), bytes, at, spend, fail);
      at += tensor.bytes;
      return tensor.stored;
    });
    if (at !== bytes.length) throw fail(`its weights take ${at} bytes, its files have ${bytes.length}`);
    return found;
  });
}

const lastName = (path: string) => path.split(/[/\\]/).at(-1)!;

/** Parts one after another; a manifest that names a file over and over is refused before memory is taken. */
function joined(parts: readonly Uint8Array[], most: number, fail: (what: string) => Error): Uint8Array {
  const length = parts.reduce((n, p) => n + p.length, 0);
  if (length > most) throw fail('it names the same file more than once');
  const out = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

function checked(value: unknown, total: number, fail: (what: string) => Error): Weight {
  const w = (value ?? {}) as Partial<Weight>;
  if (typeof w.name !== 'string' || typeof w.dtype !== 'string') throw fail('a weight has no name or type');
  if (!Array.isArray(w.shape) || !isShape(w.shape, total)) throw fail(`${w.name} has no proper shape`);
  const q = w.quantization;
  if (q && (!Object.hasOwn(QUANTIZED, q.dtype) || (q.dtype !== 'float16' && !(Number.isFinite(q.min) && Number.isFinite(q.scale)))))
    throw fail(`${w.name} is quantised in a way that is not read`);
  if (!q && FLOATS[w.dtype] === undefined && INTEGERS[w.dtype] === undefined) throw fail(`${w.name} has the type ${w.dtype}`);
  return w as Weight;
}

function storedWeight(w: Weight, bytes: Uint8Array, at: number, spend: (n: number) => void, fail: (what: string) => Error) {
  const count = sizeOf(w.shape);
  const q = w.quantization;
  const length = count * (q ? QUANTIZED[q.dtype]! : (FLOATS[w.dtype] ?? INTEGERS[w.dtype]!));
  if (at + length > bytes.length) throw fail(`${w.name} reaches beyond its files`);
  const read = (): Float32Array => {
    spend(count);
    if (q?.dtype === 'float16') return decodeFloats(bytes, at, count, 'float16');
    if (!q) return decodeFloats(bytes, at, count, w.dtype);
    const view = new DataView(bytes.buffer, bytes.byteOffset + at, length);
    const wide = q.dtype === 'uint16';
    return Float32Array.from({ length: count }, (_, i) => q.min! + q.scale! * (wide ? view.getUint16(2 * i, true) : view.getUint8(i)));
  };
  return {
    bytes: length,
    stored: {
      name: w.name,
      shape: w.shape,
      dtype: q ? q.dtype : w.dtype,
      readable: q !== undefined || FLOATS[w.dtype] !== undefined,
      read,
    },
  };
}
