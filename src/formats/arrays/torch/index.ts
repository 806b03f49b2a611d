import { InputError } from '../../../domain/notice.ts';
import { openZip } from '../../archives/zip.ts';
import { allowance, type StoredTensor } from '../stored.ts';
import { type PickledTensor, type Value, WIDTHS } from './globals.ts';
import { PickleError, readPickle, storageOf } from './pickle.ts';
import { storedTensor } from './views.ts';

/** What a torch file holds: a tree of dictionaries with tensors at its ends. */
export type TorchTree = { kind: 'tensor'; tensor: StoredTensor } | { kind: 'dict'; entries: Map<string, TorchTree> } | { kind: 'other' };

const MAGIC = 0x1950a86a20f9469cfc6cn;

/** Whether bytes begin as a torch file of before version 1.6 does: a pickled magic number of ten bytes. */
export const isLegacyTorch = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x80 && bytes[2] === 0x8a && bytes[3] === 0x0a && magicOf(bytes) === MAGIC;

function magicOf(bytes: Uint8Array): bigint {
  let value = 0n;
  for (let i = 9; i >= 0; i--) value = (value << 8n) | BigInt(bytes[4 + i] ?? 0);
  return value;
}

const failing = (where: string) => (what: string) =>
  new InputError(
    'bad-torch',
    `${where} is not a usable PyTorch file: ${what}. It may be cut short or damaged; fetch or export it again.`,
    where,
  );

const advice = 'Save only the weights, `torch.save(model.state_dict(), "weights.pt")`, and import that file';

/** Runs the interpreter; a global outside the allow-list becomes a refusal by name. */
function unpickle(bytes: Uint8Array, at: number, where: string): { value: Value; end: number } {
  try {
    return readPickle(bytes, at, storageOf);
  } catch (error) {
    if (!(error instanceof PickleError)) throw error;
    if (error.global === undefined) throw failing(where)(error.message);
    throw new InputError(
      'pickle-refused',
      `${where} is not opened: to be read it needs the code of ${error.global}, and a weight file may only hold tensors. It is a whole pickled model, or something worse. ${advice}.`,
      where,
    );
  }
}

/** Reads a torch zip (1.6 and later). Entries are checked against their CRC. Throws InputError bad-torch, pickle-refused, torchscript. */
export async function readTorchZip(bytes: Uint8Array, where: string): Promise<TorchTree> {
  const { entries } = await openZip({ size: bytes.length, inMemory: true, slice: async (from, to) => bytes.subarray(from, to) }, where);
  const fail = failing(where);
  const pickle = entries.find((e) => /(^|\/)data\.pkl$/.test(e.path));
  if (!pickle) throw fail('it has no data.pkl');
  const top = pickle.path.slice(0, -'data.pkl'.length);
  if (entries.some((e) => e.path === `${top}constants.pkl` || e.path.startsWith(`${top}code/`))) {
    throw new InputError(
      'torchscript',
      `${where} is a TorchScript program, not a state dict: it holds code beside the weights and is not opened. ${advice}.`,
      where,
    );
  }
  const order = entries.find((e) => e.path === `${top}byteorder`);
  if (order && new TextDecoder().decode(await order.read()).trim() !== 'little') throw fail('its values are in big-endian order');
  const { value } = unpickle(await pickle.read(), 0, where);
  const byPath = new Map(entries.map((e) => [e.path, e]));
  const storages = new Map<string, Uint8Array>();
  for (const key of new Set(tensorsIn(value).map((t) => t.storage.key))) {
    const entry = byPath.get(`${top}data/${key}`);
    if (!entry) throw fail(`the data of storage ${key} are missing`);
    storages.set(key, await entry.read());
  }
  return treeOf(value, storages, bytes.length, fail);
}

/** Reads a torch file of before 1.6: pickles one after another, then the storages, each with its number of elements before it. */
export function readLegacyTorch(bytes: Uint8Array, where: string): TorchTree {
  const fail = failing(where);
  let at = 0;
  const next = (): Value => {
    const { value, end } = unpickle(bytes, at, where);
    at = end;
    return value;
  };
  next();
  const version = next();
  if (version.kind !== 'plain' || version.value !== 1001) throw fail('it is of an unknown version');
  next();
  const value = next();
  const keys = next();
  if (keys.kind !== 'list') throw fail('the list of its storages is missing');
  const widths = new Map(tensorsIn(value).map((t) => [t.storage.key, WIDTHS[t.storage.dtype]!]));
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const storages = new Map<string, Uint8Array>();
  for (const key of keys.items) {
    const name = key.kind === 'plain' ? String(key.value) : '';
    const width = widths.get(name);
    if (width === undefined) throw fail('it holds data that no tensor uses');
    if (at + 8 > bytes.length) throw fail('its data end too early');
    const length = Number(view.getBigUint64(at, true)) * width;
    if (!(at + 8 + length <= bytes.length)) throw fail('its data end too early');
    storages.set(name, bytes.subarray(at + 8, at + 8 + length));
    at += 8 + length;
  }
  if (at !== bytes.length) throw fail(`it has ${bytes.length - at} bytes after its last tensor`);
  return treeOf(value, storages, bytes.length, fail);
}

/** Each value once, however often the pickle refers to it; a dictionary that holds itself ends there. */
function tensorsIn(root: Value): PickledTensor[] {
  const found: PickledTensor[] = [];
  const seen = new Set<Value>();
  const open = [root];
  for (let value = open.pop(); value; value = open.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    if (value.kind === 'tensor') found.push(value);
    else if (value.kind === 'dict') for (const member of value.entries.values()) open.push(member);
    else if (value.kind === 'list' || value.kind === 'tuple') for (const item of value.items) open.push(item);
  }
  return found;
}

/** Deepest dictionary that is looked into: checkpoints keep their weights near the top. */
const DEPTH = 4;

function treeOf(value: Value, storages: ReadonlyMap<string, Uint8Array>, size: number, fail: (what: string) => Error): TorchTree {
  const spend = allowance(size, fail);
  let nodes = size + 1000;
  // A storage is let go when its last tensor was read, so that a large file is not held twice.
  const waiting = new Map<string, number>();
  const held = new Map(storages);
  const turn = (v: Value, name: string, depth: number): TorchTree => {
    if (--nodes < 0) throw fail('its parts refer to each other in circles');
    if (v.kind === 'tensor') {
      const { key } = v.storage;
      waiting.set(key, (waiting.get(key) ?? 0) + 1);
      const bytes = () => {
        const found = held.get(key);
        if (!found) throw fail(`the data of ${name} are missing`);
        const left = waiting.get(key)! - 1;
        waiting.set(key, left);
        if (left === 0) held.delete(key);
        return found;
      };
      return { kind: 'tensor', tensor: storedTensor(name, v, bytes, spend, fail) };
    }
    if (v.kind !== 'dict' || depth >= DEPTH) return { kind: 'other' };
    const entries = new Map<string, TorchTree>();
    for (const [key, member] of v.entries) entries.set(key, turn(member, key, depth + 1));
    return { kind: 'dict', entries };
  };
  return turn(value, '', 0);
}
