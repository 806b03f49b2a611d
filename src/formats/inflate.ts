import { Inflate, inflateSync } from 'fflate';

/** Deflate cannot expand a byte to more than 1032. */
const MOST = 1032;

/** What went wrong: the stream ends early, is damaged, or holds more than was declared. */
export class InflateError extends Error {
  readonly kind: 'truncated' | 'corrupt' | 'longer';
  constructor(kind: 'truncated' | 'corrupt' | 'longer') {
    super(kind);
    this.kind = kind;
  }
}

/**
 * Inflates a raw deflate stream that must give exactly `size` bytes. Neither memory nor time go beyond what `size` allows: a stream that lies
 * about its size is stopped there. Throws InflateError.
 */
export function inflateExactly(raw: Uint8Array, size: number): Uint8Array {
  if (raw.length === 0 || raw.length * MOST < size) throw new InflateError('truncated');
  try {
    const out = raw.length * MOST > 4 * size + 64e6 ? inflateGuarded(raw, size) : inflateSync(raw, { out: new Uint8Array(size + 1) });
    if (out.length > size) throw new InflateError('longer');
    if (out.length < size) throw new InflateError('truncated');
    return out;
  } catch (error) {
    if (error instanceof InflateError) throw error;
    // A stored block that would run over the end of the output is a RangeError of `set`.
    if (error instanceof RangeError) throw new InflateError('longer');
    throw new InflateError((error as { code?: number }).code === 0 ? 'truncated' : 'corrupt');
  }
}

/** The slower way for streams that could expand far beyond their size: in small pieces, given up at the first byte too many. */
function inflateGuarded(raw: Uint8Array, size: number): Uint8Array {
  const out = new Uint8Array(size);
  let at = 0;
  const stream = new Inflate((chunk) => {
    if (at + chunk.length > size) throw new InflateError('longer');
    out.set(chunk, at);
    at += chunk.length;
  });
  for (let i = 0; i < raw.length; i += 16384) stream.push(raw.subarray(i, i + 16384), i + 16384 >= raw.length);
  return out.subarray(0, at);
}
