import type { Size, Window2d } from './resize.ts';
import { wholeAxis } from './taps.ts';

/** How a picture that is not square becomes one. */
export type Fit = 'stretch' | 'crop' | 'pad';

/** The part of the resized picture that is wanted, and where its upper left corner lies in the square. */
export interface Placement extends Window2d {
  left: number;
  top: number;
}

/**
 * Where a picture lands in a square of side `size`.
 * `stretch`: both sides become `size`. `crop`: torchvision's Resize and CenterCrop; the shorter side becomes floor(size / share), as timm counts it, the longer one is
 * cut to a whole number, the offset is (length - size) / 2 rounded half to even. `pad`: Pillow's ImageOps.pad; the longer side becomes `size`, the other is rounded half
 * to even and is at least 1, and the picture lies in the middle.
 */
export function placement(from: Size, fit: Fit, share: number, size: number): Placement {
  const { width, height } = from;
  if (fit === 'crop') {
    const shorter = Math.floor(size / share);
    const longer = Math.trunc((shorter * Math.max(width, height)) / Math.min(width, height));
    const side = (length: number, to: number) => ({ from: length, to, first: halfEven((to - size) / 2), count: size });
    return { x: side(width, width <= height ? shorter : longer), y: side(height, width <= height ? longer : shorter), left: 0, top: 0 };
  }
  if (fit === 'pad') {
    const w = width >= height ? size : Math.max(1, halfEven((width / height) * size));
    const h = height >= width ? size : Math.max(1, halfEven((height / width) * size));
    return { x: wholeAxis(width, w), y: wholeAxis(height, h), left: halfEven((size - w) * 0.5), top: halfEven((size - h) * 0.5) };
  }
  return { x: wholeAxis(width, size), y: wholeAxis(height, size), left: 0, top: 0 };
}

/** Rounded to the nearest whole number, halves to the even one: Python's `round`, which both libraries use. */
function halfEven(v: number): number {
  const low = Math.floor(v);
  const rest = v - low;
  return rest > 0.5 || (rest === 0.5 && low % 2 !== 0) ? low + 1 : low;
}
