import type { Rng } from '../util/rng.ts';
import { type Field, smoothstep } from './field.ts';
import { around, between, chance } from './noise.ts';
import { add, type Blob, blob, cover, type Pose, paint, wave } from './shapes.ts';
import { castBelow } from './ultrasound.ts';

export interface SonoLesion {
  shape: Blob;
  mask: Uint8Array;
}

/**
 * A solid lesion on ultrasound, from benign (`suspicion` 0: oval, smooth, lying along the tissue, sound passing well) to malignant (1 and more: darker, taller
 * than wide, ragged, with shadow or bright specks). Both kinds are drawn from the same draws, so that at suspicion 0 nothing tells them apart.
 */
export function sonoLesion(
  tissue: Field,
  shadow: Field,
  p: Pose,
  place: readonly [u: number, v: number],
  size: number,
  suspicion: number,
  specks: number,
  r: Rng,
): SonoLesion {
  const s = suspicion * between(r, 0.2, 1);
  const longer = 1 + 0.5 * Math.min(1.2, Math.max(-0.1, around(r, 0.75 - 0.8 * s, 0.25)));
  const [rx, ry] = [size * Math.sqrt(longer), size / Math.sqrt(longer)];
  const smooth = wave(r, 3, 0.035);
  const ragged = wave(r, 9, 0.12, 0.25);
  const bend = ragged.map(([c, d], i) => [c * s + (smooth[i]?.[0] ?? 0), d * s + (smooth[i]?.[1] ?? 0)] as const);
  const shape = blob(p, place[0], place[1], rx, ry, around(r, 0, 0.2), bend);
  const halo = blob(p, place[0], place[1], rx + 0.035, ry + 0.03, around(r, 0, 0.1), bend);
  const echo = around(r, 0.33, 0.045) - 0.085 * s;
  // A thin dark rim in benign ones, a bright echogenic margin in ragged ones.
  add(tissue, halo, -0.05 * (1 - Math.min(1, s)) + 0.05 * s, 4);
  paint(tissue, shape, Math.max(0.1, echo), 2.5 + 2.5 * s);
  castBelow(shadow, shape, around(r, -0.045, 0.03) + 0.15 * s);
  if (chance(r, 0.25))
    paint(tissue, blob(p, place[0] + rx * between(r, -0.3, 0.3), place[1] + ry * between(r, -0.3, 0.3), rx * 0.35, ry * 0.35), 0.12, 2);
  for (let k = 0; k < 9; k++) {
    const [u, v, bright] = [place[0] + rx * around(r, 0, 0.35), place[1] + ry * around(r, 0, 0.35), between(r, 0.25, 0.6)];
    const visible = bright * specks * (k === 0 ? Math.max(s, 0.5) : s);
    add(tissue, blob(p, u, v, 0.016, 0.012), visible, 1.5);
  }
  const mask = new Uint8Array(tissue.v.length);
  cover(tissue, halo, 2, (i, share) => {
    if (smoothstep(share) > 0.4) mask[i] = 255;
  });
  return { shape, mask };
}
