import type { Rng } from '../util/rng.ts';
import { type Field, newField, smoothstep } from './field.ts';
import { addNoise, around, between, chance, clouds } from './noise.ts';
import { add, addStroke, at, blob, bow, cover, type Pose, paint, pose, stroke, wave } from './shapes.ts';
import { newMask, type PhantomTask } from './task.ts';

const [W, H] = [232, 184];
/** Brightness in a lung window (centre -500, width 1500 HU). */
const [AIR, LUNG, FAT, SOFT, BONE] = [-1, 0.24, 0.74, 0.86, 1.05];

interface Thorax {
  rx: number;
  ry: number;
  fat: number;
  lung: number;
  heart: number;
  tone: number;
}

/** Chest CT, axial, lung window: ground-glass opacities of COVID-19, peripheral and often in several places, or none. */
export const chestCt: PhantomTask = {
  id: 'chest-ct',
  modality: 'CT',
  classes: ['no-covid', 'covid'],
  labelOf: 'patient',
  nameKey: 'phantom.chest-ct',
  name: 'COVID-19 on chest CT',
  draw({ positive, contrast, noise, patient }, image) {
    const a = patient.stream('anatomy');
    const person: Thorax = {
      rx: around(a, 1.12, 0.035),
      ry: around(a, 0.82, 0.03),
      fat: between(a, 0.05, 0.12),
      lung: around(a, 1, 0.03),
      heart: around(a, 1, 0.08),
      tone: around(a, 0, 0.018),
    };
    const r = image.stream('pose');
    const p = pose(W, H, { dx: around(r, 0, 0.02), dy: around(r, 0, 0.02), turn: around(r, 0, 0.02), zoom: between(r, 0.96, 1.03) });
    const level = between(r, 0, 1);
    const field = newField(W, H, AIR);
    stroke(field, bow(p, [-1.1, 0.93], [0, 1], [1.1, 0.93], 1.2), 0.4, 2);
    const lung = body(field, p, person, level, image.stream('body'));
    airways(field, p, lung, level, patient.stream('vessels'), image.stream('vessels'));
    imitations(field, p, lung, image.stream('imitations'));
    let mask: Uint8Array | null = null;
    if (positive) mask = groundGlass(field, p, person, lung, 2 * contrast, image.stream('lesion'));
    addNoise(field, image.stream('noise'), 0.028 * 2 * noise);
    return { field, mask };
  },
};

/** Chest wall, lungs, mediastinum and bones; the answer is the share of lung in each pixel. */
function body(field: Field, p: Pose, a: Thorax, level: number, r: Rng): Float32Array {
  const flat = [
    [0.02, 0],
    [0, 0],
    [-0.03, 0],
  ] as const;
  paint(field, blob(p, 0, 0, a.rx, a.ry, 0, flat), FAT, 2);
  paint(field, blob(p, 0, 0.005, a.rx - a.fat, a.ry - a.fat, 0, flat), SOFT, 3);
  for (let k = 0; k < 2; k++)
    for (const side of [-1, 1])
      add(field, blob(p, side * (0.72 + 0.12 * k), -0.45 + 0.98 * k, 0.16, 0.05, side * (k ? -0.7 : 0.6)), FAT - SOFT, 3);
  const lung = newField(field.width, field.height);
  const wide = (0.33 + 0.03 * level) * a.lung;
  for (const side of [-1, 1]) {
    const shape = blob(p, side * 0.47, 0.0 + around(r, 0, 0.012), wide, 0.56 * a.lung, side * -0.12, [
      [0.02, side * 0.05],
      [side * -0.03, 0.02],
    ]);
    paint(lung, shape, 1, 2.5);
  }
  const heart = 0.22 + 0.2 * level * a.heart;
  for (const [shape, edge] of [
    [blob(p, 0, -0.1, 0.17, 0.5), 3],
    [blob(p, 0.13, -0.13, heart, 0.24 + 0.1 * level, 0.35), 3],
    [blob(p, 0, 0.5, 0.19, 0.2), 3],
    [blob(p, 0.17, 0.28, 0.085, 0.085), 2],
  ] as const) {
    paint(lung, shape, 0, edge);
  }
  for (let i = 0; i < lung.v.length; i++) field.v[i]! += (LUNG + a.tone - field.v[i]!) * lung.v[i]!;
  add(field, blob(p, -0.03, -0.5, 0.13, 0.06), FAT - SOFT, 4);
  bones(field, p, a);
  return lung.v;
}

function bones(field: Field, p: Pose, a: Thorax): void {
  paint(field, blob(p, 0, 0.5, 0.145, 0.12), BONE, 2);
  paint(field, blob(p, 0, 0.5, 0.115, 0.09), 0.95, 3);
  paint(field, blob(p, 0, 0.655, 0.05, 0.04), SOFT, 2);
  stroke(field, bow(p, [-0.15, 0.62], [0, 0.73], [0.15, 0.62], 2.2), BONE, 2);
  stroke(field, bow(p, [0, 0.7], [0, 0.75], [0, 0.8], 2), BONE, 2);
  paint(field, blob(p, 0, -a.ry + a.fat + 0.09, 0.12, 0.035), BONE, 2);
  for (const side of [-1, 1]) {
    for (const [u, v, turn] of [
      [0.42, -0.66, 0.45],
      [0.74, -0.44, 0.95],
      [0.88, -0.08, 1.5],
      [0.83, 0.28, 2],
      [0.6, 0.57, 2.55],
      [0.3, 0.68, 2.9],
    ] as const) {
      const shape = blob(p, side * u * (a.rx / 1.12), v * (a.ry / 0.82), 0.1, 0.028, side * turn);
      paint(field, shape, BONE, 2);
    }
  }
}

function airways(field: Field, p: Pose, lung: Float32Array, level: number, tree: Rng, r: Rng): void {
  const vessels = newField(field.width, field.height);
  for (const side of [-1, 1]) {
    add(vessels, blob(p, side * 0.2, 0.02, 0.06, 0.09), SOFT - LUNG, 4);
    for (let k = 0; k < 15; k++) {
      const [u, v] = [0.4 + 0.38 * tree.next(), around(tree, -0.52 + 0.072 * k, 0.03)];
      const [bend, thick] = [around(tree, 0, 0.04), between(tree, 0.9, 2.1)];
      addStroke(
        vessels,
        bow(
          p,
          [side * 0.2, 0.02 + v * 0.15],
          [side * (0.2 + u) * 0.55, v * 0.6 + bend + around(r, 0, 0.012)],
          [side * u, v + around(r, 0, 0.012)],
          (t) => thick * (1 - 0.85 * t),
          8,
        ),
        0.48,
        1.6,
      );
    }
    for (let k = 0; k < 12; k++) {
      const [x, y] = [between(r, 0.28, 0.74), between(r, -0.45, 0.45)];
      add(vessels, blob(p, side * x, y, between(r, 0.008, 0.02), between(r, 0.008, 0.02)), between(r, 0.25, 0.55), 1.6);
    }
    addStroke(vessels, bow(p, [side * 0.78, 0.02], [side * 0.5, 0.12], [side * 0.24, 0.1], 0.4), 0.1, 1.5);
  }
  for (let i = 0; i < lung.length; i++) field.v[i]! += Math.min(SOFT - LUNG, vessels.v[i]!) * lung[i]!;
  if (level < 0.4) paint(field, blob(p, 0, -0.06, 0.07, 0.075), 0.02, 2);
  else for (const side of [-1, 1]) paint(field, blob(p, side * 0.11, 0.02, 0.05, 0.045), 0.02, 2);
}

/** What looks alike in both classes: dependent density at the back, breathing, a nodule, a band of atelectasis. */
function imitations(field: Field, p: Pose, lung: Float32Array, r: Rng): void {
  const [depend, breath] = [between(r, 0, 0.1), around(r, 0, 0.014)];
  const [, back] = at(p, 0, 0.58);
  for (let y = 0, i = 0; y < field.height; y++) {
    const low = depend * smoothstep((y - back + 26) / 26) + breath;
    for (let x = 0; x < field.width; x++, i++) field.v[i]! += low * lung[i]!;
  }
  if (chance(r, 0.25))
    clippedAdd(
      field,
      lung,
      blob(p, (chance(r, 0.5) ? 1 : -1) * between(r, 0.3, 0.7), between(r, -0.4, 0.4), 0.04, 0.04),
      between(r, 0.2, 0.5),
      3,
    );
  if (chance(r, 0.2))
    clippedAdd(
      field,
      lung,
      blob(p, (chance(r, 0.5) ? 1 : -1) * 0.55, between(r, 0.1, 0.4), between(r, 0.1, 0.2), 0.02, between(r, -0.6, 0.6)),
      between(r, 0.15, 0.35),
      4,
    );
}

function clippedAdd(field: Field, lung: Float32Array, shape: ReturnType<typeof blob>, amount: number, edge: number): void {
  cover(field, shape, edge, (i, share) => {
    field.v[i]! += amount * share * lung[i]!;
  });
}

function groundGlass(field: Field, p: Pose, a: Thorax, lung: Float32Array, strength: number, r: Rng): Uint8Array {
  const mask = newMask(field);
  const texture = clouds(r, field.width, field.height, 10, 2);
  const lines = clouds(r, field.width, field.height, 7, 1);
  const patches = 2 + r.int(4);
  for (let k = 0; k < patches; k++) {
    const side = chance(r, 0.5) ? 1 : -1;
    // Peripheral: near the outer border, more often at the back.
    const v = between(r, -0.4, 0.5);
    const u = 0.47 + 0.3 * a.lung * Math.sqrt(Math.max(0, 1 - (v / 0.58) ** 2)) - between(r, 0.04, 0.16);
    const shape = blob(p, side * u, v, between(r, 0.1, 0.24), between(r, 0.12, 0.28), between(r, -0.5, 0.5), wave(r, 5, 0.14));
    const amount = strength * between(r, 0.085, 0.2);
    cover(field, shape, 11, (i, share) => {
      const septum = Math.max(0, 1 - Math.abs(lines.v[i]!) / 0.2);
      const part = share * lung[i]! * Math.max(0.3, 0.85 + 0.25 * texture.v[i]! + 0.3 * septum);
      field.v[i]! += amount * part;
      if (share > 0.2 && lung[i]! > 0.2) mask[i] = 255;
    });
  }
  return mask;
}
