import { zlibSync } from 'fflate';
import type { Frame } from '../../domain/frame.ts';
import { crc32 } from '../crc32.ts';

/** A frame as a PNG: grey or RGB, 8 bits for a Uint8Array, 16 for a Uint16Array; without loss, without time or other metadata, so that equal frames give equal bytes. Other sample types have no PNG form. */
export function writePng(frame: Pick<Frame, 'width' | 'height' | 'channels' | 'data'>): Uint8Array {
  const { width, height, channels, data } = frame;
  if (!(data instanceof Uint8Array || data instanceof Uint16Array)) throw new Error('writePng: samples must be 8- or 16-bit unsigned');
  if (data.length !== width * height * channels) throw new Error(`writePng: ${data.length} samples for ${width} x ${height} x ${channels}`);
  const wide = data instanceof Uint16Array;
  const bytes = width * channels * (wide ? 2 : 1);
  const step = channels * (wide ? 2 : 1);
  const rows = new Uint8Array(height * (bytes + 1));
  const row = new Uint8Array(bytes);
  const above = new Uint8Array(bytes);
  for (let y = 0; y < height; y++) {
    const at = y * (bytes + 1);
    for (let i = 0; i < width * channels; i++) {
      const v = data[y * width * channels + i]!;
      if (wide) [row[2 * i], row[2 * i + 1]] = [v >> 8, v & 255];
      else row[i] = v;
    }
    // Paeth everywhere: good on pictures and needs no choice.
    rows[at] = 4;
    for (let i = 0; i < bytes; i++) {
      const a = i < step ? 0 : row[i - step]!;
      const b = above[i]!;
      const c = i < step ? 0 : above[i - step]!;
      const [pa, pb, pc] = [Math.abs(b - c), Math.abs(a - c), Math.abs(a + b - 2 * c)];
      rows[at + 1 + i] = row[i]! - (pa <= pb && pa <= pc ? a : pb <= pc ? b : c);
    }
    above.set(row);
  }
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([wide ? 16 : 8, channels === 3 ? 2 : 0, 0, 0, 0], 8);
  return concat([
    Uint8Array.of(137, 80, 78, 71, 13, 10, 26, 10),
    chunk('IHDR', header),
    chunk('IDAT', zlibSync(rows, { level: 6 })),
    chunk('IEND', new Uint8Array(0)),
  ]);
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  for (let i = 0; i < 4; i++) out[4 + i] = type.charCodeAt(i);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out, 4, 8 + body.length));
  return out;
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((n, p) => n + p.length, 0));
  let at = 0;
  for (const p of parts) {
    out.set(p, at);
    at += p.length;
  }
  return out;
}
