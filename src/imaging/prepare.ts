import type { Frame } from '../domain/frame.ts';
import { isPicture8, networkRange, scaled } from './intensity.ts';
import { type Preset, presetOf } from './presets.ts';
import { resizeBilinear8, resizeBilinearFloat, resizeHalfPixelFloat, resizeNearest, type Size } from './resize.ts';

/**
 * The network's input for one image: `size * size * 3` values, rows top to bottom, channels last in the order the preset gives.
 * MONOCHROME1 is turned round first. Depths other than 8 bits are scaled linearly by their full range and never rounded.
 * Throws InputError `no-preset` or `no-range`.
 */
export function prepare(frame: Frame, preset: string, size: number): Float32Array {
  const rule = presetOf(preset);
  return toNetwork(resized(frame, rule, size), frame, rule, size);
}

function resized(frame: Frame, rule: Preset, size: number): Uint8Array | Float32Array {
  const from: Size = { width: frame.width, height: frame.height };
  const to: Size = { width: size, height: size };
  if (isPicture8(frame) && rule.resize !== 'half-pixel') {
    return rule.resize === 'nearest'
      ? resizeNearest(frame.data, frame.channels, from, to)
      : resizeBilinear8(frame.data, frame.channels, from, to);
  }
  const values = scaled(frame, networkRange(frame), false);
  if (rule.resize === 'nearest') return resizeNearest(values, frame.channels, from, to);
  return (rule.resize === 'antialias' ? resizeBilinearFloat : resizeHalfPixelFloat)(values, frame.channels, from, to);
}

function toNetwork(values: Uint8Array | Float32Array, frame: Frame, rule: Preset, size: number): Float32Array {
  const out = new Float32Array(size * size * 3);
  const { channels } = frame;
  for (let c = 0; c < 3; c++) {
    const source = channels === 1 ? 0 : rule.order === 'rgb' ? c : 2 - c;
    const subtract = rule.subtract[c]!;
    const divide = rule.divide[c]!;
    for (let at = source, to = c; to < out.length; at += channels, to += 3) {
      const v = values[at]!;
      out[to] = ((frame.invert ? 255 - v : v) - subtract) / divide;
    }
  }
  return out;
}
