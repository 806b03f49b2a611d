import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import type { ExtractJob, Extractor } from '../study/ports.ts';
import type { BackendName } from './backends/types.ts';
import type { Choice, ChooseOptions } from './choose.ts';
import { enginesFor } from './memory.ts';
import { type EngineListener, type EnginePort, type Item, PATIENCE, type Patience, type PoolEngine, poolEngine } from './poolEngine.ts';
import { fromFailure } from './poolMessages.ts';

export interface PoolOptions {
  /** Makes a worker that calls `serveEngine`. */
  spawn(): EnginePort;
  /** Bytes of the pack's weight files, in the order of `pack.weights`; none for a pack with random weights. */
  weights(pack: BackbonePack): Promise<readonly Uint8Array[]>;
  /** Engines at most: the processor's cores, or what the user asked for. */
  cores: number;
  /** Bytes of memory that further engines may take, at this moment; null where nobody can say. */
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
  /** Ends all engines. A call in progress rejects. */
  close(): void;
}

/** How often cancelling and silence are looked at: well within the second in which Cancel must work. */
const WATCH_EVERY = 100;
/** An image is given to at most this many further engines. */
const SECOND_CHANCES = 2;
/** A heap above this is given back after each job: it never shrinks by itself. */
const KEEP_HEAP = 256 * 2 ** 20;

interface Job {
  id: number;
  spec: { pack: BackbonePack; files: readonly Uint8Array[]; tap: string; preprocess: string };
  queue: Item[];
  left: number;
  opened: Set<PoolEngine>;
  /** Images whose bytes are on their way to an engine. */
  fetching: Map<PoolEngine, number>;
  /** Engines that died without giving a row. */
  fruitless: number;
  bytes(item: Item): Promise<Uint8Array>;
  deliver(item: Item, values: Float32Array): void;
  end(error?: unknown): void;
}

/**
 * Starts a first engine and, with it, settles the backend; all later engines use the same. Rejects with an InputError where no backend can be started.
 * Further engines are started when the first image of a job has shown how much memory one takes.
 */
export async function startPool(options: PoolOptions): Promise<Pool> {
  const patience = { ...PATIENCE, ...options.patience };
  const idle = options.idle ?? 20_000;
  const now = options.now ?? (() => performance.now());
  const engines = new Set<PoolEngine>();
  let choice: Choice | null = null;
  let first: { resolve(c: Choice): void; reject(e: unknown): void } | null = null;
  let job: Job | null = null;
  let jobs = 0;
  let idleTimer: ReturnType<typeof setTimeout> | undefined;
  let closed = false;

  const counted = () => options.workers?.(engines.size);

  function start(): void {
    const engine = poolEngine(options.spawn(), choice?.name ?? options.wanted, options.choose ?? {}, patience, now, listener);
    engines.add(engine);
    counted();
  }

  const listener: EngineListener = {
    started(engine, its) {
      if (!choice) {
        choice = its;
        first?.resolve(its);
      } else if (its.key !== choice.key) {
        drop(engine);
        job?.end(
          new InputError(
            'backend-changed',
            `Features were being computed on ${choice.key}, which can no longer be started. Run again: features of two backends are never mixed.`,
          ),
        );
        return;
      }
      feed(engine);
    },
    row(engine, id, item, values) {
      if (job?.id !== id) return;
      job.fruitless = 0;
      job.deliver(item, values);
      grow(engine);
      if (job) feed(engine);
    },
    refused(engine, id, failure) {
      if (id === null) {
        drop(engine);
        (first ?? { reject: (e: unknown) => job?.end(e) }).reject(fromFailure(failure));
      } else if (job?.id === id) job.end(fromFailure(failure));
    },
    died(engine, why, item, rest) {
      drop(engine);
      if (!choice)
        return first?.reject(
          new InputError(
            'engine-died',
            `The part of RadTune that computes features could not be started (${why}). Reload the page or start again.`,
          ),
        );
      if (job) retry(job, engine, why, item, rest);
    },
  };

  function drop(engine: PoolEngine): void {
    if (engine.alive) engine.terminate();
    engines.delete(engine);
    counted();
  }

  function retry(j: Job, engine: PoolEngine, why: string, item: Item | null, rest: readonly Item[]): void {
    j.opened.delete(engine);
    j.queue.unshift(...rest);
    if (item) {
      item.deaths++;
      if (item.deaths > SECOND_CHANCES) {
        return j.end(
          new InputError(
            'engine-died',
            `${item.name}: computing its features failed ${item.deaths} times (${why}). Leave this image out, or choose a smaller network or another backend.`,
            item.name,
          ),
        );
      }
      j.queue.unshift(item);
    } else if (++j.fruitless > SECOND_CHANCES) {
      return j.end(
        new InputError(
          'engine-died',
          `The part of RadTune that computes features ended ${j.fruitless} times before its first image (${why}). Choose a smaller network or another backend.`,
        ),
      );
    }
    if (j.queue.length > 0) start();
  }

  /** More engines, once one has shown what it takes. */
  function grow(measured: PoolEngine): void {
    if (!job || choice?.name !== 'wasm') return;
    const wanted = Math.min(options.cores, engines.size + job.queue.length, enginesFor(engines.size, measured.heap, options.freeMemory()));
    while (engines.size < wanted) start();
  }

  /** Keeps an engine at one image in work and one waiting. */
  function feed(engine: PoolEngine): void {
    const j = job;
    if (!j || !engine.choice || !engine.alive) return;
    if (!j.opened.has(engine)) {
      if (j.queue.length === 0) return;
      j.opened.add(engine);
      engine.open(j.id, j.spec);
    }
    while (j.queue.length > 0 && engine.sent.length + (j.fetching.get(engine) ?? 0) < 2) {
      const item = j.queue.shift()!;
      j.fetching.set(engine, (j.fetching.get(engine) ?? 0) + 1);
      j.bytes(item).then(
        (bytes) => {
          if (job !== j) return;
          j.fetching.set(engine, j.fetching.get(engine)! - 1);
          if (engine.alive) engine.send(j.id, item, bytes);
          else {
            j.queue.unshift(item);
            for (const other of engines) feed(other);
          }
        },
        (error) => j.end(error),
      );
    }
  }

  async function run(
    work: ExtractJob,
    bytes: Parameters<Extractor['extract']>[1],
    row: Parameters<Extractor['extract']>[2],
    cancelled: () => boolean,
  ): Promise<void> {
    if (closed) throw new Error('The pool of engines is closed');
    if (work.images.length === 0 || cancelled()) return;
    clearTimeout(idleTimer);
    const files = await options.weights(work.pack);
    let timer: ReturnType<typeof setInterval> | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        const j: Job = {
          id: ++jobs,
          spec: { pack: work.pack, files, tap: work.tap, preprocess: work.preprocess },
          queue: work.images.map(({ name }, index) => ({ index, name, deaths: 0 })),
          left: work.images.length,
          opened: new Set(),
          fetching: new Map(),
          fruitless: 0,
          bytes: (item) => bytes(work.images[item.index]!.sample),
          deliver(item, values) {
            row(work.images[item.index]!.hash, values);
            if (--j.left === 0) j.end();
          },
          end(error) {
            if (job !== j) return;
            job = null;
            if (error === undefined) resolve();
            else reject(error);
          },
        };
        job = j;
        timer = setInterval(() => {
          if (cancelled()) j.end();
          else for (const engine of [...engines]) engine.watch();
        }, WATCH_EVERY);
        if (engines.size === 0) start();
        for (const engine of engines) feed(engine);
      });
    } finally {
      clearInterval(timer);
      settle();
    }
  }

  /** After a job: engines still at work (it was cancelled or failed) and engines with a large heap are ended, the others kept for a while. */
  function settle(): void {
    for (const engine of [...engines]) if (engine.sent.length > 0 || engine.heap > KEEP_HEAP) drop(engine);
    clearTimeout(idleTimer);
    idleTimer = setTimeout(() => {
      if (!job) for (const engine of [...engines]) drop(engine);
    }, idle);
  }

  const chosen = await new Promise<Choice>((resolve, reject) => {
    const timer = setInterval(() => {
      for (const engine of [...engines]) engine.watch();
    }, WATCH_EVERY);
    const settled = () => {
      clearInterval(timer);
      first = null;
    };
    first = {
      resolve(c) {
        settled();
        resolve(c);
      },
      reject(e) {
        settled();
        reject(e);
      },
    };
    start();
  });
  settle();

  let turn: Promise<unknown> = Promise.resolve();
  return {
    backend: chosen.key,
    device: chosen.device,
    choice: chosen,
    get workers() {
      return engines.size;
    },
    extract(work, bytes, row, cancelled) {
      // One job at a time: a second call waits for its turn.
      const mine = turn.then(() => run(work, bytes, row, cancelled));
      turn = mine.catch(() => undefined);
      return mine;
    },
    close() {
      closed = true;
      clearTimeout(idleTimer);
      for (const engine of [...engines]) drop(engine);
      job?.end(new Error('The pool of engines was closed'));
    },
  };
}
