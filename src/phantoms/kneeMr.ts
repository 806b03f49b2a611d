import type { Rng } from '../util/rng.ts';
import { type Field, newField } from './field.ts';
import { around, between, chance, cloud, clouds, white } from './noise.ts';
import { addStroke, blob, bow, cover, coverLine, type Pose, paint, pose, stroke, wave } from './shapes.ts';
import { newMask, type PhantomTask } from './task.ts';

const [W, H] = [208, 208];
/** Brightness on a proton-density image without fat suppression. */
const [DARK, MUSCLE, MARROW, FAT, CARTILAGE, FLUID] = [0.06, 0.27, 0.6, 0.76, 0.5, 0.8];

interface Knee {
  femur: number;
  marrow: number;
  skin: number;
  ligament: number;
  slope: number;
}

/** Knee MR, sagittal: femur, tibia, patella, tendons, both horns of a meniscus and the anterior cruciate ligament; one of the two torn, or both whole. */
export const kneeMr: PhantomTask = {
  id: 'knee-mr',
  modality: 'MR',
  classes: ['intact', 'torn'],
  labelOf: 'patient',
  nameKey: 'phantom.knee-mr',
  name: 'ACL or meniscus tear on knee MR',
  draw({ positive, contrast, noise, patient }, image) {
    const a = patient.stream('anatomy');
    const person: Knee = {
      femur: around(a, 1, 0.035),
      marrow: around(a, MARROW, 0.025),
      skin: between(a, 0.06, 0.14),
      ligament: around(a, 1, 0.12),
      slope: around(a, 0, 0.05),
    };
    const r = image.stream('pose');
    const p = pose(W, H, { dx: around(r, 0, 0.03), dy: around(r, 0, 0.03), turn: around(r, 0, 0.04), zoom: between(r, 0.95, 1.05) });
    const field = newField(W, H, 0.015);
    soft(field, p, person, image.stream('soft'));
    bones(field, p, person, patient.stream('trabeculae'), image.stream('bones'));
    ligaments(field, p, person);
    fluid(field, p, image.stream('fluid'));
    let mask: Uint8Array | null = null;
    if (positive) mask = tear(field, p, person, 2 * contrast, image.stream('lesion'));
    coil(field, p, image.stream('coil'));
    rician(field, 0.032 * 2 * noise, image.stream('noise'));
    return { field, mask };
  },
};

function soft(field: Field, p: Pose, a: Knee, r: Rng): void {
  const limb = [
    [0.02, 0],
    [0.015, 0.01],
  ] as const;
  paint(field, blob(p, 0.05, 0, 0.86, 1.9, 0.02, limb), FAT, 2);
  paint(field, blob(p, 0.07, 0, 0.84 - a.skin, 1.9, 0.02, limb), MUSCLE, 3);
  const streak = cloud(r, W, H, 5, 36);
  cover(field, blob(p, 0.62, -0.75, 0.24, 0.75, 0.12), 5, (i, share) => {
    field.v[i]! += (MUSCLE - 0.02 + 0.05 * streak.v[i]! - field.v[i]!) * share;
  });
  for (const [u, v, rx, ry, turn] of [
    [0.6, 0.1, 0.12, 0.42, 0.1],
    [0.45, -0.32, 0.16, 0.24, -0.2],
  ] as const)
    paint(field, blob(p, u, v, rx, ry, turn, wave(r, 3, 0.06)), FAT, 5);
  cover(field, blob(p, 0.7, 0.72, 0.2, 0.62, -0.08), 5, (i, share) => {
    field.v[i]! += (MUSCLE + 0.05 * streak.v[i]! - field.v[i]!) * share;
  });
  stroke(field, bow(p, [0.62, -0.9], [0.57, 0], [0.6, 0.9], 3), 0.12, 2.5, 0.8);
  // Hoffa's fat pad and the fat above the patella.
  paint(field, blob(p, -0.4, 0.16, 0.2, 0.3, -0.25), FAT, 4);
  paint(field, blob(p, -0.42, -0.62, 0.14, 0.3, 0.15), FAT - 0.06, 5);
  for (let k = 0; k < 5; k++)
    addStroke(field, bow(p, [-0.55, -0.02 + 0.08 * k], [-0.4, 0.03 + 0.08 * k], [-0.26, 0 + 0.08 * k + around(r, 0, 0.02)], 0.5, 5), -0.12);
}

/** Marrow in a dark cortical line, under cartilage where bones meet. */
function bone(field: Field, shapes: readonly ReturnType<typeof blob>[], marrow: number, texture: Field): void {
  for (const s of shapes) paint(field, { ...s, rx: s.rx + 2, ry: s.ry + 2 }, DARK, 1.8);
  for (const s of shapes) {
    cover(field, s, 1.8, (i, share) => {
      field.v[i]! += (marrow + 0.025 * texture.v[i]! - field.v[i]!) * share;
    });
  }
}

function bones(field: Field, p: Pose, a: Knee, trabeculae: Rng, r: Rng): void {
  const texture = clouds(trabeculae, W, H, 14, 3);
  const f = a.femur;
  const condyle = blob(p, 0.08, -0.2, 0.41 * f, 0.37 * f, 0.1, [[0.02, 0.02]]);
  const plateau = blob(p, 0.06, 0.5, 0.46 * f, 0.21, a.slope, [
    [0, 0],
    [0, 0],
    [0.05, 0],
  ]);
  paint(field, { ...condyle, rx: condyle.rx + 6, ry: condyle.ry + 6 }, CARTILAGE, 2);
  paint(field, { ...plateau, rx: plateau.rx + 1, ry: plateau.ry + 5.5 }, CARTILAGE, 2);
  bone(field, [blob(p, 0.03, -0.95, 0.25 * f, 0.62, -0.03), condyle], a.marrow, texture);
  bone(field, [plateau, blob(p, 0.04, 1, 0.27 * f, 0.55, 0.03)], a.marrow, texture);
  stroke(field, bow(p, [-0.3, -0.36], [0.03, -0.42], [0.42, -0.36], 0.6), a.marrow - 0.12, 2, 0.6);
  stroke(field, bow(p, [-0.34, 0.58], [0.04, 0.66], [0.42, 0.58], 0.6), a.marrow - 0.12, 2, 0.6);
  const patella = blob(p, -0.6, -0.3, 0.105, 0.2, 0.12 + around(r, 0, 0.04));
  paint(field, { ...patella, rx: patella.rx + 5, ry: patella.ry + 4, x: patella.x + 3 }, CARTILAGE, 2);
  bone(field, [patella], a.marrow, texture);
}

const ACL = [
  [0.28, -0.02],
  [0.08, 0.11],
  [-0.14, 0.25],
] as const;

function ligaments(field: Field, p: Pose, a: Knee): void {
  // Notch: synovium and fat between the condyles.
  paint(field, blob(p, 0.1, 0.13, 0.3, 0.1, -0.12), 0.48, 5);
  stroke(field, bow(p, [-0.62, -1.2], [-0.66, -0.8], [-0.64, -0.48], 4.5), DARK, 2);
  stroke(field, bow(p, [-0.63, -0.12], [-0.56, 0.18], [-0.36, 0.52], 4), DARK, 2);
  stroke(field, bow(p, [0.1, 0.0], [0.38, 0.03], [0.44, 0.36], 4.6 * a.ligament), DARK + 0.01, 2);
  stroke(field, bow(p, ...ACL, 4 * a.ligament), DARK + 0.05, 2);
  for (const side of [-1, 1]) stroke(field, horn(p, side), DARK, 1.6);
}

/** A meniscal horn: a wedge with its base outwards. `side` -1 in front, 1 behind. */
const horn = (p: Pose, side: number) =>
  bow(p, [0.08 + side * 0.42, 0.215], [0.08 + side * 0.31, 0.225], [0.08 + side * 0.17, 0.235], (t) => 8.2 * (1 - t) + 0.5, 8);

/** Effusion and a popliteal cyst happen in both classes. */
function fluid(field: Field, p: Pose, r: Rng): void {
  const amount = between(r, 0, 1);
  paint(field, blob(p, -0.36, -0.62, 0.05 + 0.06 * amount, 0.26, 0.14, wave(r, 3, 0.08)), FLUID, 4, 0.4 + 0.6 * amount);
  if (chance(r, 0.2)) paint(field, blob(p, 0.72, between(r, -0.1, 0.3), 0.07, 0.13, 0.1, wave(r, 3, 0.08)), FLUID, 3);
  stroke(field, bow(p, [-0.32, 0.205], [0.08, 0.185], [0.46, 0.2], 0.5 + 0.5 * amount), 0.66, 1.6, 0.5);
}

/** The ligament's fibres are lost in a bright swelling, or the meniscus is split by bright lines; each draw decides place and size. */
function tear(field: Field, p: Pose, a: Knee, strength: number, r: Rng): Uint8Array {
  const mask = newMask(field);
  const ligament = chance(r, 0.6);
  const mix = Math.min(1.4, strength * between(r, 0.5, 1));
  const change = (i: number, share: number, value: number) => {
    field.v[i]! += (value - field.v[i]!) * Math.min(1, share * mix);
    if (share > 0.15) mask[i] = 255;
  };
  if (ligament) {
    const texture = clouds(r, W, H, 7, 2);
    const swelling = blob(
      p,
      0.08 + around(r, 0, 0.04),
      0.11 + around(r, 0, 0.015),
      between(r, 0.16, 0.25),
      between(r, 0.075, 0.11) * a.ligament,
      -0.58,
      wave(r, 5, 0.1),
    );
    cover(field, swelling, 5, (i, share) => change(i, share, 0.62 + 0.1 * texture.v[i]!));
    // Bone bruise opposite the tear.
    const bruise = blob(
      p,
      between(r, -0.15, 0.15),
      between(r, -0.05, 0) - 0.04,
      between(r, 0.12, 0.2),
      between(r, 0.06, 0.11),
      around(r, 0, 0.3),
      wave(r, 4, 0.12),
    );
    cover(field, bruise, 9, (i, share) => {
      field.v[i]! -= 0.15 * share * mix;
      if (share > 0.15) mask[i] = 255;
    });
    return mask;
  }
  const side = chance(r, 0.7) ? 1 : -1;
  const base = blob(p, 0.08 + side * 0.34, 0.22, 0.12, 0.075);
  cover(field, base, 4, (i, share) => change(i, share * 0.75, 0.58));
  const tilt = between(r, -0.04, 0.04);
  coverLine(
    field,
    bow(p, [0.08 + side * 0.45, 0.22 - tilt], [0.08 + side * 0.32, 0.22], [0.08 + side * 0.18, 0.23 + tilt], 1.8),
    2,
    (i, share) => change(i, share, 0.85),
  );
  return mask;
}

/** Surface coil: brighter near the front. */
function coil(field: Field, p: Pose, r: Rng): void {
  const [fall, gain] = [between(r, 0.05, 0.16), around(r, 1, 0.03)];
  for (let y = 0, i = 0; y < field.height; y++) {
    for (let x = 0; x < field.width; x++, i++) {
      const u = (x - p.x) / p.scale + 0.25;
      const v = (y - p.y) / p.scale;
      field.v[i]! *= gain * (1.06 - fall * (u * u + v * v));
    }
  }
}

/** Magnitude of a complex signal with noise in both parts (Gudbjartsson and Patz 1995). */
function rician(field: Field, sd: number, r: Rng): void {
  const [re, im] = [white(r, field.width, field.height), white(r, field.width, field.height)];
  for (let i = 0; i < field.v.length; i++) {
    const a = field.v[i]! + sd * re.v[i]!;
    const b = sd * im.v[i]!;
    field.v[i] = Math.sqrt(a * a + b * b);
  }
}
