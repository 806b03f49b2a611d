import { exactCos, exactSin } from '../util/exactMath.ts';
import type { Rng } from '../util/rng.ts';
import { type Field, smoothstep } from './field.ts';

/** Where anatomy lies in the picture: anatomical units (1 = half the picture's shorter side, origin in its middle, y downwards) to pixels. */
export interface Pose {
  x: number;
  y: number;
  scale: number;
  turn: number;
  cos: number;
  sin: number;
  mirror: 1 | -1;
}

export function pose(
  width: number,
  height: number,
  move: { dx?: number; dy?: number; turn?: number; zoom?: number; mirror?: boolean },
): Pose {
  const scale = (Math.min(width, height) / 2) * (move.zoom ?? 1);
  const turn = move.turn ?? 0;
  return {
    x: width / 2 + (move.dx ?? 0) * scale,
    y: height / 2 + (move.dy ?? 0) * scale,
    scale,
    turn,
    cos: exactCos(turn),
    sin: exactSin(turn),
    mirror: move.mirror ? -1 : 1,
  };
}

/** Anatomical to pixel coordinates. */
export function at(p: Pose, u: number, v: number): [x: number, y: number] {
  const m = u * p.mirror;
  return [p.x + p.scale * (m * p.cos - v * p.sin), p.y + p.scale * (m * p.sin + v * p.cos)];
}

/** A closed shape: an ellipse whose radius swings by harmonics of the angle. All in pixels. */
export interface Blob {
  x: number;
  y: number;
  rx: number;
  ry: number;
  cos: number;
  sin: number;
  /** Coefficients of cos kθ and sin kθ for k = 2, 3, …, relative to the radius. */
  wave: readonly (readonly [c: number, s: number])[];
}

/** An ellipse (with optional wave) placed by a pose; radii in anatomical units, `turn` in radians clockwise. */
export function blob(p: Pose, u: number, v: number, rx: number, ry: number, turn = 0, wave: Blob['wave'] = []): Blob {
  const [x, y] = at(p, u, v);
  const angle = p.turn + turn * p.mirror;
  return { x, y, rx: rx * p.scale, ry: ry * p.scale, cos: exactCos(angle), sin: exactSin(angle), wave };
}

/** Random harmonics 2 … n+1 whose strength falls with their order; `roughness` about 0.05 (smooth) to 0.3 (ragged). */
export function wave(r: Rng, n: number, roughness: number, fall = 1): (readonly [number, number])[] {
  return Array.from({ length: n }, (_, i) => {
    const gain = roughness / (fall === 0 ? 1 : 1 + i * fall);
    return [gain * r.normal(), gain * r.normal()] as const;
  });
}

/** How many pixels (x, y) lies inside the shape; negative outside. Exact at the border's angle, scaled by the smaller radius. */
export function depth(b: Blob, x: number, y: number): number {
  const dx = x - b.x;
  const dy = y - b.y;
  const u = (dx * b.cos + dy * b.sin) / b.rx;
  const w = (dy * b.cos - dx * b.sin) / b.ry;
  const rho = Math.sqrt(u * u + w * w);
  return (border(b, u, w, rho) - rho) * Math.min(b.rx, b.ry);
}

/** The radius, relative to the ellipse's, in the direction (u, w) of length `rho`: powers of the unit direction give cos kθ and sin kθ. */
function border(b: Blob, u: number, w: number, rho: number): number {
  if (b.wave.length === 0 || rho < 1e-6) return 1;
  const c = u / rho;
  const s = w / rho;
  let ck = c;
  let sk = s;
  let edge = 1;
  for (const term of b.wave) {
    const next = ck * c - sk * s;
    sk = sk * c + ck * s;
    ck = next;
    edge += term[0] * ck + term[1] * sk;
  }
  return edge < 0.25 ? 0.25 : edge;
}

/** The part of the picture that a shape can touch, and the squared relative radii within which it covers fully and beyond which not at all. */
function bounds(size: { width: number; height: number }, b: Blob, edge: number) {
  const swing = b.wave.reduce((sum, [c, s]) => sum + Math.abs(c) + Math.abs(s), 0);
  const least = Math.min(b.rx, b.ry);
  // The soft border is measured along the smaller radius and so reaches further along the larger one.
  const limit = 1 + swing + edge / 2 / least;
  const reachX = limit * Math.sqrt((b.rx * b.cos) ** 2 + (b.ry * b.sin) ** 2);
  const reachY = limit * Math.sqrt((b.rx * b.sin) ** 2 + (b.ry * b.cos) ** 2);
  return {
    x0: Math.max(0, Math.floor(b.x - reachX)),
    x1: Math.min(size.width - 1, Math.ceil(b.x + reachX)),
    y0: Math.max(0, Math.floor(b.y - reachY)),
    y1: Math.min(size.height - 1, Math.ceil(b.y + reachY)),
    outside: limit * limit,
    full: Math.max(0, 1 - swing - edge / 2 / least) ** 2,
    least,
  };
}

type Bounds = ReturnType<typeof bounds>;

/** How far each pixel of a row is covered, from `x0` on. */
function rowShares(b: Blob, edge: number, y: number, box: Bounds, out: Float32Array): void {
  const { x0, x1, outside, full, least } = box;
  const dy = y - b.y;
  for (let x = x0; x <= x1; x++) {
    const dx = x - b.x;
    const u = (dx * b.cos + dy * b.sin) / b.rx;
    const w = (dy * b.cos - dx * b.sin) / b.ry;
    const square = u * u + w * w;
    let share = 0;
    if (square <= full) share = 1;
    else if (square < outside) {
      const rho = Math.sqrt(square);
      share = smoothstep(((border(b, u, w, rho) - rho) * least) / edge + 0.5);
    }
    out[x - x0] = share;
  }
}

/** Calls `use` with each pixel's index and how far it is covered (0 … 1, soft over `edge` pixels around the border). */
export function cover(
  size: { width: number; height: number },
  b: Blob,
  edge: number,
  use: (i: number, share: number, x: number, y: number) => void,
): void {
  const box = bounds(size, b, edge);
  const row = new Float32Array(Math.max(0, box.x1 - box.x0 + 1));
  for (let y = box.y0; y <= box.y1; y++) {
    rowShares(b, edge, y, box, row);
    for (let k = 0; k < row.length; k++) if (row[k]! > 0) use(y * size.width + box.x0 + k, row[k]!, box.x0 + k, y);
  }
}

/** Brings the covered pixels towards `value` by `strength`. */
export function paint(field: Field, b: Blob, value: number, edge = 1.5, strength = 1): void {
  const box = bounds(field, b, edge);
  const row = new Float32Array(Math.max(0, box.x1 - box.x0 + 1));
  const { v } = field;
  for (let y = box.y0; y <= box.y1; y++) {
    rowShares(b, edge, y, box, row);
    const start = y * field.width + box.x0;
    for (let k = 0; k < row.length; k++) v[start + k]! += (value - v[start + k]!) * row[k]! * strength;
  }
}

/** Adds `amount` to the covered pixels. */
export function add(field: Field, b: Blob, amount: number, edge = 1.5): void {
  const box = bounds(field, b, edge);
  const row = new Float32Array(Math.max(0, box.x1 - box.x0 + 1));
  const { v } = field;
  for (let y = box.y0; y <= box.y1; y++) {
    rowShares(b, edge, y, box, row);
    const start = y * field.width + box.x0;
    for (let k = 0; k < row.length; k++) v[start + k]! += amount * row[k]!;
  }
}

/** A line of varying width through points (pixels); `half` is its half-width. Calls `use` as `cover` does, once a pixel. */
export function coverLine(
  size: { width: number; height: number },
  points: readonly (readonly [x: number, y: number, half: number])[],
  edge: number,
  use: (i: number, share: number) => void,
): void {
  const widest = Math.max(...points.map((p) => p[2])) + edge;
  const [xs, ys] = [points.map((p) => p[0]), points.map((p) => p[1])];
  const [x0, x1] = [Math.max(0, Math.floor(Math.min(...xs) - widest)), Math.min(size.width - 1, Math.ceil(Math.max(...xs) + widest))];
  const [y0, y1] = [Math.max(0, Math.floor(Math.min(...ys) - widest)), Math.min(size.height - 1, Math.ceil(Math.max(...ys) + widest))];
  const [columns, rows] = [x1 - x0 + 1, y1 - y0 + 1];
  if (columns <= 0 || rows <= 0) return;
  const best = new Float32Array(columns * rows);
  for (let k = 1; k < points.length; k++) {
    const [[ax, ay, ah], [bx, by, bh]] = [points[k - 1]!, points[k]!];
    const [lx, ly] = [bx - ax, by - ay];
    const share2 = 1 / Math.max(1e-9, lx * lx + ly * ly);
    const reach = Math.max(ah, bh) + edge;
    const [top, bottom] = [Math.max(y0, Math.floor(Math.min(ay, by) - reach)), Math.min(y1, Math.ceil(Math.max(ay, by) + reach))];
    const [left, right] = [Math.max(x0, Math.floor(Math.min(ax, bx) - reach)), Math.min(x1, Math.ceil(Math.max(ax, bx) + reach))];
    for (let y = top; y <= bottom; y++) {
      for (let x = left; x <= right; x++) {
        const t = Math.max(0, Math.min(1, ((x - ax) * lx + (y - ay) * ly) * share2));
        const ex = x - ax - t * lx;
        const ey = y - ay - t * ly;
        const share = smoothstep((ah + (bh - ah) * t - Math.sqrt(ex * ex + ey * ey)) / edge + 0.5);
        const i = (y - y0) * columns + x - x0;
        if (share > best[i]!) best[i] = share;
      }
    }
  }
  for (let i = 0; i < best.length; i++) if (best[i]! > 0) use((y0 + Math.floor(i / columns)) * size.width + x0 + (i % columns), best[i]!);
}

/** Paints a line through anatomical points; `half` in pixels. */
export function stroke(
  field: Field,
  points: readonly (readonly [x: number, y: number, half: number])[],
  value: number,
  edge = 1.5,
  strength = 1,
): void {
  coverLine(field, points, edge, (i, share) => {
    field.v[i]! += (value - field.v[i]!) * share * strength;
  });
}

/** Adds `amount` along a line. */
export function addStroke(
  field: Field,
  points: readonly (readonly [x: number, y: number, half: number])[],
  amount: number,
  edge = 1.5,
): void {
  coverLine(field, points, edge, (i, share) => {
    field.v[i]! += amount * share;
  });
}

/** Points on a parabola from `a` to `c` that passes through `b` half-way, in anatomical units, as pixels. */
export function bow(
  p: Pose,
  a: readonly [number, number],
  b: readonly [number, number],
  c: readonly [number, number],
  half: number | ((t: number) => number),
  n = 12,
): [number, number, number][] {
  return Array.from({ length: n + 1 }, (_, i) => {
    const t = i / n;
    const [wa, wb, wc] = [(1 - t) * (1 - 2 * t), 4 * t * (1 - t), t * (2 * t - 1)];
    const [x, y] = at(p, a[0] * wa + b[0] * wb + c[0] * wc, a[1] * wa + b[1] * wb + c[1] * wc);
    return [x, y, typeof half === 'number' ? half : half(t)];
  });
}
