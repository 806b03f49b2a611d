import type { Answer, Arg, CommandName, Events, Failure, FromWorker } from './messages.ts';

/** A failed command, with the worker's words. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

export interface Client {
  call<C extends CommandName>(command: C, arg: Arg<C>): Promise<Answer<C>>;
  on<E extends keyof Events>(event: E, listener: (data: Events[E]) => void): () => void;
  /** Fails everything that waits; used when the worker has died. */
  abandon(failure: Failure): void;
}

/** The page's end of the wire. */
export function connect(port: Pick<Worker, 'postMessage' | 'addEventListener'>): Client {
  const waiting = new Map<number, { resolve(value: never): void; reject(error: CommandError): void }>();
  const listeners = new Map<string, Set<(data: never) => void>>();
  let last = 0;
  port.addEventListener('message', (event) => {
    const message = (event as MessageEvent<FromWorker>).data;
    if ('event' in message) {
      for (const listener of listeners.get(message.event) ?? []) listener(message.data as never);
      return;
    }
    const waiter = waiting.get(message.id);
    waiting.delete(message.id);
    if (message.ok) waiter?.resolve(message.answer as never);
    else waiter?.reject(new CommandError(message.failure));
  });
  return {
    call: (command, arg) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        port.postMessage({ id, command, arg });
      }),
    on(event, listener) {
      const set = listeners.get(event) ?? new Set();
      set.add(listener as (data: never) => void);
      listeners.set(event, set);
      return () => set.delete(listener as (data: never) => void);
    },
    abandon(failure) {
      for (const waiter of waiting.values()) waiter.reject(new CommandError(failure));
      waiting.clear();
    },
  };
}
