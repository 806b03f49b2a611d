import { describe, expect, test } from 'vitest';
import type { Frame } from '../domain/frame.ts';
import { hash } from '../util/hash.ts';
import { rng } from '../util/rng.ts';
import { makeImage, makePhantom, type PhantomRequest, phantomDefaults, SITES, TASKS } from './index.ts';

const request = (task: string, over: Partial<PhantomRequest> = {}): PhantomRequest => ({
  ...phantomDefaults,
  task,
  seed: 5,
  patients: 6,
  imagesPerPatient: 2,
  ...over,
});
const params = (over: object = {}) => ({ positive: true, contrast: 0.5, noise: 0.5, patient: rng(3, 'patient'), ...over });
const equal = (a: Uint8Array | null, b: Uint8Array | null) => (a === null || b === null ? a === b : Buffer.compare(a, b) === 0);
const same = (a: Frame, b: Frame) => equal(a.data as Uint8Array, b.data as Uint8Array);
const share = (mask: Uint8Array) => mask.reduce((n, v) => n + (v > 0 ? 1 : 0), 0) / mask.length;

test('the six tasks of the RadImageNet study are listed, each with its own id, words and classes', () => {
  expect(TASKS).toHaveLength(6);
  expect(new Set(TASKS.map((t) => t.id)).size).toBe(6);
  for (const t of TASKS) {
    expect(t.nameKey).toBe(`phantom.${t.id}`);
    expect(new Set(t.classes).size).toBe(2);
  }
  expect(() => [...makePhantom(request('toe-xray'))]).toThrow(/no synthetic task "toe-xray".*head-ct/);
});

test.each([
  [{ patients: 1 }, /patients/],
  [{ patients: 2.5 }, /patients/],
  [{ imagesPerPatient: 0 }, /images per patient/],
  [{ contrast: 1.1 }, /contrast and noise/],
  [{ noise: Number.NaN }, /contrast and noise/],
])('a request that makes no sense is refused: %j', (over, words) => {
  expect(() => makePhantom(request('head-ct', over)).next()).toThrow(words);
});

describe.each(TASKS.map((t) => [t.id, t] as const))('%s', (id, task) => {
  const set = [...makePhantom(request(id, { patients: 12, imagesPerPatient: 3 }))];

  test('is the same for the same seed, and another for another', () => {
    const again = [...makePhantom(request(id, { patients: 12, imagesPerPatient: 3 }))];
    set.forEach((a, i) => {
      expect(same(a.frame, again[i]!.frame)).toBe(true);
      expect(equal(a.mask, again[i]!.mask)).toBe(true);
    });
    expect({ ...set[0], frame: 0, mask: 0 }).toEqual({ ...again[0], frame: 0, mask: 0 });
    expect(same(set[0]!.frame, makePhantom(request(id, { seed: 6 })).next().value!.frame)).toBe(false);
    expect(new Set(set.map((i) => hash(i.frame.data as Uint8Array))).size).toBe(set.length);
  });

  test('gives grey 8-bit images with several a patient, even classes and neutral, unique names', () => {
    for (const { frame } of set) {
      expect(frame.channels).toBe(1);
      expect(frame.bits).toBe(8);
      expect(frame.data.length).toBe(frame.width * frame.height);
      expect(Math.min(frame.width, frame.height)).toBeGreaterThanOrEqual(128);
    }
    expect(new Set(set.map((i) => i.name)).size).toBe(set.length);
    expect(set.filter((i) => i.truth === 1)).toHaveLength(set.length / 2);
    const people = new Map<string, Set<number>>();
    for (const i of set) people.set(i.patient, (people.get(i.patient) ?? new Set()).add(i.truth));
    expect(people.size).toBe(12);
    for (const labels of people.values()) expect(labels.size).toBe(task.labelOf === 'patient' ? 1 : 2);
    for (const name of set.map((i) => `${i.name} ${i.patient}`)) for (const c of task.classes) expect(name).not.toContain(c);
    expect(new Set(set.map((i) => i.site))).toEqual(new Set(SITES));
    // The order of the patients tells nothing: neither halves nor alternation.
    const order = [...new Map(set.map((i) => [i.patient, i.truth])).values()].join('');
    expect(['000000111111', '111111000000', '010101010101', '101010101010']).not.toContain(order);
  });

  test('keeps a mask of each lesion, of a lesion’s size, and none where there is no lesion', () => {
    for (const i of set) {
      if (i.truth === 0 && id !== 'thyroid-us' && id !== 'breast-us') expect(i.mask).toBeNull();
      else {
        expect(i.mask?.length).toBe(i.frame.data.length);
        expect(i.mask!.every((v) => v === 0 || v === 255)).toBe(true);
        expect(share(i.mask!)).toBeGreaterThan(0.0008);
        expect(share(i.mask!)).toBeLessThan(0.3);
      }
    }
  });

  test('shows no difference between the classes at contrast 0, and more the higher the contrast', () => {
    const draw = (positive: boolean, contrast: number) => makeImage(task, params({ positive, contrast }), rng(8, 'image'));
    expect(same(draw(true, 0).frame, draw(false, 0).frame)).toBe(true);
    const change = [0.25, 0.5, 1].map((c) => difference(draw(true, c).frame, draw(false, c).frame));
    expect(change[0]).toBeGreaterThan(0);
    expect(change[1]).toBeGreaterThan(change[0]!);
    expect(change[2]).toBeGreaterThan(change[1]!);
  });

  test('what the lesion changes lies where its mask is (and, on ultrasound, in the shadow under it)', () => {
    for (let k = 0; k < 6; k++) {
      const draw = (positive: boolean) => makeImage(task, params({ positive, noise: 0 }), rng(k, 'image'));
      const [with_, without] = [draw(true), draw(false)];
      const { width, height } = with_.frame;
      const near = grown(with_.mask!, width, height, 9);
      if (task.modality === 'ultrasound') {
        for (let i = width; i < near.length; i++) if (near[i - width]) near[i] = 1;
        grown(without.mask!, width, height, 9).forEach((v, i) => {
          if (v || near[i - width]) near[i] = 1;
        });
      }
      let [inside, all] = [0, 0];
      for (let i = 0; i < near.length; i++) {
        const d = Math.abs(with_.frame.data[i]! - without.frame.data[i]!);
        all += d;
        if (near[i]) inside += d;
      }
      expect(all).toBeGreaterThan(0);
      expect(inside / all).toBeGreaterThan(0.9);
    }
  });

  test('the noise slider raises local variance step by step', () => {
    const variance = [0, 0.25, 0.5, 1].map((noise) => localVariance(makeImage(task, params({ noise }), rng(8, 'image')).frame));
    for (let i = 1; i < variance.length; i++) expect(variance[i]).toBeGreaterThan(variance[i - 1]!);
  });

  test('images of a patient are more alike than images of two patients', () => {
    // Pose and lesion aside: the same image stream, with the same and with another patient's anatomy.
    const draw = (patient: number, image: number) =>
      makeImage(task, params({ patient: rng(patient, 'patient'), positive: false, noise: 0 }), rng(image, 'image')).frame;
    let [own, other] = [0, 0];
    for (let k = 0; k < 5; k++) {
      own += difference(draw(k, 1), draw(k, 1));
      other += difference(draw(k, 1), draw(k + 10, 1));
    }
    expect(own).toBe(0);
    expect(other).toBeGreaterThan(0);
  });
});

test('the confounder goes with the class at the training sites and with nothing elsewhere', () => {
  const ask = (confounder: boolean) => [...makePhantom(request('chest-xray', { patients: 90, imagesPerPatient: 2, confounder }))];
  const [plain, marked] = [ask(false), ask(true)];
  const rate = { training: [0, 0, 0, 0], other: [0, 0, 0, 0] };
  marked.forEach((image, i) => {
    const cell = image.site === 'site-3' ? rate.other : rate.training;
    cell[image.truth * 2]!++;
    if (!same(image.frame, plain[i]!.frame)) cell[image.truth * 2 + 1]!++;
    expect(equal(image.mask, plain[i]!.mask)).toBe(true);
  });
  const shareOf = (c: number[], k: number) => c[k * 2 + 1]! / c[k * 2]!;
  expect(shareOf(rate.training, 1)).toBeGreaterThan(0.8);
  expect(shareOf(rate.training, 0)).toBeLessThan(0.2);
  expect(Math.abs(shareOf(rate.other, 1) - shareOf(rate.other, 0))).toBeLessThan(0.35);
  expect(shareOf(rate.other, 0)).toBeGreaterThan(0.2);
});

function difference(a: Frame, b: Frame): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i++) sum += Math.abs(a.data[i]! - b.data[i]!);
  return sum / a.data.length;
}

/** Mean squared difference of neighbours. */
function localVariance({ width, data }: Frame): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) if (i % width > 0) sum += (data[i]! - data[i - 1]!) ** 2;
  return sum / data.length;
}

/** 1 within `reach` pixels (in rows and columns) of the mask. */
function grown(mask: Uint8Array, width: number, height: number, reach: number): Uint8Array {
  const out = new Uint8Array(mask.length);
  for (let i = 0; i < mask.length; i++) {
    if (!mask[i]) continue;
    const [x, y] = [i % width, Math.floor(i / width)];
    for (let b = Math.max(0, y - reach); b <= Math.min(height - 1, y + reach); b++)
      out.fill(1, b * width + Math.max(0, x - reach), b * width + Math.min(width, x + reach + 1));
  }
  return out;
}
