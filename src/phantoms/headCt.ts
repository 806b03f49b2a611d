import type { Rng } from '../util/rng.ts';
import { type Field, newField, smoothstep } from './field.ts';
import { addNoise, around, between, chance, cloud, clouds } from './noise.ts';
import { add, at, type Blob, blob, cover, depth, type Pose, paint, pose, stroke, wave } from './shapes.ts';
import { newMask, type PhantomTask } from './task.ts';

const [W, H] = [208, 224];
/** Brightness in a brain window (centre 40, width 80 HU). */
const [AIR, SKIN, BONE, CORTEX, WHITE, CSF, BLOOD] = [-1, 0.3, 1, 0.53, 0.43, 0.14, 0.86];

interface Head {
  rx: number;
  ry: number;
  shape: Blob['wave'];
  skull: number;
  /** Width of sulci and ventricles. */
  age: number;
  ventricle: number;
  tone: number;
  calcified: boolean;
}

function head(r: Rng): Head {
  const age = between(r, 0, 1);
  return {
    rx: around(r, 0.71, 0.025),
    ry: around(r, 0.88, 0.025),
    shape: wave(r, 3, 0.012),
    skull: between(r, 0.045, 0.075),
    age,
    ventricle: 0.75 + 0.5 * age + around(r, 0, 0.1),
    tone: around(r, 0, 0.015),
    calcified: chance(r, 0.45),
  };
}

/** Head CT, axial, brain window: hemorrhage (in the brain, under the dura, in the sulci) or none. */
export const headCt: PhantomTask = {
  id: 'head-ct',
  modality: 'CT',
  classes: ['no-hemorrhage', 'hemorrhage'],
  labelOf: 'patient',
  nameKey: 'phantom.head-ct',
  name: 'Hemorrhage on head CT',
  draw({ positive, contrast, noise, patient }, image) {
    const a = head(patient.stream('anatomy'));
    const r = image.stream('pose');
    const p = pose(W, H, { dx: around(r, 0, 0.02), dy: around(r, 0, 0.02), turn: around(r, 0, 0.07), zoom: between(r, 0.93, 1.02) });
    const level = between(r, 0, 1);
    const field = newField(W, H, AIR);
    paint(field, blob(p, 0, 0, a.rx + 0.055, a.ry + 0.05, 0, a.shape), SKIN, 2);
    paint(field, blob(p, 0, 0, a.rx, a.ry, 0, a.shape), BONE, 1.5);
    const inner = blob(p, 0, 0, a.rx - a.skull, a.ry - a.skull, 0, a.shape);
    const folds = cloud(image.stream('sulci'), W, H, 12);
    brain(field, inner, folds, a, patient.stream('tissue'));
    deep(field, p, a, level, image.stream('deep'));
    incidental(field, p, a, image.stream('incidental'));
    let mask: Uint8Array | null = null;
    if (positive) mask = hemorrhage(field, p, inner, folds, 2 * contrast, image.stream('lesion'));
    addNoise(field, image.stream('noise'), 0.05 * 2 * noise);
    return { field, mask };
  },
};

function brain(field: Field, inner: Blob, folds: Field, a: Head, r: Rng): void {
  const grey = clouds(r, W, H, 26, 2);
  cover(field, inner, 1.5, (i, share, x, y) => {
    const d = depth(inner, x, y);
    // Cortex follows the skull, with fingers of white matter.
    const cortex = smoothstep((17 + 9 * grey.v[i]! - d) / 9 + 0.5);
    let v = WHITE + (CORTEX - WHITE) * cortex + a.tone + 0.012 * grey.v[i]!;
    const furrow = Math.max(0, 1 - Math.abs(folds.v[i]!) / (0.2 + 0.22 * a.age)) * smoothstep((24 - d) / 14);
    const gap = smoothstep((1 + 3 * a.age - d) / 2 + 0.5);
    v += (CSF - v) * Math.max(furrow * (0.3 + 0.5 * a.age), gap * 0.8);
    // Beam hardening: a little brighter along the bone.
    v += 0.1 * smoothstep((9 - d) / 9);
    field.v[i]! += (v - field.v[i]!) * share;
  });
}

function deep(field: Field, p: Pose, a: Head, level: number, r: Rng): void {
  const size = a.ventricle * (0.75 + 0.5 * level);
  for (const side of [-1, 1]) {
    paint(field, blob(p, side * 0.21, -0.08, 0.085, 0.17, side * 0.35), CORTEX + 0.01, 5, 0.8);
    paint(field, blob(p, side * 0.1, 0.1, 0.085, 0.12, side * -0.3), CORTEX, 5, 0.8);
    const uneven = 1 + around(r, 0, 0.07);
    paint(field, blob(p, side * 0.095, -0.24, 0.042 * size * uneven, 0.15, side * -0.38), CSF, 3);
    if (level > 0.35) paint(field, blob(p, side * 0.13, 0.02, 0.045 * size * uneven, 0.2, side * 0.12), CSF, 3);
    paint(field, blob(p, side * 0.2, 0.3, 0.05 * size * uneven, 0.13, side * -0.42), CSF, 3);
  }
  if (level < 0.6) paint(field, blob(p, 0, 0.06, 0.013 + 0.012 * a.age, 0.09), CSF, 2);
  const [top, mid, low, bottom] = [at(p, 0, -0.8), at(p, around(r, 0, 0.008), -0.42), at(p, around(r, 0, 0.008), 0.42), at(p, 0, 0.8)];
  for (const [from, to] of [
    [top, mid],
    [low, bottom],
  ] as const) {
    stroke(
      field,
      [
        [...from, 1.3],
        [...to, 1.3],
      ],
      CSF + 0.12,
      2.5,
      0.5 + 0.4 * a.age,
    );
    stroke(
      field,
      [
        [...from, 0.5],
        [...to, 0.5],
      ],
      0.66,
      1.5,
      0.9,
    );
  }
}

/** Bright and dark things that are no hemorrhage, in both classes: calcified plexus and pineal gland, old infarct, streaks. */
function incidental(field: Field, p: Pose, a: Head, r: Rng): void {
  if (a.calcified) {
    for (const side of [-1, 1])
      if (chance(r, 0.75))
        add(
          field,
          blob(p, side * around(r, 0.2, 0.015), around(r, 0.27, 0.03), between(r, 0.014, 0.034), between(r, 0.014, 0.04)),
          between(r, 0.3, 0.7),
          2,
        );
    if (chance(r, 0.6)) add(field, blob(p, around(r, 0, 0.01), around(r, 0.2, 0.015), 0.018, 0.02), between(r, 0.3, 0.7), 2);
  }
  if (chance(r, 0.2))
    add(
      field,
      blob(
        p,
        between(r, -0.45, 0.45),
        between(r, -0.5, 0.5),
        between(r, 0.06, 0.13),
        between(r, 0.06, 0.13),
        between(r, 0, 3),
        wave(r, 4, 0.12),
      ),
      -between(r, 0.06, 0.16),
      8,
    );
  if (chance(r, 0.3)) {
    const [y, half] = [between(r, -0.3, 0.6), between(r, 0.03, 0.08)];
    add(field, blob(p, 0, y, 0.62, half, around(r, 0, 0.1)), between(r, -0.06, 0.09), 8);
  }
}

function hemorrhage(field: Field, p: Pose, inner: Blob, folds: Field, strength: number, r: Rng): Uint8Array {
  const mask = newMask(field);
  const kind = r.next();
  const amount = (BLOOD - CORTEX) * strength * between(r, 0.4, 0.9);
  if (kind < 0.55) {
    const [u, v] = [between(r, 0.12, 0.42) * (chance(r, 0.5) ? 1 : -1), between(r, -0.45, 0.45)];
    const [rx, ry, turn] = [between(r, 0.1, 0.24), between(r, 0.1, 0.24), between(r, 0, 3)];
    const shape = wave(r, 5, 0.1);
    add(field, blob(p, u, v, rx * 1.5, ry * 1.5, turn, shape), -0.12 * strength, 7);
    cover(field, blob(p, u, v, rx, ry, turn, shape), 4, (i, share) => {
      field.v[i]! += (amount + 0.1 * strength) * share;
    });
    cover(field, blob(p, u, v, rx * 1.5, ry * 1.5, turn, shape), 2, (i, share) => {
      if (share > 0.3) mask[i] = 255;
    });
    return mask;
  }
  // A crescent under the dura, or blood in the sulci of one region: both follow the skull around one direction.
  const [cx, cy] = at(p, (chance(r, 0.5) ? 1 : -1) * between(r, 0.6, 1), between(r, -0.75, 0.75));
  const [ux, uy] = [cx - p.x, cy - p.y];
  const length = Math.sqrt(ux * ux + uy * uy);
  const subdural = kind < 0.8;
  const [thick, spread] = [between(r, 8, 15), between(r, 0.5, 1)];
  cover(field, inner, 1.5, (i, share, x, y) => {
    const [dx, dy] = [x - p.x, y - p.y];
    const along = (dx * ux + dy * uy) / (length * Math.max(1, Math.sqrt(dx * dx + dy * dy)));
    const near = smoothstep((along - 1 + spread) / (subdural ? spread : 0.25));
    if (near === 0) return;
    const d = depth(inner, x, y);
    const part = subdural
      ? smoothstep((thick * Math.sqrt(near) - d) / 2.5 + 0.5)
      : near * smoothstep((32 - d) / 10) * Math.max(0, 1 - Math.abs(folds.v[i]!) / 0.6);
    field.v[i]! += amount * (subdural ? 1 : 1.15) * part * share;
    if (part > 0.15 && share > 0.3) mask[i] = 255;
  });
  return mask;
}
