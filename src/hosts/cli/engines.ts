import { readFile } from 'node:fs/promises';
import { availableParallelism, freemem } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { BackbonePack } from '../../domain/pack.ts';
import { type Pool, startPool } from '../../engine/pool.ts';
import type { EnginePort } from '../../engine/poolEngine.ts';

/** The pool of engine threads: wasm, the reference. `folderOf` says where a pack's weight files lie. */
export function startThreads(workers: number | null, folderOf: (pack: BackbonePack) => string): Promise<Pool> {
  return startPool({
    spawn: thread,
    weights: (pack) => Promise.all(pack.weights.map(async (w) => new Uint8Array(await readFile(join(folderOf(pack), w.path))))),
    cores: workers ?? availableParallelism(),
    freeMemory: () => freemem(),
    wanted: 'wasm',
  });
}

function thread(): EnginePort {
  const worker = new Worker(new URL('./engineThread.js', import.meta.url));
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => void worker.on('message', listener),
    onDeath(listener) {
      worker.on('error', (error) => listener(error instanceof Error ? error.message : String(error)));
      worker.on('exit', (code) => listener(`thread ended with code ${code}`));
    },
    terminate: () => void worker.terminate(),
  };
}
