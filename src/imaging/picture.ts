import type { Frame } from '../domain/frame.ts';
import { isPicture8, minMax, type Range, scaled, windowRange } from './intensity.ts';
import { resizeBilinear8 } from './resize.ts';

/** A picture for the eye: 8-bit RGBA, rows top to bottom, opaque. */
export interface Picture {
  width: number;
  height: number;
  rgba: Uint8ClampedArray<ArrayBuffer>;
  /** How stored values became grey: as they are, by the image's own window, or from its smallest to its largest value. */
  shown: 'as-stored' | 'window' | 'min-max';
}

/** Shrinks (never enlarges) to the longest side, keeping the proportions; the image's window and MONOCHROME1 are applied, deep images without a window shown from minimum to maximum. */
export function toPicture(frame: Frame, longestSide: number): Picture {
  const { data, shown } = grey8(frame);
  const factor = Math.min(1, longestSide / Math.max(frame.width, frame.height));
  const width = Math.max(1, Math.round(frame.width * factor));
  const height = Math.max(1, Math.round(frame.height * factor));
  const small = resizeBilinear8(data, frame.channels, frame, { width, height });
  const rgba = new Uint8ClampedArray(width * height * 4);
  for (let i = 0, at = 0; i < rgba.length; i += 4) {
    for (let c = 0; c < 3; c++) {
      const v = small[frame.channels === 1 ? at : at + c]!;
      rgba[i + c] = frame.invert ? 255 - v : v;
    }
    rgba[i + 3] = 255;
    at += frame.channels;
  }
  return { width, height, rgba, shown };
}

function grey8(frame: Frame): { data: Uint8Array; shown: Picture['shown'] } {
  const window = windowRange(frame);
  if (!window && isPicture8(frame)) return { data: frame.data, shown: 'as-stored' };
  const range: Range = window ?? minMax(frame);
  return { data: Uint8Array.from(scaled(frame, range, true), Math.round), shown: window ? 'window' : 'min-max' };
}
