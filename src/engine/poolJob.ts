import type { Id } from '../domain/ids.ts';
import { InputError } from '../domain/notice.ts';
import type { ExtractJob } from '../study/ports.ts';
import type { ExtractSpec } from './extractImages.ts';
import type { Item, PoolEngine } from './poolEngine.ts';

/** An image is given to at most this many further engines after the first died over it. */
const SECOND_CHANCES = 2;

/** One call of `extract`: which images wait, and who gets them. */
export interface PoolJob {
  readonly id: number;
  /** Images that no engine has yet. */
  readonly waiting: number;
  /** Resolves when all rows are delivered or the job was stopped; rejects with what went wrong. */
  readonly finished: Promise<void>;
  /** Keeps an engine at one image in work and one waiting. */
  feed(engine: PoolEngine): void;
  row(item: Item, values: Float32Array): void;
  /** Takes an engine's images back after its death; `others` tells whether another is alive. One that died over no image is then not replaced. */
  died(engine: PoolEngine, why: string, item: Item | null, rest: readonly Item[], others: boolean): void;
  /** Ends the job now, well or with an error. */
  end(error?: unknown): void;
}

export interface JobParts {
  id: number;
  work: ExtractJob;
  spec: ExtractSpec;
  bytes(sample: Id<'sample'>): Promise<Uint8Array>;
  row(hash: ExtractJob['images'][number]['hash'], values: Float32Array): void;
  /** An engine is gone: sees to it that images that wait find one. */
  replace(): void;
}

export function poolJob({ id, work, spec, bytes, row, replace }: JobParts): PoolJob {
  const queue: Item[] = work.images.map(({ name }, index) => ({ index, name, deaths: 0 }));
  let left = queue.length;
  let over = false;
  /** Engines in a row that ended before they gave anything. */
  let fruitless = 0;
  const opened = new Set<PoolEngine>();
  /** Images whose bytes are on their way to an engine. */
  const fetching = new Map<PoolEngine, number>();
  const { promise: finished, resolve, reject } = settled();

  const self: PoolJob = {
    id,
    get waiting() {
      return queue.length;
    },
    finished,
    feed(engine) {
      if (over || !engine.choice || !engine.alive) return;
      if (!opened.has(engine)) {
        if (queue.length === 0) return;
        opened.add(engine);
        engine.open(id, spec);
      }
      while (queue.length > 0 && engine.sent.length + (fetching.get(engine) ?? 0) < 2) void fetch(engine, queue.shift()!);
    },
    row(item, values) {
      fruitless = 0;
      row(work.images[item.index]!.hash, values);
      if (--left === 0) self.end();
    },
    died(engine, why, item, rest, others) {
      opened.delete(engine);
      queue.unshift(...(item ? [item] : []), ...rest);
      if (item && ++item.deaths > SECOND_CHANCES) {
        const text = `${item.name}: computing its features failed ${item.deaths} times (${why}). Leave this image out, or choose a smaller network or another backend.`;
        self.end(new InputError('engine-died', text, item.name));
      } else if (item) replace();
      else if (!others && ++fruitless > SECOND_CHANCES) {
        const text = `The part of RadTune that computes features ended ${fruitless} times before its first image (${why}). Choose a smaller network or another backend.`;
        self.end(new InputError('engine-died', text));
      } else if (!others) replace();
    },
    end(error) {
      over = true;
      if (error === undefined) resolve();
      else reject(error);
    },
  };

  async function fetch(engine: PoolEngine, item: Item): Promise<void> {
    fetching.set(engine, (fetching.get(engine) ?? 0) + 1);
    try {
      const file = await bytes(work.images[item.index]!.sample);
      fetching.set(engine, fetching.get(engine)! - 1);
      if (over) return;
      if (engine.alive) engine.send(id, item, file);
      else {
        queue.unshift(item);
        replace();
      }
    } catch (error) {
      self.end(error);
    }
  }
  return self;
}

function settled(): { promise: Promise<void>; resolve(): void; reject(error: unknown): void } {
  let resolve!: () => void;
  let reject!: (error: unknown) => void;
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
