import { expect, test } from 'vitest';
import type { NormStatistics } from '../domain/batchNorms.ts';
import type { Dataset, Sample } from '../domain/dataset.ts';
import { type Hash, type Id, id } from '../domain/ids.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { PRESETS, presetOf } from '../imaging/presets.ts';
import { rng } from '../util/rng.ts';
import { candidates, drawn, FAR, judged, plausible } from './plausible.ts';
import type { ExtractJob, Progress } from './ports.ts';

const verdicts = (divergences: Record<string, number>) => {
  const { rows, far } = judged(
    Object.entries(divergences).map(([preprocess, divergence]) => ({ preprocess, divergence, perLayer: [divergence] })),
  );
  return { far, order: rows.map((r) => r.preprocess).join(' '), ...Object.fromEntries(rows.map((r) => [r.preprocess, r.verdict])) };
};

test('photographs on a network of photographs: a wrong scale is plain, a swapped order invisible', () => {
  expect(verdicts({ C: 0.009, E: 0.008, A: 0.191, unit: 0.216, D: 0.301, G: 0.307, B: 1335, raw: 2607 })).toEqual({
    far: false,
    order: 'E C A unit D G B raw',
    ...{
      C: 'cannot-tell',
      E: 'cannot-tell',
      A: 'unlikely',
      unit: 'unlikely',
      D: 'unlikely',
      G: 'unlikely',
      B: 'ruled-out',
      raw: 'ruled-out',
    },
  });
});

test('chest radiographs on it: far, the truth C is not called unlikely though others come before it, and B is still ruled out', () => {
  expect(verdicts({ D: 0.068, G: 0.073, C: 0.166, E: 0.166, A: 0.456, unit: 0.518, B: 410, raw: 952 })).toMatchObject({
    ...{ far: true, C: 'cannot-tell', E: 'cannot-tell', A: 'cannot-tell', B: 'ruled-out', raw: 'ruled-out' },
  });
});

test('the limits: more than 50 times, more than 5 times, and a best below 0.01 counts as 0.01', () => {
  expect(verdicts({ best: 0.02, a: 0.1, b: 0.101, c: 1, d: 1.01 })).toMatchObject({
    a: 'cannot-tell',
    b: 'unlikely',
    c: 'unlikely',
    d: 'ruled-out',
  });
  expect(verdicts({ best: 0, a: 0.05, b: 0.051, c: 0.5, d: 0.51 })).toMatchObject({
    a: 'cannot-tell',
    b: 'unlikely',
    c: 'unlikely',
    d: 'ruled-out',
  });
  expect(verdicts({ best: FAR }).far).toBe(false);
  expect(verdicts({ best: FAR * 1.01 }).far).toBe(true);
  expect(verdicts({ best: 0.01, never: Number.POSITIVE_INFINITY, nor: Number.POSITIVE_INFINITY })).toMatchObject({
    never: 'ruled-out',
    nor: 'ruled-out',
  });
});

test('every preset is tried, or another that gives the same channels on the same scale; resampled alike; the pack’s own under its own name', () => {
  const formula = (name: string) => JSON.stringify([presetOf(name).order, presetOf(name).subtract, presetOf(name).divide]);
  for (const own of ['keras-tf@1', 'grey-unit@1', 'torchvision@1+resize=bicubic+fit=crop+crop=0.875+size=300']) {
    const tried = candidates(own);
    expect(tried[0]!.id).toBe(own);
    expect(new Set(tried.map((c) => formula(c.id))).size).toBe(tried.length);
    for (const { id } of PRESETS)
      expect(
        tried.some((c) => formula(c.id) === formula(id)),
        id,
      ).toBe(true);
    for (const c of tried) {
      expect(formula(c.measured)).toBe(formula(c.id));
      expect(presetOf(c.measured)).toMatchObject({ resize: 'antialias', fit: 'stretch', size: presetOf(own).size });
    }
  }
});

const sample = (n: number, patient: number | null, pixels = n): Sample => ({
  ...{
    id: id<'sample'>(`s${String(n).padStart(4, '0')}`),
    patient: patient === null ? null : id<'patient'>(`p${patient}`),
    site: null,
    part: null,
  },
  ...{ source: { name: `${n}.png`, hash: `h${pixels}` as Hash, file: `f${n}` as Hash, frame: 0 }, size: [8, 8] },
});
const dataset = (samples: readonly Sample[], cls: (n: number) => string | null): Dataset => ({
  ...{ schema: 1, id: id<'dataset'>('d'), revision: 1, name: 'mine', synthetic: false, notices: [], skipped: [] },
  classes: ['a', 'b'].map((name) => ({ id: id<'class'>(name), name })),
  samples,
  labels: samples.flatMap((s, n) => (cls(n) === null ? [] : [{ sample: s.id, cls: id<'class'>(cls(n)!), from: 'folder' as const }])),
});

test('images are drawn: evenly over classes, different pixels and patients first, alike for any order of the samples', () => {
  const samples = Array.from({ length: 300 }, (_, n) => sample(n, n % 100));
  const data = dataset(samples, (n) => (n < 20 ? 'a' : n < 290 ? 'b' : null));
  const chosen = drawn(data, 64, rng(1));
  const count = (from: number, to: number) => chosen.filter((s) => samples.indexOf(s) >= from && samples.indexOf(s) < to).length;
  expect([count(0, 20), count(20, 290), count(290, 300)]).toEqual([20, 34, 10]);
  const patients = chosen.filter((s) => samples.indexOf(s) >= 20 && samples.indexOf(s) < 290).map((s) => s.patient);
  expect(new Set(patients).size).toBe(patients.length);
  expect(chosen).not.toEqual(samples.slice(0, 64));
  const turned = { ...data, samples: [...samples].reverse(), labels: [...data.labels].reverse() };
  expect(drawn(turned, 64, rng(1))).toEqual(chosen);
  expect(drawn(data, 64, rng(2))).not.toEqual(chosen);
  expect(
    drawn(
      dataset([sample(1, null), sample(2, null, 1), sample(3, null)], () => 'a'),
      64,
      rng(1),
    )
      .map((s) => s.source.hash)
      .sort(),
  ).toEqual(['h1', 'h3']);
});

const layer: NormStatistics = { name: 'bn', epsilon: 1e-3, mean: Float32Array.of(0.5), variance: Float32Array.of(2) };
const pack = { id: 'mine' as Id<'pack'>, name: 'Mine', preprocess: 'keras-tf@1', input: { size: 8 } } as BackbonePack;

/** Ports whose extractor gives this row for each image, and what was seen of them. */
function world(row: (job: ExtractJob, hash: Hash) => number[], cancelAfter = Number.POSITIVE_INFINITY) {
  const jobs: ExtractJob[] = [];
  const told: Progress[] = [];
  let rows = 0;
  const cancelled = () => rows >= cancelAfter;
  const ports = {
    images: { bytes: async () => new Uint8Array() },
    extractor: {
      ...{ backend: 'test', device: 'test' },
      async extract(job: ExtractJob, _: unknown, give: (hash: Hash, values: Float32Array) => void, stop: () => boolean) {
        jobs.push(job);
        for (const { hash } of job.images) {
          if (stop()) return;
          rows++;
          give(hash, Float32Array.from(row(job, hash)));
        }
      },
    },
    tell: (p: Progress) => void told.push(p),
    cancelled,
    now: () => 0,
  };
  return { ports, jobs, told };
}
const four = dataset(
  [1, 2, 3, 4].map((n) => sample(n, n)),
  () => 'a',
);

test('a preparation that gives exactly the stored statistics diverges by 0 and comes first; progress counts to the end', async () => {
  // Means 0.5 ± 1 within the images' own variance 1: together mean 0.5, variance 2.
  const { ports, jobs, told } = world((job, hash) =>
    job.preprocess.startsWith('torchvision') ? [hash === 'h1' || hash === 'h2' ? 1.5 : -0.5, 1] : [40, 9],
  );
  const answer = await plausible({ pack, trained: [layer], dataset: four }, ports);
  expect(answer).toMatchObject({ images: 4, layers: ['bn'], far: false });
  expect(answer.rows[0]).toEqual({ preprocess: 'torchvision@1', divergence: 0, perLayer: [0], verdict: 'cannot-tell' });
  expect(answer.rows.slice(1).every((r) => r.verdict === 'ruled-out')).toBe(true);
  expect(new Set(jobs.map((j) => j.tap))).toEqual(new Set(['batchnorm-inputs:1']));
  expect(told.at(-1)).toMatchObject({ stage: 'extract', done: 4 * jobs.length, of: 4 * jobs.length });
});

test('it can be stopped, and says where there is nothing to compare', async () => {
  await expect(plausible({ pack, trained: [layer], dataset: four }, world(() => [0.5, 2], 6).ports)).rejects.toMatchObject({
    code: 'cancelled',
  });
  await expect(plausible({ pack, trained: [layer], dataset: dataset([], () => null) }, world(() => [0, 1]).ports)).rejects.toMatchObject({
    code: 'no-images',
  });
  const broken = plausible({ pack, trained: [layer], dataset: four }, world(() => [Number.NaN, 1]).ports);
  await expect(broken).rejects.toMatchObject({ code: 'no-finite-activations', where: 'mine' });
});
