import { ALLOWED, keyOf, STORAGES, type Storage, type Value } from './globals.ts';
import { OP } from './opcodes.ts';

/** Why a pickle was given up: it is damaged, it does what no state dict does, or it names something outside the allow-list. */
export class PickleError extends Error {
  readonly global: string | undefined;
  constructor(what: string, global?: string) {
    super(what);
    this.global = global;
  }
}

const TEXT = new TextDecoder();
const plain = (value: number | string | boolean | null | Uint8Array): Value => ({ kind: 'plain', value });

/**
 * Interprets the pickle that begins at `start` by an allow-list: it can build numbers, texts, lists, dicts and tensors, and nothing else. Every other
 * global is refused by name the moment it is named. `persistent` turns torch's references into storages. Time and memory are bounded by the bytes:
 * each opcode is read once and none copies what stands on the stack more than once. Throws PickleError.
 */
export function readPickle(
  bytes: Uint8Array,
  start: number,
  persistent: (id: readonly Value[]) => Storage | null,
): { value: Value; end: number } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = start;
  const stack: Value[] = [];
  const marks: number[] = [];
  const memo = new Map<number, Value>();

  const cut = () => new PickleError('it is cut short');
  const take = (n: number): number => {
    if (!(n >= 0 && at + n <= bytes.length)) throw cut();
    at += n;
    return at - n;
  };
  const u8 = () => bytes[take(1)]!;
  const u32 = () => view.getUint32(take(4), true);
  const text = (n: number) => {
    const from = take(n);
    return TEXT.decode(bytes.subarray(from, from + n));
  };
  const line = () => {
    const end = bytes.indexOf(10, at);
    if (end < 0) throw cut();
    const found = TEXT.decode(bytes.subarray(at, end));
    at = end + 1;
    return found;
  };
  const bottom = () => marks.at(-1) ?? 0;
  const pop = (): Value => {
    if (stack.length <= bottom()) throw new PickleError('it takes more than it has put down');
    return stack.pop()!;
  };
  const top = (): Value => {
    if (stack.length <= bottom()) throw new PickleError('it uses what it has not put down');
    return stack.at(-1)!;
  };
  const popMark = (): Value[] => {
    const mark = marks.pop();
    if (mark === undefined) throw new PickleError('it closes what it has not opened');
    return stack.splice(mark);
  };
  const long = (n: number): number => {
    if (n > 4096) throw new PickleError('it holds an impossible number');
    const from = take(n);
    let value = 0n;
    for (let i = n - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[from + i]!);
    if (n > 0 && bytes[from + n - 1]! & 0x80) value -= 1n << BigInt(8 * n);
    return Number(value);
  };
  const global = (module: string, name: string): Value => {
    const full = `${module}.${name}`;
    if (!Object.hasOwn(ALLOWED, full) && !Object.hasOwn(STORAGES, full)) throw new PickleError(`it asks for ${full}`, full);
    return { kind: 'global', name: full };
  };
  const set = (target: Value, pairs: readonly Value[]) => {
    if (target.kind !== 'dict' || pairs.length % 2 !== 0) throw new PickleError('it fills something that is not a dictionary');
    for (let i = 0; i < pairs.length; i += 2) {
      const key = keyOf(pairs[i]!);
      // Optimizers are keyed by anything; what has no name cannot be a weight.
      if (key !== null) target.entries.set(key, pairs[i + 1]!);
    }
  };
  const append = (target: Value, items: readonly Value[]) => {
    if (target.kind !== 'list') throw new PickleError('it fills something that is not a list');
    for (const item of items) target.items.push(item);
  };
  const call = (what: Value, args: Value) => {
    if (what.kind !== 'global' || args.kind !== 'tuple') throw new PickleError('it calls something that is not a function');
    if (!Object.hasOwn(ALLOWED, what.name)) throw new PickleError(`it calls ${what.name}`, what.name);
    const made = ALLOWED[what.name]!(args.items);
    if (made === null) throw new PickleError(`it calls ${what.name} with arguments that torch does not write`);
    stack.push(made);
  };
  const recall = (index: number) => {
    const value = memo.get(index);
    if (value === undefined) throw new PickleError('it refers to what it has not kept');
    stack.push(value);
  };

  for (;;) {
    const op = u8();
    switch (op) {
      case OP.PROTO:
        if (u8() > 5) throw new PickleError('it is of a newer protocol');
        break;
      case OP.FRAME:
        take(8);
        break;
      case OP.STOP: {
        const value = pop();
        if (stack.length > 0) throw new PickleError('it ends in the middle');
        return { value, end: at };
      }
      case OP.MARK:
        marks.push(stack.length);
        break;
      case OP.POP:
        if (stack.length === bottom() && marks.length > 0) marks.pop();
        else pop();
        break;
      case OP.NONE:
        stack.push(plain(null));
        break;
      case OP.NEWTRUE:
      case OP.NEWFALSE:
        stack.push(plain(op === OP.NEWTRUE));
        break;
      case OP.BININT:
        stack.push(plain(view.getInt32(take(4), true)));
        break;
      case OP.BININT1:
        stack.push(plain(u8()));
        break;
      case OP.BININT2:
        stack.push(plain(view.getUint16(take(2), true)));
        break;
      case OP.LONG:
        stack.push(plain(Number(line().replace(/L$/, ''))));
        break;
      case OP.LONG1:
        stack.push(plain(long(u8())));
        break;
      case OP.LONG4:
        stack.push(plain(long(u32())));
        break;
      case OP.BINFLOAT:
        stack.push(plain(view.getFloat64(take(8), false)));
        break;
      case OP.BINUNICODE:
      case OP.BINSTRING:
        stack.push(plain(text(u32())));
        break;
      case OP.SHORT_BINUNICODE:
      case OP.SHORT_BINSTRING:
        stack.push(plain(text(u8())));
        break;
      case OP.BINUNICODE8:
        stack.push(plain(text(Number(view.getBigUint64(take(8), true)))));
        break;
      case OP.BINBYTES:
      case OP.SHORT_BINBYTES: {
        const n = op === OP.BINBYTES ? u32() : u8();
        const from = take(n);
        stack.push(plain(bytes.subarray(from, from + n)));
        break;
      }
      case OP.EMPTY_LIST:
        stack.push({ kind: 'list', items: [] });
        break;
      case OP.EMPTY_DICT:
        stack.push({ kind: 'dict', entries: new Map() });
        break;
      case OP.EMPTY_TUPLE:
        stack.push({ kind: 'tuple', items: [] });
        break;
      case OP.TUPLE1:
      case OP.TUPLE2:
      case OP.TUPLE3: {
        const items: Value[] = [];
        for (let n = op - OP.TUPLE1 + 1; n > 0; n--) items.unshift(pop());
        stack.push({ kind: 'tuple', items });
        break;
      }
      case OP.TUPLE:
        stack.push({ kind: 'tuple', items: popMark() });
        break;
      case OP.APPEND: {
        const item = pop();
        append(top(), [item]);
        break;
      }
      case OP.APPENDS: {
        const items = popMark();
        append(top(), items);
        break;
      }
      case OP.SETITEM: {
        const value = pop();
        const key = pop();
        set(top(), [key, value]);
        break;
      }
      case OP.SETITEMS: {
        const pairs = popMark();
        set(top(), pairs);
        break;
      }
      case OP.BINPUT:
        memo.set(u8(), top());
        break;
      case OP.LONG_BINPUT:
        memo.set(u32(), top());
        break;
      case OP.MEMOIZE:
        memo.set(memo.size, top());
        break;
      case OP.BINGET:
        recall(u8());
        break;
      case OP.LONG_BINGET:
        recall(u32());
        break;
      case OP.GLOBAL:
        stack.push(global(line(), line()));
        break;
      case OP.STACK_GLOBAL: {
        const name = pop();
        const module = pop();
        stack.push(global(keyOf(module) ?? '?', keyOf(name) ?? '?'));
        break;
      }
      case OP.REDUCE: {
        const args = pop();
        call(pop(), args);
        break;
      }
      case OP.BUILD: {
        // The `_metadata` of a state dict: attributes of the dictionary, which carry no weights.
        pop();
        if (top().kind !== 'dict') throw new PickleError('it gives attributes to something that is not a dictionary');
        break;
      }
      case OP.BINPERSID: {
        const id = pop();
        const storage = id.kind === 'tuple' ? persistent(id.items) : null;
        if (!storage) throw new PickleError('it refers to data in a way that torch does not write');
        stack.push(storage);
        break;
      }
      default:
        throw new PickleError(`it uses the operation 0x${op.toString(16)}, which state dicts do not need`);
    }
  }
}

/** torch's reference to a storage: ('storage', class, key, location, elements[, view]). Views of storages, written before 2017, are not read. */
export function storageOf(id: readonly Value[]): Storage | null {
  const [tag, type, key, , count, part] = id;
  const name = key ? keyOf(key) : null;
  if (tag?.kind !== 'plain' || tag.value !== 'storage' || type?.kind !== 'global' || name === null) return null;
  if (count?.kind !== 'plain' || typeof count.value !== 'number' || !(count.value >= 0)) return null;
  if (part && !(part.kind === 'plain' && part.value === null)) return null;
  const dtype = STORAGES[type.name];
  return dtype === undefined ? null : { kind: 'storage', key: name, dtype, count: count.value };
}
