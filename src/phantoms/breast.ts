import type { Rng } from '../util/rng.ts';
import { type Field, newField, smoothstep } from './field.ts';
import { sonoLesion } from './lesion.ts';
import { around, between, cloud, clouds } from './noise.ts';
import { addStroke, blob, bow, type Pose, paint, pose, stroke } from './shapes.ts';
import type { PhantomTask } from './task.ts';
import { framed } from './thyroid.ts';
import { castBelow, sonogram } from './ultrasound.ts';

const [W, H] = [208, 208];

interface Breast {
  fat: number;
  gland: number;
  muscle: number;
  dense: number;
  ribs: number;
}

/** Breast: skin, fat lobules with Cooper's ligaments, gland, pectoral muscle, ribs; a benign or a malignant lesion in the gland. */
export const breast: PhantomTask = {
  id: 'breast-us',
  modality: 'ultrasound',
  classes: ['benign', 'malignant'],
  labelOf: 'patient',
  nameKey: 'phantom.breast-us',
  name: 'Breast lesion on ultrasound',
  draw({ positive, contrast, noise, patient }, image) {
    const a = patient.stream('anatomy');
    const person = {
      fat: between(a, 0.34, 0.5),
      gland: between(a, 0.6, 0.8),
      muscle: between(a, 1.28, 1.42),
      dense: around(a, 0.58, 0.025),
      ribs: between(a, -0.5, 0.5),
    };
    const r = image.stream('pose');
    const p = pose(W, H, { dx: around(r, 0, 0.08), dy: around(r, 0, 0.03), turn: around(r, 0, 0.05), zoom: between(r, 0.94, 1.06) });
    const [tissue, shadow] = [newField(W, H, 0.3), newField(W, H, 0)];
    layers(tissue, p, person, image.stream('layers'));
    chestWall(tissue, shadow, p, person, image.stream('wall'));
    const l = image.stream('lesion');
    const size = between(l, 0.15, 0.25);
    const place = [between(l, -0.4, 0.4), -1 + person.fat + person.gland * between(l, 0.3, 0.6)] as const;
    const { mask } = sonoLesion(tissue, shadow, p, place, size, positive ? 2.5 * contrast : 0, 0.25, l);
    return { field: framed(sonogram(tissue, shadow, 2 * noise, image.stream('speckle'))), mask };
  },
};

function layers(tissue: Field, p: Pose, a: Breast, r: Rng): void {
  const wavy = cloud(r, W, H, 50, 400);
  const lumps = clouds(r, W, H, 24, 2);
  const fibres = cloud(r, W, H, 40, 4);
  const fine = cloud(r, W, H, 12, 4);
  const top = p.y - p.scale;
  for (let y = 0, i = 0; y < H; y++) {
    for (let x = 0; x < W; x++, i++) {
      const d = (y - top) / p.scale + 0.06 * wavy.v[x]!;
      const skin = smoothstep((0.09 - (y - top) / p.scale) / 0.03 + 0.5);
      const gland =
        smoothstep((d - a.fat + 0.05 * lumps.v[i]!) / 0.08 + 0.5) * smoothstep((a.fat + a.gland - d + 0.05 * lumps.v[i]!) / 0.1 + 0.5);
      const muscle = smoothstep((d - a.muscle) / 0.04 + 0.5);
      const septum = Math.max(0, 1 - Math.abs(lumps.v[i]!) / 0.12);
      let v = 0.31 + 0.02 * fine.v[i]! + 0.16 * septum;
      v += (a.dense + 0.05 * fine.v[i]! + 0.03 * lumps.v[i]! - v) * gland;
      v += (0.3 + 0.1 * Math.max(-1, fibres.v[i]!) - v) * muscle;
      tissue.v[i] = v + (0.74 - v) * skin;
    }
  }
  for (let k = 0; k < 4; k++) {
    const u = -0.9 + 0.55 * k + around(r, 0, 0.1);
    addStroke(
      tissue,
      bow(p, [u, -0.9], [u + around(r, 0.1, 0.05), -0.8 + a.fat * 0.3], [u + around(r, 0.3, 0.08), -0.97 + a.fat], 0.9),
      0.2,
      2.5,
    );
  }
}

function chestWall(tissue: Field, shadow: Field, p: Pose, a: Breast, r: Rng): void {
  stroke(tissue, bow(p, [-1.1, a.muscle - 1.02], [0, a.muscle - 1.01 + around(r, 0, 0.02)], [1.1, a.muscle - 1.02], 1.1), 0.62, 2.5);
  const v = a.muscle - 0.76;
  for (const u of [a.ribs - 0.75, a.ribs + 0.1, a.ribs + 0.95]) {
    const x = u + around(r, 0, 0.04);
    const rib = blob(p, x, v + 0.1, 0.22, 0.11);
    paint(tissue, rib, 0.16, 4);
    castBelow(shadow, rib, 0.14);
    stroke(tissue, bow(p, [x - 0.19, v + 0.06], [x, v - 0.03], [x + 0.19, v + 0.06], 1.5), 0.75, 2.5);
  }
  stroke(tissue, bow(p, [-1.1, v + 0.24], [0, v + 0.22], [1.1, v + 0.24], 1.2), 0.68, 2.5, 0.7);
}
