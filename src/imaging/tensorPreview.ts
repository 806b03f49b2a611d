import type { Frame } from '../domain/frame.ts';
import { prepare } from './prepare.ts';
import { inputSize } from './presets.ts';

/** The network's input as pictures. */
export interface TensorPicture {
  /** Each channel in grey, first to third, as the network receives them; black is the tensor's smallest value and white its largest. */
  channels: { width: number; height: number; rgba: Uint8ClampedArray<ArrayBuffer> }[];
  low: number;
  high: number;
  /** Of each channel in the order received. */
  means: number[];
}

/** What `prepare` makes of an image, to look at. One scale for all channels, so that their differences show; a constant tensor is black. Throws as `prepare`. */
export function tensorPreview(frame: Frame, preprocess: string, packSize: number): TensorPicture {
  const side = inputSize(preprocess, packSize);
  const values = prepare(frame, preprocess, packSize);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const v of values) {
    if (v < low) low = v;
    if (v > high) high = v;
  }
  const gain = high > low ? 255 / (high - low) : 0;
  const channels = [0, 1, 2].map((c) => {
    const rgba = new Uint8ClampedArray(side * side * 4);
    for (let i = 0; i < side * side; i++) {
      const grey = (values[i * 3 + c]! - low) * gain;
      rgba.fill(grey, i * 4, i * 4 + 3);
      rgba[i * 4 + 3] = 255;
    }
    return { width: side, height: side, rgba };
  });
  const means = [0, 1, 2].map((c) => {
    let sum = 0;
    for (let at = c; at < values.length; at += 3) sum += values[at]!;
    return sum / (side * side);
  });
  return { channels, low, high, means };
}
