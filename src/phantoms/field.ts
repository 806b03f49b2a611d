import type { Frame } from '../domain/frame.ts';

/** A picture being drawn: brightness 0 … 1 (values may run over until it is finished), rows top to bottom. */
export interface Field {
  width: number;
  height: number;
  v: Float32Array;
}

export const newField = (width: number, height: number, fill = 0): Field => ({
  width,
  height,
  v: new Float32Array(width * height).fill(fill),
});

/** Box blur in place, `passes` times in each direction (two passes give a triangle, three nearly a Gaussian); radii in whole pixels, 0 = not in this direction. Edges are repeated. */
export function blur(field: Field, radiusX: number, radiusY: number, passes = 2): Field {
  const { width, height, v } = field;
  const line = new Float32Array(Math.max(width, height) + 2 * Math.max(radiusX, radiusY));
  for (let p = 0; p < passes; p++) {
    if (radiusX > 0) for (let y = 0; y < height; y++) blurLine(v, y * width, 1, width, radiusX, line);
    if (radiusY > 0) for (let x = 0; x < width; x++) blurLine(v, x, width, height, radiusY, line);
  }
  return field;
}

function blurLine(v: Float32Array, start: number, step: number, n: number, radius: number, line: Float32Array): void {
  const last = start + (n - 1) * step;
  for (let i = 0; i < radius; i++) {
    line[i] = v[start]!;
    line[radius + n + i] = v[last]!;
  }
  for (let i = 0, at = start; i < n; i++, at += step) line[radius + i] = v[at]!;
  let sum = 0;
  for (let i = 0; i < 2 * radius; i++) sum += line[i]!;
  const share = 1 / (2 * radius + 1);
  for (let i = 0, at = start; i < n; i++, at += step) {
    sum += line[i + 2 * radius]!;
    v[at] = sum * share;
    sum -= line[i]!;
  }
}

/** 3 t² - 2 t³ on 0 … 1, flat beyond. */
export function smoothstep(t: number): number {
  return t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t);
}

/** The finished picture: 8-bit grey. */
export function toFrame(field: Field): Frame {
  const data = new Uint8Array(field.v.length);
  for (let i = 0; i < data.length; i++) data[i] = Math.max(0, Math.min(255, Math.round(field.v[i]! * 255)));
  const { width, height } = field;
  return { width, height, channels: 1, data, bits: 8, rescale: { slope: 1, intercept: 0 }, invert: false, decodedBy: 'radtune phantoms 1' };
}
