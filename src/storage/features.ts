import type { Hash } from '../domain/ids.ts';
import type { Notice } from '../domain/notice.ts';
import type { FeatureStore } from '../study/ports.ts';
import { hash } from '../util/hash.ts';
import { crc32 } from './crc32.ts';
import type { BlobStore } from './stores.ts';

/** A chunk: 'RTF1', CRC-32 of the rest, rows, columns; then the rows' hashes (32 bytes each), then the values (float32, row by row). Little-endian. */
const HEADER = 16;
const MAGIC = 0x31465452;
const HASH_BYTES = 32;

/**
 * Features as chunk files `features/<key>/<hash of the chunk>`: each put adds one, nothing is rewritten, so a closed page loses no earlier row.
 * `tell` hears of a damaged chunk; it is removed, and its rows are computed again.
 */
export function featureStore(blobs: BlobStore, tell: (notice: Notice) => void = () => {}): FeatureStore {
  return {
    async get(key, rows) {
      const wanted = new Set(rows);
      const found = new Map<Hash, Float32Array>();
      for (const path of await blobs.list(`features/${key}`)) {
        if (found.size === wanted.size) break;
        const bytes = await blobs.get(path);
        const whole = bytes !== null && readChunk(bytes, wanted, found);
        if (whole || bytes === null) continue;
        await blobs.remove(path);
        tell({
          code: 'features-damaged',
          level: 'warning',
          where: path,
          remedy: 'The chunk was removed; its features are computed again.',
        });
      }
      return found;
    },
    async put(key, rows) {
      if (rows.size === 0) return;
      const chunk = writeChunk(rows);
      await blobs.put(`features/${key}/${hash(chunk)}`, chunk);
    },
  };
}

function writeChunk(rows: ReadonlyMap<Hash, Float32Array>): Uint8Array {
  const cols = rows.values().next().value!.length;
  const bytes = new Uint8Array(HEADER + rows.size * (HASH_BYTES + cols * 4));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, MAGIC, true);
  view.setUint32(8, rows.size, true);
  view.setUint32(12, cols, true);
  let at = HEADER;
  for (const row of rows.keys()) {
    if (!/^[0-9a-f]{64}$/.test(row)) throw new Error(`"${row}" is not a hash.`);
    for (let i = 0; i < HASH_BYTES; i++) bytes[at++] = Number.parseInt(row.slice(2 * i, 2 * i + 2), 16);
  }
  for (const [row, values] of rows) {
    if (values.length !== cols) throw new Error(`Row ${row} has ${values.length} features, others ${cols}.`);
    for (const value of values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  view.setUint32(4, crc32(bytes.subarray(8)), true);
  return bytes;
}

/** Puts the wanted rows of a chunk into `found`. False where the chunk is damaged; then nothing is put. */
function readChunk(bytes: Uint8Array, wanted: ReadonlySet<Hash>, found: Map<Hash, Float32Array>): boolean {
  if (bytes.byteLength < HEADER) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const rows = view.getUint32(8, true);
  const cols = view.getUint32(12, true);
  if (view.getUint32(0, true) !== MAGIC || bytes.byteLength !== HEADER + rows * (HASH_BYTES + cols * 4)) return false;
  if (view.getUint32(4, true) !== crc32(bytes.subarray(8))) return false;
  for (let r = 0; r < rows; r++) {
    const row = hexOf(bytes.subarray(HEADER + r * HASH_BYTES, HEADER + (r + 1) * HASH_BYTES)) as Hash;
    if (!wanted.has(row) || found.has(row)) continue;
    const at = HEADER + rows * HASH_BYTES + r * cols * 4;
    found.set(
      row,
      Float32Array.from({ length: cols }, (_, j) => view.getFloat32(at + 4 * j, true)),
    );
  }
  return true;
}

const hexOf = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
