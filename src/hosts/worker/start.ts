/**
 * Starts the worker that holds the data, the studies and the engines. The page talks to it through `protocol/client`. While it lives it holds the Web Lock
 * that is its name: whoever waits for that lock learns at once that a worker has died, which no event tells.
 */
export function startWorker(): Worker & { lock: string } {
  const lock = `radtune-${crypto.randomUUID()}`;
  return Object.assign(new Worker(new URL('./main.ts', import.meta.url), { type: 'module', name: lock }), { lock });
}
