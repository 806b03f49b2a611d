/** Starts the worker that holds the data, the studies and the engines. The page talks to it through `protocol/client`. */
export function startWorker(): Worker {
  return new Worker(new URL('./main.ts', import.meta.url), { type: 'module', name: 'radtune' });
}
