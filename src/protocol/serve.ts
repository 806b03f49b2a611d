import { InputError } from '../domain/notice.ts';
import type { Answer, Arg, CommandName, Events, Failure, FromWorker, ToWorker } from './messages.ts';

export type Handlers = { [C in CommandName]: (arg: Arg<C>) => Promise<Answer<C>> };
type Post = (message: FromWorker, transfer: Transferable[]) => void;

/** An error as data. InputError and quota errors are expected; anything else is a bug and says so. */
export function asFailure(error: unknown): Failure {
  if (error instanceof InputError) return { code: error.code, message: error.message, where: error.where ?? null, expected: true };
  const named = error as { name?: string; message?: string } | null;
  if (named?.name === 'QuotaExceededError') {
    return {
      code: 'quota',
      message: 'The browser gives this page no more room on disk. Remove a data set, or free space.',
      where: null,
      expected: true,
    };
  }
  return { code: 'bug', message: named?.message ?? String(error), where: null, expected: false };
}

/** Buffers of pictures are handed over, not copied. */
export function transfers(value: unknown, found: Set<ArrayBuffer> = new Set(), depth = 0): Set<ArrayBuffer> {
  if (value instanceof Uint8ClampedArray) found.add(value.buffer as ArrayBuffer);
  else if (depth < 4 && Array.isArray(value)) for (const item of value) transfers(item, found, depth + 1);
  else if (depth < 4 && value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)) {
    for (const item of Object.values(value)) if (typeof item === 'object') transfers(item, found, depth + 1);
  }
  return found;
}

/** The worker's end: answers each command, errors as data. Returns `emit` for events. */
export function serve(
  handlers: Handlers,
  post: Post,
): { receive(message: ToWorker): Promise<void>; emit<E extends keyof Events>(event: E, data: Events[E]): void } {
  return {
    async receive({ id, command, arg }) {
      try {
        const handler = handlers[command] as ((arg: unknown) => Promise<unknown>) | undefined;
        if (!handler) throw new Error(`No such command: ${command}`);
        const answer = await handler(arg);
        post({ id, ok: true, answer }, [...transfers(answer)]);
      } catch (error) {
        post({ id, ok: false, failure: asFailure(error) }, []);
      }
    },
    emit: (event, data) => post({ event, data } as FromWorker, []),
  };
}
