import type { Rng } from '../util/rng.ts';
import { type Field, newField, smoothstep } from './field.ts';
import { sonoLesion } from './lesion.ts';
import { around, between, chance, cloud } from './noise.ts';
import { add, addStroke, blob, bow, cover, type Pose, paint, pose, stroke, wave } from './shapes.ts';
import type { PhantomTask } from './task.ts';
import { castBelow, sonogram } from './ultrasound.ts';

const [W, H] = [224, 192];

/** Thyroid, transverse: skin, strap muscles, lobe, trachea on one side, carotid artery on the other; a benign or a malignant nodule in the lobe. */
export const thyroid: PhantomTask = {
  id: 'thyroid-us',
  modality: 'ultrasound',
  classes: ['benign', 'malignant'],
  labelOf: 'image',
  nameKey: 'phantom.thyroid-us',
  name: 'Thyroid nodule on ultrasound',
  draw({ positive, contrast, noise, patient }, image) {
    const a = patient.stream('anatomy');
    const person = {
      fat: between(a, 0.12, 0.26),
      lobe: around(a, 0.58, 0.025),
      rx: around(a, 0.6, 0.04),
      ry: around(a, 0.36, 0.03),
      right: chance(a, 0.5),
      shape: wave(a, 3, 0.03),
    };
    const r = image.stream('pose');
    const p = pose(W, H, {
      dx: around(r, 0, 0.03),
      dy: around(r, 0, 0.02),
      turn: around(r, 0, 0.04),
      zoom: between(r, 0.94, 1.06),
      mirror: person.right,
    });
    const [tissue, shadow] = [newField(W, H, 0.3), newField(W, H, 0)];
    layers(tissue, p, person.fat, image.stream('layers'));
    paint(tissue, blob(p, 0.55, -0.12, 0.5, 0.14, -0.15), person.lobe, 4);
    const lobe = blob(p, -0.08, 0.02, person.rx, person.ry, 0.1, person.shape);
    add(tissue, blob(p, -0.08, 0.02, person.rx + 0.025, person.ry + 0.025, 0.1, person.shape), 0.16, 4);
    const texture = cloud(image.stream('texture'), W, H, 7, 5);
    cover(tissue, lobe, 4, (i, share) => {
      tissue.v[i]! += (person.lobe + 0.018 * texture.v[i]! - tissue.v[i]!) * share;
    });
    neighbours(tissue, shadow, p, image.stream('neighbours'));
    const l = image.stream('lesion');
    const size = between(l, 0.13, 0.22);
    const place = [-0.08 + person.rx * between(l, -0.45, 0.4), 0.03 + person.ry * between(l, -0.35, 0.3)] as const;
    const { mask } = sonoLesion(tissue, shadow, p, place, size, positive ? 2.15 * contrast : 0, 0.8, l);
    return { field: framed(sonogram(tissue, shadow, 2 * noise, image.stream('speckle'))), mask };
  },
};

function layers(tissue: Field, p: Pose, fat: number, r: Rng): void {
  const strands = cloud(r, W, H, 46, 4);
  const top = p.y - p.scale;
  for (let y = 0, i = 0; y < H; y++) {
    const v = (y - top) / p.scale - 1;
    const skin = smoothstep((0.055 - (v + 1)) / 0.03 + 0.5);
    const under = smoothstep((fat - (v + 1)) / 0.03 + 0.5);
    const deep = smoothstep((v - 0.42) / 0.1);
    for (let x = 0; x < W; x++, i++) {
      const streak = strands.v[i]!;
      let value = 0.3 + 0.05 * streak;
      value += (0.4 + 0.08 * streak - value) * under;
      value += (0.33 + 0.09 * streak - value) * deep;
      tissue.v[i] = value + (0.72 - value) * skin;
    }
  }
  // Strap muscles: dark lenses between bright fascia.
  for (const [u, v, rx] of [
    [-0.35, -0.58 + fat * 0.4, 0.75],
    [0.25, -0.5 + fat * 0.4, 0.6],
  ] as const) {
    const [turn, ry] = [around(r, 0.06, 0.04), between(r, 0.07, 0.1)];
    add(tissue, blob(p, u, v, rx, ry + 0.02, turn), 0.2, 4);
    paint(tissue, blob(p, u, v, rx, ry, turn), 0.25, 3);
    for (let k = -1; k <= 1; k++)
      addStroke(
        tissue,
        bow(p, [u - rx * 0.8, v + k * ry * 0.4], [u, v + k * ry * 0.6 - 0.01], [u + rx * 0.8, v + k * ry * 0.4], 0.6, 6),
        0.1,
      );
  }
}

function neighbours(tissue: Field, shadow: Field, p: Pose, r: Rng): void {
  // Trachea: bright cartilage in front, air and reverberation behind.
  const trachea = blob(p, 0.78, 0.28, 0.33, 0.34);
  paint(tissue, trachea, 0.2, 4);
  castBelow(shadow, trachea, 0.18);
  for (let k = 0; k < 4; k++) {
    const v = 0.28 + 0.1 * k;
    stroke(tissue, bow(p, [0.5, v - 0.03], [0.78, v - 0.36], [1.06, v - 0.03], 2.2 - 0.4 * k), 0.85 - 0.16 * k, 3);
  }
  const vessel = [-0.8 + around(r, 0, 0.03), 0.16 + around(r, 0, 0.04), around(r, 0.15, 0.012), around(r, 0.14, 0.012)] as const;
  add(tissue, blob(p, vessel[0], vessel[1], vessel[2] + 0.03, vessel[3] + 0.03), 0.28, 3);
  const lumen = blob(p, ...vessel);
  paint(tissue, lumen, 0.03, 2.5);
  castBelow(shadow, lumen, -0.06);
  if (chance(r, 0.7)) paint(tissue, blob(p, vessel[0] - 0.1, vessel[1] - 0.3, between(r, 0.1, 0.2), between(r, 0.04, 0.09), 0.2), 0.05, 3);
  // Muscle and bone behind the lobe.
  paint(tissue, blob(p, 0.02, 0.6, 0.5, 0.14, -0.05), 0.27, 6);
  stroke(tissue, bow(p, [-0.55, 0.78], [-0.05, 0.72], [0.5, 0.8], 1.6), 0.55, 3);
  const bone = blob(p, -0.02, 0.85, 0.6, 0.09);
  castBelow(shadow, bone, 0.16);
}

/** Black beside the probe's field, as the machine shows it. */
export function framed(field: Field): Field {
  const [side, x0] = [7, field.width - 7];
  for (let i = 0; i < field.v.length; i++) {
    const x = i % field.width;
    if (x < side || x >= x0) field.v[i] = 0;
  }
  for (let y = 12; y < field.height; y += 22) for (let x = x0 + 2; x < x0 + 5; x++) field.v[y * field.width + x] = 0.55;
  return field;
}
