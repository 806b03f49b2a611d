/** What a pickle may build: numbers, texts, lists, dicts, storages and tensors. Nothing here is callable by the file but by name from `ALLOWED`. */
export type Value =
  | { kind: 'plain'; value: number | string | boolean | null | Uint8Array }
  | { kind: 'list'; items: Value[] }
  | { kind: 'tuple'; items: Value[] }
  | { kind: 'dict'; entries: Map<string, Value> }
  | { kind: 'global'; name: string }
  | Storage
  | PickledTensor;

/** A storage as the pickle refers to it; where its bytes stand is known to the container. */
export interface Storage {
  kind: 'storage';
  key: string;
  dtype: string;
  /** Elements it claims to have. */
  count: number;
}

/** A view on a storage, offset and strides in elements. */
export interface PickledTensor {
  kind: 'tensor';
  storage: Storage;
  offset: number;
  shape: readonly number[];
  strides: readonly number[];
}

/** Storage classes by the type of their elements. */
export const STORAGES: Readonly<Record<string, string>> = {
  'torch.FloatStorage': 'float32',
  'torch.DoubleStorage': 'float64',
  'torch.HalfStorage': 'float16',
  'torch.BFloat16Storage': 'bfloat16',
  'torch.LongStorage': 'int64',
  'torch.IntStorage': 'int32',
  'torch.ShortStorage': 'int16',
  'torch.CharStorage': 'int8',
  'torch.ByteStorage': 'uint8',
  'torch.BoolStorage': 'bool',
};

/** Bytes of an element by type. */
export const WIDTHS: Readonly<Record<string, number>> = {
  ...{ float16: 2, bfloat16: 2, float32: 4, float64: 8 },
  ...{ int64: 8, int32: 4, int16: 2, int8: 1, uint8: 1, bool: 1 },
};

/** The functions a pickle may name. Each gives a value or null where its arguments are not those torch writes. */
export const ALLOWED: Readonly<Record<string, (args: readonly Value[]) => Value | null>> = {
  'collections.OrderedDict': ([pairs]) => {
    if (pairs === undefined) return { kind: 'dict', entries: new Map() };
    if (pairs.kind !== 'list') return null;
    const entries = new Map<string, Value>();
    for (const pair of pairs.items) {
      if (pair.kind !== 'tuple' && pair.kind !== 'list') return null;
      const key = pair.items.length === 2 ? keyOf(pair.items[0]!) : null;
      if (key === null) return null;
      entries.set(key, pair.items[1]!);
    }
    return { kind: 'dict', entries };
  },
  'torch.Size': ([sizes]) => (sizes?.kind === 'tuple' || sizes?.kind === 'list' ? { kind: 'tuple', items: sizes.items } : null),
  'torch._utils._rebuild_tensor': tensor,
  'torch._utils._rebuild_tensor_v2': tensor,
  'torch._utils._rebuild_parameter': ([inner]) => (inner?.kind === 'tensor' ? inner : null),
  'torch._utils._rebuild_parameter_with_state': ([inner]) => (inner?.kind === 'tensor' ? inner : null),
};

function tensor([storage, offset, shape, strides]: readonly Value[]): Value | null {
  const from = offset?.kind === 'plain' && typeof offset.value === 'number' ? offset.value : -1;
  const [sizes, steps] = [counts(shape), counts(strides)];
  if (storage?.kind !== 'storage' || from < 0 || !sizes || !steps || sizes.length !== steps.length || sizes.length > 32) return null;
  return { kind: 'tensor', storage, offset: from, shape: sizes, strides: steps };
}

function counts(value: Value | undefined): number[] | null {
  if (value?.kind !== 'tuple' && value?.kind !== 'list') return null;
  const numbers = value.items.map((v) => (v.kind === 'plain' && typeof v.value === 'number' ? v.value : -1));
  return numbers.every((n) => Number.isSafeInteger(n) && n >= 0) ? numbers : null;
}

/** A dictionary's key as text: names and numbers; others have no place in weights and are told apart by their kind. */
export function keyOf(value: Value): string | null {
  if (value.kind === 'plain' && (typeof value.value === 'string' || typeof value.value === 'number')) return String(value.value);
  return null;
}
