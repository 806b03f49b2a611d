import { exactLog } from '../util/exactMath.ts';
import type { Rng } from '../util/rng.ts';
import { blur, type Field, newField, smoothstep } from './field.ts';
import { white } from './noise.ts';
import type { Blob } from './shapes.ts';
import { cover } from './shapes.ts';

/**
 * What a linear probe shows of tissue: brightness after log compression, weakened with depth and by `shadow`, with fully developed speckle.
 * Speckle is the magnitude of a complex Gaussian field (Rayleigh distributed; Goodman, Speckle Phenomena in Optics, 2007), finer along depth than across,
 * and broader with depth. `strength` 1 is its natural size, 0 leaves none.
 */
export function sonogram(tissue: Field, shadow: Field, strength: number, r: Rng): Field {
  const { width, height } = tissue;
  const near = [speckle(r, width, height, 1), speckle(r, width, height, 1)] as const;
  const far = [speckle(r, width, height, 3), speckle(r, width, height, 3)] as const;
  const out = newField(width, height);
  for (let y = 0, i = 0; y < height; y++) {
    const t = y / height;
    const a = Math.sqrt(1 - t);
    const b = Math.sqrt(t);
    // Gain is set so that the depth of interest, not the probe, is brightest.
    const gain = 0.04 - 0.16 * (t - 0.45) * (t - 0.45) - 0.1 * t;
    for (let x = 0; x < width; x++, i++) {
      const re = a * near[0].v[i]! + b * far[0].v[i]!;
      const im = a * near[1].v[i]! + b * far[1].v[i]!;
      // Half the log of a squared magnitude with mean 2; its mean is 0.058.
      const grain = 0.5 * exactLog(0.5 * (re * re + im * im) + 1e-3) + 0.28;
      const v = tissue.v[i]! + gain - shadow.v[i]!;
      out.v[i] = v <= 0 ? 0 : v + 0.115 * strength * grain * smoothstep(v / 0.2);
    }
  }
  return out;
}

/** One part of the complex field: mean 0, variance 1. */
function speckle(r: Rng, width: number, height: number, radius: number): Field {
  const field = blur(white(r, width, height), radius, 1, 1);
  const gain = Math.sqrt((2 * radius + 1) * 3);
  for (let i = 0; i < field.v.length; i++) field.v[i]! *= gain;
  return field;
}

/** What lies under a shape: `amount` of shadow (negative: enhancement) from its lower half down, fading sideways and with depth. */
export function castBelow(shadow: Field, b: Blob, amount: number): void {
  const { width, height } = shadow;
  const [low, weight] = [new Float32Array(width), new Float32Array(width)];
  cover(shadow, b, 2, (i, share) => {
    const x = i % width;
    low[x] = Math.max(low[x]!, Math.floor(i / width));
    weight[x] = Math.max(weight[x]!, share);
  });
  for (let x = 0; x < width; x++) {
    if (weight[x] === 0) continue;
    const side = smoothstep((1 - Math.abs(x - b.x) / (Math.max(b.rx, b.ry) + 1)) * 2.5);
    for (let y = Math.round(low[x]!); y < height; y++) {
      const depth = y - low[x]!;
      shadow.v[y * width + x]! += amount * side * weight[x]! * smoothstep((depth + 4) / 8) * (1 - (0.6 * depth) / height);
    }
  }
}
