import type { PngParts } from './pngChunks.ts';

/** One pass of the image: the whole, or one of Adam7's seven. */
interface Pass {
  x: number;
  y: number;
  dx: number;
  dy: number;
  width: number;
  height: number;
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes of an image that hold at least one pixel (PNG 8). */
export function passesOf({ width, height, interlaced }: PngParts): Pass[] {
  if (!interlaced) return [{ x: 0, y: 0, dx: 1, dy: 1, width, height }];
  return ADAM7.map(([x, y, dx, dy]) => ({ x, y, dx, dy, width: Math.ceil((width - x) / dx), height: Math.ceil((height - y) / dy) })).filter(
    (p) => p.width > 0 && p.height > 0,
  );
}

/** Components a pixel in the stream: a palette's index is one. */
export const componentsOf = ({ colour }: PngParts): 1 | 2 | 3 | 4 => (colour === 2 ? 3 : colour === 6 ? 4 : colour === 4 ? 2 : 1);

/** Bytes of the inflated stream: for each pass, its rows with one filter byte each. */
export function streamLength(parts: PngParts): number {
  const bits = componentsOf(parts) * parts.depth;
  return passesOf(parts).reduce((n, p) => n + p.height * (1 + Math.ceil((p.width * bits) / 8)), 0);
}

/** Undoes the row filters (PNG 9) in place and writes the samples, unscaled, in image order. Returns null where a row names an unknown filter. */
export function samplesOf(parts: PngParts, stream: Uint8Array): Uint8Array | Uint16Array | null {
  const n = componentsOf(parts);
  const out = parts.depth === 16 ? new Uint16Array(parts.width * parts.height * n) : new Uint8Array(parts.width * parts.height * n);
  const step = Math.max(1, (n * parts.depth) >> 3);
  let at = 0;
  for (const pass of passesOf(parts)) {
    const bytes = Math.ceil((pass.width * n * parts.depth) / 8);
    let above: Uint8Array = new Uint8Array(bytes);
    for (let r = 0; r < pass.height; r++) {
      const filter = stream[at]!;
      const row = stream.subarray(at + 1, at + 1 + bytes);
      if (!unfilter(filter, row, above, step)) return null;
      place(row, out, parts, pass, r, n);
      above = row;
      at += 1 + bytes;
    }
  }
  return out;
}

function unfilter(filter: number, row: Uint8Array, above: Uint8Array, step: number): boolean {
  const n = row.length;
  if (filter === 1) for (let i = step; i < n; i++) row[i] = row[i]! + row[i - step]!;
  else if (filter === 2) for (let i = 0; i < n; i++) row[i] = row[i]! + above[i]!;
  else if (filter === 3) for (let i = 0; i < n; i++) row[i] = row[i]! + (((i < step ? 0 : row[i - step]!) + above[i]!) >> 1);
  else if (filter === 4) {
    for (let i = 0; i < n; i++) {
      const a = i < step ? 0 : row[i - step]!;
      const b = above[i]!;
      const c = i < step ? 0 : above[i - step]!;
      const pa = Math.abs(b - c);
      const pb = Math.abs(a - c);
      const pc = Math.abs(a + b - 2 * c);
      row[i] = row[i]! + (pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
    }
  }
  return filter <= 4;
}

function place(row: Uint8Array, out: Uint8Array | Uint16Array, parts: PngParts, pass: Pass, r: number, n: number): void {
  const start = ((pass.y + r * pass.dy) * parts.width + pass.x) * n;
  const hop = pass.dx * n;
  const { depth } = parts;
  if (depth === 8 && pass.dx === 1) out.set(row, start);
  else if (depth === 8) for (let p = 0; p < pass.width; p++) for (let k = 0; k < n; k++) out[start + p * hop + k] = row[p * n + k]!;
  else if (depth === 16) {
    for (let p = 0; p < pass.width; p++)
      for (let k = 0; k < n; k++) out[start + p * hop + k] = (row[2 * (p * n + k)]! << 8) | row[2 * (p * n + k) + 1]!;
  } else {
    // Less than a byte: one component, packed from the high bit.
    const mask = (1 << depth) - 1;
    for (let p = 0; p < pass.width; p++) {
      const bit = p * depth;
      out[start + p * hop] = (row[bit >> 3]! >> (8 - depth - (bit & 7))) & mask;
    }
  }
}
