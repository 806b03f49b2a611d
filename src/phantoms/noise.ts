import type { Rng } from '../util/rng.ts';
import { blur, type Field, newField } from './field.ts';

export const between = (r: Rng, low: number, high: number): number => low + (high - low) * r.next();

/** Normal deviate kept within 2.5 standard deviations, so that no anatomy is impossible. */
export const around = (r: Rng, mean: number, sd: number): number => mean + sd * Math.max(-2.5, Math.min(2.5, r.normal()));

export const chance = (r: Rng, p: number): boolean => r.next() < p;

/** Sum of the four bytes of one draw: mean 0, variance 1, close to normal and much cheaper; for pixels. */
function grain(r: Rng): number {
  const word = r.next() * 4294967296;
  return ((word & 255) + ((word >>> 8) & 255) + ((word >>> 16) & 255) + (word >>> 24) - 510) / 147.8;
}

/** Independent pixels of mean 0 and variance 1. */
export function white(r: Rng, width: number, height: number): Field {
  const field = newField(width, height);
  for (let i = 0; i < field.v.length; i++) field.v[i] = grain(r);
  return field;
}

/** Noise of reconstruction: neighbouring pixels go together. Standard deviation `sd`, added in place. */
export function addNoise(field: Field, r: Rng, sd: number, radius = 1): void {
  const n = blur(white(r, field.width, field.height), radius, radius, 1);
  const gain = sd * (2 * radius + 1);
  for (let i = 0; i < n.v.length; i++) field.v[i]! += n.v[i]! * gain;
}

/** Smooth noise: normal values on a grid of `cellX` x `cellY` pixels, joined by smooth steps. Mean 0, variance about 0.6. */
export function cloud(r: Rng, width: number, height: number, cellX: number, cellY = cellX): Field {
  const [nx, ny] = [Math.ceil(width / cellX) + 2, Math.ceil(height / cellY) + 2];
  const grid = Float32Array.from({ length: nx * ny }, () => r.normal());
  const [ox, oy] = [r.next(), r.next()];
  const [columns, wx] = steps(width, cellX, ox);
  const [rows, wy] = steps(height, cellY, oy);
  const field = newField(width, height);
  for (let y = 0, at = 0; y < height; y++) {
    const top = rows[y]! * nx;
    const t = wy[y]!;
    for (let x = 0; x < width; x++) {
      const i = top + columns[x]!;
      const s = wx[x]!;
      const a = grid[i]! + (grid[i + 1]! - grid[i]!) * s;
      const b = grid[i + nx]! + (grid[i + nx + 1]! - grid[i + nx]!) * s;
      field.v[at++] = a + (b - a) * t;
    }
  }
  return field;
}

function steps(n: number, cell: number, offset: number): [Int32Array, Float32Array] {
  const [index, weight] = [new Int32Array(n), new Float32Array(n)];
  for (let i = 0; i < n; i++) {
    const at = i / cell + offset;
    index[i] = Math.floor(at);
    const t = at - index[i]!;
    weight[i] = t * t * (3 - 2 * t);
  }
  return [index, weight];
}

/** Clouds within clouds: each octave half as large and half as strong. */
export function clouds(r: Rng, width: number, height: number, cell: number, octaves: number): Field {
  const sum = cloud(r, width, height, cell);
  for (let k = 1, gain = 0.5; k < octaves; k++, gain /= 2) {
    const next = cloud(r, width, height, Math.max(2, cell / 2 ** k));
    for (let i = 0; i < sum.v.length; i++) sum.v[i]! += next.v[i]! * gain;
  }
  return sum;
}
