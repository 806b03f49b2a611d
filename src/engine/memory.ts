/** Memory of a worker beside its WebAssembly heap: JavaScript's own heap, the decoder, an image in several forms. Node's worker with all rooms loaded takes 60 to 80 MB. */
const WORKER_OVERHEAD = 96 * 2 ** 20;
/** Share of the budget that is planned with; the rest is the page's, the browser's and other programs'. */
const SHARE = 0.7;

/** How many engines fit into `budget` bytes (null: unknown, then as if 1 GiB) when one was measured to have a WebAssembly heap of `heap` bytes; at least one. */
export function enginesFor(heap: number, budget: number | null): number {
  // While weights are loaded they exist twice: as file and as tensors.
  const each = heap * 1.25 + WORKER_OVERHEAD;
  return Math.max(1, Math.floor(((budget ?? 2 ** 30) * SHARE) / each));
}
