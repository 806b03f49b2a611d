import { inPool, type PoolTask } from './pool.ts';
import type { Task } from './runners.ts';
import type { Ask, Said } from './worker.ts';

const workers = new Map<string, Worker>();

function ask<T extends Said>(worker: Worker, question: Ask): Promise<T> {
  return new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<Said>) => ('error' in data ? reject(new Error(data.error)) : resolve(data as T));
    worker.postMessage(question);
  });
}

/** What the script that opened this page calls. */
const bench = {
  /** Opens a task in a worker of its own, known by `key` from then on; answers what it runs on. */
  async open(key: string, task: Task): Promise<string> {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    workers.set(key, worker);
    return (await ask<{ device: string }>(worker, { kind: 'open', task })).device;
  },
  /** So many images in each of the workers, all at the same time: milliseconds until the last is done; features and heap of the first worker. */
  async run(keys: readonly string[], images: number): Promise<{ ms: number; features: number[]; heap: number }> {
    const began = performance.now();
    const said = await Promise.all(
      keys.map((key) => ask<{ ms: number; features: Float32Array; heap: number }>(workers.get(key)!, { kind: 'run', images })),
    );
    return { ms: performance.now() - began, features: [...said[0]!.features], heap: said[0]!.heap };
  },
  /** Ends all workers. */
  close(): void {
    for (const worker of workers.values()) worker.terminate();
    workers.clear();
  },
  /** Images through the product's own pool of engines. */
  pool: (task: PoolTask) => inPool(task),
};

export type Bench = typeof bench;
(globalThis as unknown as { bench: Bench }).bench = bench;
