import type { BackendName } from './backends/types.ts';
import type { Choice, ChooseOptions } from './choose.ts';
import type { ExtractSpec } from './extractImages.ts';
import type { EngineFailure, FromEngine, ToEngine } from './poolMessages.ts';

/** A worker as a host makes it: a browser's Worker, Node's worker_threads, a test's fake. */
export interface EnginePort {
  post(message: ToEngine): void;
  onMessage(listener: (message: FromEngine) => void): void;
  /** The worker ended by itself or threw where nobody caught it. */
  onDeath(listener: (why: string) => void): void;
  terminate(): void;
}

/** Milliseconds without an answer after which an engine counts as dead. Opening and one image of the largest network take seconds on a slow machine. */
export interface Patience {
  start: number;
  open: number;
  image: number;
}

export const PATIENCE: Patience = { start: 90_000, open: 120_000, image: 120_000 };

/** An image of a job: its place in the job's list, and how many engines died over it. */
export interface Item {
  index: number;
  name: string;
  deaths: number;
}

/** One worker as the pool sees it. */
export interface PoolEngine {
  readonly choice: Choice | null;
  /** WebAssembly heap at its last row. */
  readonly heap: number;
  /** Images sent and not answered, in the order in which they are worked off: the first is in work. */
  readonly sent: Item[];
  readonly alive: boolean;
  open(job: number, spec: ExtractSpec): void;
  send(job: number, item: Item, bytes: Uint8Array): void;
  /** Forgets what was sent: its answers are for a job that is over. */
  forget(): void;
  terminate(): void;
  /** Ends it as dead if it owes an answer for too long. */
  watch(): void;
}

/** What an engine tells the pool. */
export interface EngineListener {
  started(engine: PoolEngine, choice: Choice): void;
  row(engine: PoolEngine, job: number, item: Item, values: Float32Array): void;
  /** An image or a pack it refuses: an error for the user. `job` null: no backend could be started. */
  refused(engine: PoolEngine, job: number | null, error: EngineFailure): void;
  /** It is gone, or must not be trusted any more. `item`: the image it was at work on; null where it did not get so far. */
  died(engine: PoolEngine, why: string, item: Item | null, rest: readonly Item[]): void;
}

/** Starts one engine. */
export function poolEngine(
  port: EnginePort,
  wanted: 'auto' | BackendName,
  options: ChooseOptions,
  patience: Patience,
  now: () => number,
  listener: EngineListener,
): PoolEngine {
  let choice: Choice | null = null;
  let heap = 0;
  let alive = true;
  let opening = false;
  let since = now();
  const sent: Item[] = [];

  function die(why: string): void {
    if (!alive) return;
    alive = false;
    port.terminate();
    // While it starts or opens a pack, no image is to blame.
    const rest = sent.splice(0);
    const item = choice && !opening ? (rest.shift() ?? null) : null;
    listener.died(self, why, item, rest);
  }

  const self: PoolEngine = {
    get choice() {
      return choice;
    },
    get heap() {
      return heap;
    },
    get alive() {
      return alive;
    },
    sent,
    open(job, spec) {
      opening = true;
      since = now();
      port.post({ kind: 'open', job, spec });
    },
    send(job, item, bytes) {
      if (sent.length === 0 && !opening) since = now();
      sent.push(item);
      // A view of a large buffer (an image within a zip) would take the whole buffer along.
      const own = bytes.byteLength < bytes.buffer.byteLength ? bytes.slice() : bytes;
      port.post({ kind: 'image', job, index: item.index, name: item.name, bytes: own });
    },
    forget() {
      sent.length = 0;
    },
    terminate() {
      alive = false;
      port.terminate();
    },
    watch() {
      const limit = !choice ? patience.start : opening ? patience.open : sent.length > 0 ? patience.image : Number.POSITIVE_INFINITY;
      if (alive && now() - since > limit) die(`no answer for ${Math.round(limit / 1000)} s`);
    },
  };

  port.onDeath(die);
  port.onMessage((message) => {
    if (!alive) return;
    since = now();
    switch (message.kind) {
      case 'started':
        choice = message.choice;
        listener.started(self, message.choice);
        return;
      case 'opened':
        opening = false;
        return;
      case 'row': {
        heap = message.heap;
        const at = sent.findIndex((item) => item.index === message.index);
        if (at < 0) return;
        const [item] = sent.splice(at, 1);
        listener.row(self, message.job, item!, message.values);
        return;
      }
      case 'failed':
        opening = false;
        if (message.error.input) listener.refused(self, message.job, message.error);
        else die(message.error.message);
    }
  });
  port.post({ kind: 'start', wanted, options });
  return self;
}
