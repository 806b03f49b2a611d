import type { Frame } from '../domain/frame.ts';
import { InputError } from '../domain/notice.ts';

/** The stored values that become 0 and 255. */
export interface Range {
  low: number;
  high: number;
}

/** Everything the stored bits can say: 0 … 2^bits - 1, or the signed range for signed samples. Null for real numbers, which have no such range. */
export function fullRange(frame: Frame): Range | null {
  if (frame.data instanceof Float32Array) return null;
  const span = 2 ** frame.bits;
  return frame.data instanceof Int16Array ? { low: -span / 2, high: span / 2 - 1 } : { low: 0, high: span - 1 };
}

/** The frame's own window in stored values, if it has a usable one. A negative slope turns the ends round, which `low > high` keeps. */
export function windowRange(frame: Frame): Range | null {
  const { window, rescale } = frame;
  if (!window || !(window.width > 0) || rescale.slope === 0) return null;
  const stored = (meaning: number) => (meaning - rescale.intercept) / rescale.slope;
  return { low: stored(window.center - window.width / 2), high: stored(window.center + window.width / 2) };
}

/** Smallest and largest finite value. A constant or empty frame gets a range of 1 above its value, so that it maps to 0. */
export function minMax(frame: Frame): Range {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of frame.data) {
    if (!Number.isFinite(v)) continue;
    if (v < low) low = v;
    if (v > high) high = v;
  }
  return low < high ? { low, high } : { low: Number.isFinite(low) ? low : 0, high: (Number.isFinite(low) ? low : 0) + 1 };
}

/** The range a preset scales by: the full range of the bits; for real numbers the frame's window. Throws InputError `no-range` where neither says what is black and white. */
export function networkRange(frame: Frame): Range {
  const range = fullRange(frame) ?? windowRange(frame);
  if (range) return range;
  throw new InputError(
    'no-range',
    'This image stores real numbers and says nothing of what is black and what is white. Give it a window, or save it as an 8- or 16-bit image.',
  );
}

/** Whether the samples are the 8-bit values a picture has, so that they can be used as they are. */
export const isPicture8 = (frame: Frame): frame is Frame & { data: Uint8Array } => frame.data instanceof Uint8Array && frame.bits === 8;

/** Samples as real numbers, `low` at 0 and `high` at 255; values beyond are kept unless `clip`. NaN (no measurement) becomes 0. */
export function scaled(frame: Frame, range: Range, clip: boolean): Float32Array {
  const out = new Float32Array(frame.data.length);
  const gain = 255 / (range.high - range.low);
  for (let i = 0; i < out.length; i++) {
    const v = (frame.data[i]! - range.low) * gain;
    out[i] = Number.isNaN(v) ? 0 : clip ? Math.min(255, Math.max(0, v)) : v;
  }
  return out;
}
