import type { Frame } from '../domain/frame.ts';
import { type Placement, placement } from './fit.ts';
import { isPicture8, networkRange, scaled } from './intensity.ts';
import { type Preset, parsePreprocess, type Resize } from './presets.ts';
import { pickNearest, resample8, resampleFloat } from './resize.ts';
import { areaTaps, cubicTaps, halfPixelTaps, type TapRule, triangleTaps } from './taps.ts';

/** The rules that weigh pixels. Only Pillow's own two work on 8 bits. */
const TAPS: Record<Exclude<Resize, 'nearest'>, { rule: TapRule; on8: boolean }> = {
  antialias: { rule: triangleTaps, on8: true },
  bicubic: { rule: cubicTaps, on8: true },
  bilinear: { rule: halfPixelTaps, on8: false },
  area: { rule: areaTaps, on8: false },
};

/**
 * The network's input for one image: `side * side * 3` values, rows top to bottom, channels last in the order the preset gives. The side is that of the
 * preprocessing where it states one, else `packSize` (see `inputSize`). MONOCHROME1 is turned round first; what a padded picture leaves free is black. Depths other
 * than 8 bits are scaled linearly by their full range and never rounded or cut. Throws InputError `no-preset`, `bad-preprocess` or `no-range`.
 */
export function prepare(frame: Frame, preprocess: string, packSize: number): Float32Array {
  const rule = parsePreprocess(preprocess);
  const size = rule.size ?? packSize;
  const place = placement(frame, rule.fit, rule.crop, size);
  return toNetwork(resized(frame, rule.resize, place), frame, rule, place, size);
}

function resized(frame: Frame, resize: Resize, place: Placement): Uint8Array | Float32Array {
  const { channels } = frame;
  const eight = isPicture8(frame) && (resize === 'nearest' || TAPS[resize].on8) ? frame.data : null;
  if (eight) return resize === 'nearest' ? pickNearest(eight, channels, place) : resample8(eight, channels, place, TAPS[resize].rule);
  const values = scaled(frame, networkRange(frame), false);
  return resize === 'nearest' ? pickNearest(values, channels, place) : resampleFloat(values, channels, place, TAPS[resize].rule);
}

function toNetwork(
  values: Uint8Array | Float32Array,
  frame: Frame,
  rule: Preset,
  { x, y, left, top }: Placement,
  size: number,
): Float32Array {
  const out = new Float32Array(size * size * 3);
  const { channels } = frame;
  const free = x.count < size || y.count < size;
  for (let c = 0; c < 3; c++) {
    const source = channels === 1 ? 0 : rule.order === 'rgb' ? c : 2 - c;
    const subtract = rule.subtract[c]!;
    const divide = rule.divide[c]!;
    if (free) for (let to = c; to < out.length; to += 3) out[to] = (0 - subtract) / divide;
    for (let row = 0, at = source; row < y.count; row++) {
      let to = ((top + row) * size + left) * 3 + c;
      for (let column = 0; column < x.count; column++, at += channels, to += 3) {
        const v = values[at]!;
        out[to] = ((frame.invert ? 255 - v : v) - subtract) / divide;
      }
    }
  }
  return out;
}
