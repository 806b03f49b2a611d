import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import type { Extractor } from '../study/ports.ts';
import type { BackendName } from './backends/types.ts';
import type { Choice, ChooseOptions } from './choose.ts';
import { enginesFor } from './memory.ts';
import { type EngineListener, type EnginePort, PATIENCE, type Patience, type PoolEngine, poolEngine } from './poolEngine.ts';
import { type PoolJob, poolJob } from './poolJob.ts';
import { fromFailure } from './poolMessages.ts';

export interface PoolOptions {
  /** Makes a worker that calls `serveEngine`. */
  spawn(): EnginePort;
  /** Bytes of the pack's weight files, in the order of `pack.weights`; none for a pack with random weights. */
  weights(pack: BackbonePack): Promise<readonly Uint8Array[]>;
  /** Engines at most: the processor's cores, or what the user asked for. */
  cores: number;
  /** Bytes of memory that all engines together may take, asked once before the first is started (Node: `os.freemem()`); null where nobody can say. */
  freeMemory(): number | null;
  wanted: 'auto' | BackendName;
  choose?: ChooseOptions;
  /** Called whenever the number of engines changes. */
  workers?(count: number): void;
  patience?: Partial<Patience>;
  /** Milliseconds after which engines without work are ended, to give their memory back. */
  idle?: number;
  now?(): number;
}

/** An Extractor over several workers with one backend. */
export interface Pool extends Extractor {
  readonly choice: Choice;
  /** Engines alive. */
  readonly workers: number;
  /** Ends all engines; a call in progress rejects. Without it, Node waits until the engines were idle for a while. */
  close(): void;
}

/** How often cancelling and silence are looked at: well within the second in which Cancel must work. */
const WATCH_EVERY = 100;
/** A heap above this is given back after each job: it never shrinks by itself. */
const KEEP_HEAP = 256 * 2 ** 20;

/**
 * Starts a first engine and with it settles the backend; all later engines use the same. Rejects with an InputError where no backend can be started.
 * Further engines are started when the first image of a job has shown how much memory one takes; on a graphics card there is one.
 */
export async function startPool(options: PoolOptions): Promise<Pool> {
  const patience = { ...PATIENCE, ...options.patience };
  const now = options.now ?? (() => performance.now());
  const engines = new Set<PoolEngine>();
  const budget = options.freeMemory();
  let choice: Choice | null = null;
  let settle: { started(c: Choice): void; failed(e: unknown): void };
  let job: PoolJob | null = null;
  let jobs = 0;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;
  /** Most engines that were alive together: a dead one is replaced up to this number. */
  let most = 1;
  /** As many engines as have been seen to fit, for the current job. */
  let ceiling = Number.POSITIVE_INFINITY;

  const listener: EngineListener = {
    started(engine, its) {
      if (!choice) settle.started(its);
      else if (its.key === choice.key) job?.feed(engine);
      else {
        drop(engine);
        job?.end(backendChanged(choice, its));
      }
    },
    row(engine, id, item, values) {
      if (job?.id !== id) return;
      job.row(item, values);
      grow(engine);
      job?.feed(engine);
    },
    refused(engine, id, failure) {
      if (id === null) drop(engine);
      if (!choice) settle.failed(fromFailure(failure));
      else if (id === null || job?.id === id) job?.end(fromFailure(failure));
    },
    died(engine, why, item, rest) {
      drop(engine);
      if (choice) {
        // It could not even open the pack while others work: most likely there is no memory for one more.
        if (!item && engines.size > 0) ceiling = engines.size;
        job?.died(engine, why, item, rest, engines.size > 0);
        feedAll();
      } else
        settle.failed(
          new InputError('engine-died', `The part of RadTune that computes features could not be started (${why}). Start again.`),
        );
    },
  };

  function feedAll(): void {
    for (const engine of engines) job?.feed(engine);
  }

  function replace(): void {
    if (engines.size < most) start();
    feedAll();
  }

  function start(): void {
    engines.add(poolEngine(options.spawn(), choice?.name ?? options.wanted, options.choose ?? {}, patience, now, listener));
    most = Math.max(most, engines.size);
    options.workers?.(engines.size);
  }

  function drop(engine: PoolEngine): void {
    if (engine.alive) engine.terminate();
    engines.delete(engine);
    options.workers?.(engines.size);
  }

  /** More engines, once one has shown what it takes. */
  function grow(measured: PoolEngine): void {
    if (!job || choice?.name !== 'wasm') return;
    const allowed = Math.min(options.cores, ceiling, enginesFor(measured.heap, budget));
    for (let wanted = Math.min(allowed - engines.size, job.waiting); wanted > 0; wanted--) start();
  }

  /** After a job: engines still at work (it was stopped or failed) and with a large network all engines are ended, the others kept for a while. */
  function rest(): void {
    const large = [...engines].some((engine) => engine.heap > KEEP_HEAP);
    for (const engine of [...engines]) if (engine.sent.length > 0 || large) drop(engine);
    clearTimeout(idleTimer);
    if (closed) return;
    idleTimer = setTimeout(() => {
      for (const engine of [...engines]) drop(engine);
    }, options.idle ?? 20_000);
  }

  const watch = (also: () => void) =>
    setInterval(() => {
      also();
      for (const engine of [...engines]) engine.watch();
    }, WATCH_EVERY);

  const run: Extractor['extract'] = async (work, bytes, row, cancelled) => {
    if (closed) throw closedError();
    if (work.images.length === 0 || cancelled()) return;
    clearTimeout(idleTimer);
    ceiling = Number.POSITIVE_INFINITY;
    const files = await options.weights(work.pack);
    const mine = poolJob({
      id: ++jobs,
      work,
      spec: { pack: work.pack, files, tap: work.tap, preprocess: work.preprocess },
      bytes,
      row,
      replace,
    });
    job = mine;
    const timer = watch(() => {
      if (cancelled()) mine.end();
    });
    try {
      if (engines.size === 0) start();
      feedAll();
      await mine.finished;
    } finally {
      job = null;
      clearInterval(timer);
      rest();
    }
  };

  choice = await new Promise<Choice>((resolve, reject) => {
    const timer = watch(() => {});
    const then =
      <T>(f: (value: T) => void) =>
      (value: T) => {
        clearInterval(timer);
        f(value);
      };
    settle = { started: then(resolve), failed: then(reject) };
    start();
  });
  rest();

  let turn: Promise<unknown> = Promise.resolve();
  return {
    backend: choice.key,
    device: choice.device,
    choice,
    get workers() {
      return engines.size;
    },
    extract(...call) {
      // One job at a time: a second call waits for its turn.
      const mine = turn.then(() => run(...call));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close() {
      closed = true;
      job?.end(closedError());
      rest();
      for (const engine of [...engines]) drop(engine);
    },
  };
}

const closedError = () => new Error('The pool of engines was closed');

const backendChanged = (was: Choice, is: Choice) =>
  new InputError(
    'backend-changed',
    `Features were being computed on ${was.key}; another worker could only start ${is.key}. Run again: features of two backends are never mixed.`,
  );
