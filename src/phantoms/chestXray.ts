import { exactPow } from '../util/exactMath.ts';
import type { Rng } from '../util/rng.ts';
import { blur, type Field, newField, smoothstep } from './field.ts';
import { addNoise, around, between, chance, clouds } from './noise.ts';
import { add, addStroke, at, blob, bow, cover, type Pose, paint, pose, wave } from './shapes.ts';
import { newMask, type PhantomTask } from './task.ts';

const [W, H] = [224, 208];

interface Chest {
  wide: number;
  tall: number;
  heart: number;
  dome: number;
  fat: number;
  breasts: number;
  ribs: number;
}

/** Chest radiograph, frontal: lung fields under ribs and clavicles, heart, diaphragm; pneumonia (consolidation in one or two places) or none. */
export const chestXray: PhantomTask = {
  id: 'chest-xray',
  modality: 'radiograph',
  classes: ['normal', 'pneumonia'],
  labelOf: 'patient',
  nameKey: 'phantom.chest-xray',
  name: 'Pneumonia on chest radiograph',
  draw({ positive, contrast, noise, patient }, image) {
    const a = patient.stream('anatomy');
    const person: Chest = {
      wide: around(a, 1, 0.035),
      tall: around(a, 1, 0.04),
      heart: around(a, 0.36, 0.03),
      dome: around(a, 0.6, 0.05),
      fat: around(a, 0, 0.02),
      breasts: chance(a, 0.4) ? between(a, 0.03, 0.08) : 0,
      ribs: between(a, 0.065, 0.095),
    };
    const r = image.stream('pose');
    const p = pose(W, H, { dx: around(r, 0, 0.03), dy: around(r, 0, 0.03), turn: around(r, 0, 0.03), zoom: between(r, 0.95, 1.04) });
    const breath = around(r, 0, 0.04);
    const field = newField(W, H, 0.04);
    const lung = air(field, p, person, breath);
    marks(field, p, person, lung, image.stream('marks'), patient.stream('vessels'));
    let mask: Uint8Array | null = null;
    if (positive) mask = consolidation(field, p, lung, 2 * contrast, image.stream('lesion'));
    bones(field, p, person);
    expose(field, image.stream('exposure'));
    addNoise(field, image.stream('noise'), 0.016 * 2 * noise);
    return { field, mask };
  },
};

/** Torso, lungs, mediastinum, heart and diaphragm; the answer is how much of each pixel is lung in front of nothing else. */
function air(field: Field, p: Pose, a: Chest, breath: number): Float32Array {
  const lung = newField(field.width, field.height);
  paint(field, blob(p, 0, 0.55, 1.02 * a.wide, 1.25, 0), 0.6 + a.fat, 10);
  paint(field, blob(p, 0, -0.95, 0.3, 0.4), 0.56 + a.fat, 12);
  for (const side of [-1, 1]) {
    paint(field, blob(p, side * 0.78, -0.62, 0.42, 0.2, side * 0.35), 0.58 + a.fat, 10);
    for (const target of [field, lung]) {
      paint(
        target,
        blob(p, side * 0.4 * a.wide, 0.06, 0.335 * a.wide, 0.83 * a.tall, side * -0.09, [[side * 0.03, 0.05]]),
        target === lung ? 1 : 0.2,
        9,
      );
    }
  }
  const organs: [target: ReturnType<typeof blob>, value: number, edge: number][] = [
    [blob(p, 0, -0.1, 0.15, 1.05), 0.74, 12],
    [blob(p, 0.1, -0.42, 0.12, 0.12), 0.74, 8],
    [blob(p, -0.02, 0.14, 0.21, 0.33, -0.15), 0.76, 9],
    [blob(p, 0.15, 0.3, a.heart, 0.26, 0.5), 0.8, 7],
    [blob(p, -0.42 * a.wide, a.dome + 0.42 + breath, 0.5, 0.42, 0.05), 0.84, 4],
    [blob(p, 0.42 * a.wide, a.dome + 0.49 + breath, 0.48, 0.42, -0.05), 0.82, 4],
  ];
  for (const [shape, value, edge] of organs) {
    paint(field, shape, value, edge, 0.94);
    paint(lung, shape, 0, edge);
  }
  paint(field, blob(p, 0.38, a.dome + 0.3 + breath, 0.14, 0.08, -0.1), 0.5, 8, 0.8);
  addStroke(field, bow(p, [0, -1.1], [0.005, -0.75], [-0.01, -0.38], 6), -0.2, 6);
  return lung.v;
}

/** Hila, vessels, soft tissue and what imitates disease in both classes: thick hila, nipple and breast shadows, skin folds. */
function marks(field: Field, p: Pose, a: Chest, lung: Float32Array, r: Rng, tree: Rng): void {
  const vessels = newField(field.width, field.height);
  for (const side of [-1, 1]) {
    add(
      vessels,
      blob(p, side * 0.2, 0.0, 0.09 + (chance(r, 0.3) ? 0.04 : 0), 0.15, side * 0.2, wave(r, 4, 0.1)),
      between(r, 0.12, 0.2),
      10,
    );
    for (let k = 0; k < 11; k++) {
      const [v, reach] = [-0.62 + 0.125 * k + around(tree, 0, 0.03), between(tree, 0.5, 0.66)];
      const bend = around(tree, 0, 0.03);
      addStroke(
        vessels,
        bow(p, [side * 0.17, v * 0.25], [side * 0.34, v * 0.62 + bend], [side * reach, v + 0.06], (t) => 2.1 - 1.8 * t),
        0.11,
        2,
      );
    }
  }
  for (let i = 0; i < lung.length; i++) field.v[i]! += vessels.v[i]! * lung[i]!;
  if (a.breasts > 0) for (const side of [-1, 1]) add(field, blob(p, side * 0.5, 0.42, 0.4, 0.36), a.breasts, 16);
  if (chance(r, 0.25))
    for (const side of [-1, 1]) add(field, blob(p, side * around(r, 0.5, 0.02), around(r, 0.42, 0.02), 0.03, 0.03), 0.09, 3);
  if (chance(r, 0.25))
    add(
      field,
      blob(
        p,
        (chance(r, 0.5) ? 1 : -1) * between(r, 0.3, 0.6),
        between(r, -0.4, 0.4),
        between(r, 0.1, 0.3),
        between(r, 0.1, 0.3),
        between(r, 0, 3),
      ),
      between(r, 0.02, 0.06),
      26,
    );
}

function consolidation(field: Field, p: Pose, lung: Float32Array, strength: number, r: Rng): Uint8Array {
  const mask = newMask(field);
  const texture = clouds(r, field.width, field.height, 16, 2);
  const places = chance(r, 0.35) ? 2 : 1;
  const side = chance(r, 0.55) ? -1 : 1;
  for (let k = 0; k < places; k++) {
    const [u, v] = [(k === 0 ? side : -side) * between(r, 0.3, 0.52), between(r, -0.35, 0.48)];
    const amount = strength * between(r, 0.1, 0.25);
    const shape = blob(p, u, v, between(r, 0.12, 0.24), between(r, 0.12, 0.26), between(r, 0, 3), wave(r, 5, 0.13));
    cover(field, shape, 22, (i, share) => {
      const part = share * lung[i]! * Math.max(0.2, Math.min(1.2, 0.8 + 0.35 * texture.v[i]!));
      field.v[i]! += amount * part;
      if (share > 0.25 && lung[i]! > 0.3) mask[i] = 255;
    });
  }
  return mask;
}

function bones(field: Field, p: Pose, a: Chest): void {
  for (const side of [-1, 1]) {
    for (let k = 0; k < 9; k++) {
      const v = -0.8 + 0.175 * k;
      const out = Math.min(0.76, 0.5 + 0.06 * k) * a.wide;
      const path = bow(
        p,
        [side * 0.09, v],
        [side * out * 0.72, v - 0.015 + 0.012 * k],
        [side * (out + 0.02), v + 0.2 + 0.012 * k],
        5.2,
        16,
      );
      addStroke(field, path, a.ribs * 0.75, 2.5);
      addStroke(
        field,
        path.map(([x, y]) => [x, y + 4, 0.8] as const),
        a.ribs * 0.6,
        2,
      );
      if (k > 1 && k < 8)
        addStroke(
          field,
          bow(p, [side * (out + 0.02), v + 0.2], [side * (out - 0.1), v + 0.36], [side * 0.3, v + 0.46], 4),
          a.ribs * 0.4,
          3,
        );
    }
    addStroke(field, bow(p, [side * 0.1, -0.6], [side * 0.38, -0.68], [side * 0.86, -0.8], 5), 0.15, 3);
    addStroke(field, bow(p, [side * 0.74, -0.72], [side * 0.72, -0.4], [side * 0.86, -0.05], 3), 0.07, 4);
    add(field, blob(p, side * 0.98, -0.72, 0.14, 0.14), 0.14, 8);
  }
  for (let k = 0; k < 15; k++) {
    const [x, y] = at(p, 0, -0.98 + 0.135 * k);
    addStroke(
      field,
      [
        [x - 8, y, 4.2],
        [x + 8, y, 4.2],
      ],
      0.045,
      2.5,
    );
  }
}

/** Film exposure and scatter: a gain, a gamma, and a slight blur. */
function expose(field: Field, r: Rng): void {
  const [gain, gamma, lift] = [around(r, 1, 0.03), around(r, 1, 0.07), around(r, 0, 0.012)];
  blur(field, 1, 1, 1);
  for (let i = 0; i < field.v.length; i++)
    field.v[i] = lift + gain * exactPow(Math.max(0, Math.min(1.1, field.v[i]!)), gamma) + 0.02 * smoothstep(field.v[i]!);
}
