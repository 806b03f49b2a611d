import type { Id } from '../../domain/ids.ts';
import type { Picture } from '../../protocol/messages.ts';
import { call } from './link.ts';

/** Side of the gallery's pictures in pixels: twice what is shown, for fine screens. */
const SIZE = 192;
/** About 90 MB at most; the oldest go first. */
const KEEP = 600;
const BATCH = 24;

type Ask = { dataset: Id<'dataset'>; sample: Id<'sample'>; show: (picture: Picture | null) => void };
const cache = new Map<string, Picture>();
let asks: Ask[] = [];
let busy = false;

/** Calls back with the picture of a sample, at once if it is known; null where it cannot be had. Returns what takes the wish back. */
export function wantThumb(dataset: Id<'dataset'>, sample: Id<'sample'>, show: (picture: Picture | null) => void): () => void {
  const known = cache.get(sample);
  if (known) {
    show(known);
    return () => {};
  }
  const ask: Ask = { dataset, sample, show };
  asks.push(ask);
  queueMicrotask(serve);
  return () => {
    asks = asks.filter((a) => a !== ask);
  };
}

/** One batch at a time, the latest wishes first: those are what is on the screen. */
async function serve(): Promise<void> {
  if (busy || asks.length === 0) return;
  busy = true;
  const dataset = asks.at(-1)!.dataset;
  const batch = asks.filter((a) => a.dataset === dataset).slice(-BATCH);
  asks = asks.filter((a) => !batch.includes(a));
  try {
    const pictures = await call('images.thumbs', { dataset, samples: [...new Set(batch.map((a) => a.sample))], size: SIZE });
    for (const { sample, picture } of pictures) cache.set(sample, picture);
    for (const key of cache.keys()) {
      if (cache.size <= KEEP) break;
      cache.delete(key);
    }
    for (const ask of batch) ask.show(cache.get(ask.sample) ?? null);
  } catch {
    // The gallery shows the name in its place; a stopped worker has its own bar.
    for (const ask of batch) ask.show(null);
  } finally {
    busy = false;
    void serve();
  }
}
