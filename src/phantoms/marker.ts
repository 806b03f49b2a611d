import type { Rng } from '../util/rng.ts';
import type { Field } from './field.ts';

/** Rows of a 5 x 7 letter P, as set by a portable machine's operator. */
const LETTER = ['####.', '#...#', '#...#', '####.', '#....', '#....', '#....'] as const;

/** A small bright letter in the upper corner: how an image was taken, not what it shows. Drawn in place, about 3 % of the picture's width a stroke. */
export function drawMarker(field: Field, r: Rng): void {
  const pixel = Math.max(2, Math.round(field.width / 90));
  const [x0, y0] = [field.width - 8 * pixel + r.int(pixel), 2 * pixel + r.int(pixel)];
  LETTER.forEach((row, ly) => {
    for (let lx = 0; lx < row.length; lx++) {
      if (row[lx] !== '#') continue;
      for (let dy = 0; dy < pixel; dy++)
        for (let dx = 0; dx < pixel; dx++) field.v[(y0 + ly * pixel + dy) * field.width + x0 + lx * pixel + dx] = 0.95;
    }
  });
}
