/** Memory of a worker beside its WebAssembly heap: JavaScript's own heap, the decoder, an image in several forms. Node's worker with all rooms loaded takes 60 to 80 MB. */
const WORKER_OVERHEAD = 96 * 2 ** 20;
/** Share of the free memory that engines may take; the rest is the page's, the browser's and other programs'. */
const SHARE = 0.7;

/**
 * How many engines memory allows when `running` are there, `fresh` of which have not taken their memory yet, one was measured to have a heap of `heap` bytes,
 * and `free` bytes are left (null: unknown, then as if 1 GiB). At least those running.
 */
export function enginesFor(running: number, fresh: number, heap: number, free: number | null): number {
  // While weights are loaded they exist twice: as file and as tensors.
  const each = heap * 1.25 + WORKER_OVERHEAD;
  return running + Math.max(0, Math.floor(((free ?? 2 ** 30) * SHARE) / each) - fresh);
}
