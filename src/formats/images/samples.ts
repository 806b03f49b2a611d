import { hash } from '../../util/hash.ts';

/** Whether this machine keeps numbers low byte first, as nearly all do. */
const LITTLE = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** Samples as little-endian bytes: what `sampleSha256` is the hash of. No copy where the machine is little-endian. */
export function sampleBytes(data: Uint8Array | Uint16Array | Int16Array | Float32Array): Uint8Array {
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  if (LITTLE || data.BYTES_PER_ELEMENT === 1) return bytes;
  const out = new Uint8Array(bytes.length);
  const n = data.BYTES_PER_ELEMENT;
  for (let i = 0; i < bytes.length; i++) out[i] = bytes[i - (i % n) + (n - 1 - (i % n))]!;
  return out;
}

/** SHA-256 of the samples, little-endian, rows top to bottom, components of a pixel together. */
export const sampleSha256 = (data: Uint8Array | Uint16Array | Int16Array | Float32Array): string => hash(sampleBytes(data));

export interface SampleStats {
  min: number;
  max: number;
  mean: number;
  /** Mean of each component. */
  channelMean: number[];
}

/** Smallest, largest and mean sample, over all and by component. */
export function sampleStats(data: ArrayLike<number>, channels: number): SampleStats {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  const sums = new Array<number>(channels).fill(0);
  for (let i = 0, k = 0; i < data.length; i++) {
    const v = data[i]!;
    if (v < min) min = v;
    if (v > max) max = v;
    sums[k]! += v;
    if (++k === channels) k = 0;
  }
  const n = data.length / channels;
  return { min, max, mean: sums.reduce((a, b) => a + b, 0) / data.length, channelMean: sums.map((s) => s / n) };
}
