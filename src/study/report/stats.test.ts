import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { PredictionTable } from '../../domain/report.ts';
import { type Loose, made } from './fixtures/tables.ts';
import { statsOf } from './stats.ts';

type Row = PredictionTable['rows'][number];
const withRows = (t: PredictionTable, change: (r: Row) => Row | Row[]): PredictionTable => ({ ...t, rows: t.rows.flatMap(change) });

interface GoldenCase {
  id: string;
  inputs: Loose;
  outputs: { name: string; arm?: Loose; params?: Loose; value: Loose }[];
}

const reference = JSON.parse(readFileSync(fileURLToPath(new URL('../../stats/fixtures/statistics.json', import.meta.url)), 'utf8')) as {
  cases: GoldenCase[];
};

describe('the unit is the patient', () => {
  test('one image per patient and one seed: DeLong on the logit scale, Wilson for proportions (pROC, statsmodels)', () => {
    const c = reference.cases.find((x) => x.id === 'balanced_n200')!;
    const rows = ['a', 'b'].flatMap((arm) =>
      c.inputs.labels.map((label: number, i: number): Row => {
        const p = c.inputs.arms[arm][i];
        return { sample: `s${String(i).padStart(3, '0')}`, patient: null, fold: 1, seed: 1, arm, label, scores: [1 - p, p] };
      }),
    );
    const out = statsOf({ classes: ['neg', 'pos'], rows }, { resamples: 0 });
    const want = (name: string, of?: string) =>
      c.outputs.find(
        (o) =>
          o.name === name && (name === 'delong_paired' || o.arm === 'a') && (!of || (o.params.of === of && o.params.threshold === 0.5)),
      )!.value;
    const m = out.arms[0]!.metrics;
    expect(m.auroc!.method).toBe('delong-logit');
    expect(m.auroc!.low).toBeCloseTo(want('delong_ci_logit')[0], 10);
    expect(m.auroc!.high).toBeCloseTo(want('delong_ci_logit')[1], 10);
    for (const of of ['accuracy', 'sensitivity', 'specificity']) {
      expect(m[of]!.method).toBe('wilson');
      expect(m[of]!.low).toBeCloseTo(want('proportion_ci', of).wilson[0], 9);
      expect(m[of]!.high).toBeCloseTo(want('proportion_ci', of).wilson[1], 9);
    }
    const paired = out.contrasts[0]!;
    expect(paired.method).toBe('delong-paired');
    expect(paired.p! / want('delong_paired').p).toBeCloseTo(1, 8);
    expect(paired.low).toBeCloseTo(want('delong_paired').ci[0], 8);
    // Without draws nothing is made up for what needs them.
    expect(m.ap).toMatchObject({ low: null, high: null, method: null });
    expect(out.contrasts.find((x) => x.metric === 'ap')).toMatchObject({ low: null, p: null, method: 'none' });
  });

  test('writing every image of a patient down three times changes no AUROC interval and makes no proportion surer', () => {
    const once = made({ patients: 40, lifts: [0.8, 1.2] });
    const thrice = withRows(once, (r) => [0, 1, 2].map((k) => ({ ...r, sample: `${r.sample}-${k}` })));
    const [a, b] = [statsOf(once, { resamples: 400 }), statsOf(thrice, { resamples: 400 })];
    expect(b.arms[0]!.metrics.auroc!.method).toBe('obuchowski-logit');
    expect(b.arms[0]!.metrics.auroc!.low).toBeCloseTo(a.arms[0]!.metrics.auroc!.low!, 10);
    expect(b.contrasts[0]!.p).toBeCloseTo(a.contrasts[0]!.p!, 10);
    const width = (s: typeof a) => s.arms[0]!.metrics.accuracy!.high! - s.arms[0]!.metrics.accuracy!.low!;
    expect(b.arms[0]!.metrics.accuracy!.method).toBe('patient-bootstrap');
    expect(width(b)).toBeGreaterThan(0.8 * width(a));
  });

  test('an unknown patient is one patient per image', () => {
    const t = withRows(made({ patients: 12, images: 3 }), (r) => ({ ...r, patient: null, fold: 1 }));
    expect(statsOf(t, { resamples: 0 }).n).toEqual({ images: 36, patients: 36 });
  });

  test('the same seed gives the same numbers, another seed other draws', () => {
    const t = made({ patients: 24, images: 2, lifts: [1, 1.2] });
    const run = (seed: number) => statsOf(t, { resamples: 100, seed }).arms[0]!.metrics.ap!.low;
    expect(run(1)).toBe(run(1));
    expect(run(1)).not.toBe(run(2));
  });
});

describe('verdict', () => {
  test('better, worse and equal turn with the arms and the margin', () => {
    const t = made({ patients: 200, lifts: [0.5, 2] });
    expect(statsOf(t, { resamples: 0 }).verdict.kind).toBe('better');
    expect(statsOf({ ...t, rows: [...t.rows].reverse() }, { resamples: 0 }).verdict.kind).toBe('worse');
    const close = made({ patients: 400, lifts: [2, 2] });
    const equal = statsOf(close, { resamples: 0, margin: 0.2 }).verdict;
    expect(equal).toMatchObject({ kind: 'equal', key: 'verdict.equal' });
    expect(equal.values.level).toBe(90);
  });

  test('undecided names the patients that would place the difference: outside 0 or inside the margin, whichever takes fewer', () => {
    const t = made({ patients: 60, lifts: [1, 1.1], seed: 3 });
    const out = statsOf(t, { resamples: 0, margin: 0.02 });
    const c = out.contrasts[0]!;
    expect(out.verdict.kind).toBe('undecided');
    const variance = ((c.high! - c.low!) / 2 / 1.959963984540054) ** 2;
    const apart = (60 * variance * (1.959963984540054 + 0.8416212335729143) ** 2) / c.difference! ** 2;
    const room = 0.02 - Math.abs(c.difference!);
    const within = room > 0 ? (60 * variance * (1.6448536269514722 + 0.8416212335729143) ** 2) / room ** 2 : Infinity;
    const needed = out.verdict.patientsNeeded!;
    expect(needed).toBeGreaterThanOrEqual(Math.min(apart, within));
    expect(needed).toBeLessThan(1.1 * Math.min(apart, within) + 1);
    expect(out.verdict.text).toContain(`about ${needed} patients`);
  });

  test('speaks of the second arm alone; the others are secondary and adjusted', () => {
    const out = statsOf(made({ patients: 80, lifts: [1, 1, 3] }), { resamples: 0 });
    expect(out.verdict.values.b).toBe('arm1');
    expect(out.verdict.kind).not.toBe('better');
    const [primary, secondary] = ['arm1', 'arm2'].map((b) => out.contrasts.find((c) => c.b === b && c.metric === 'auroc')!);
    expect(primary).not.toHaveProperty('pHolm');
    expect(secondary!.pHolm).toBeGreaterThanOrEqual(secondary!.p!);
  });

  test('one arm, identical arms, a class in one patient: no winner and no interval of width 0', () => {
    expect(statsOf(made({ lifts: [1] }), { resamples: 0 }).verdict).toMatchObject({ kind: 'undecided', key: 'verdict.single' });
    const t = made({ lifts: [1] });
    const twins = withRows(t, (r) => [r, { ...r, arm: 'twin' }]);
    const twin = statsOf(twins, { resamples: 100 });
    expect(twin.verdict).toMatchObject({ kind: 'undecided', key: 'verdict.noInterval' });
    expect(twin.contrasts[0]).toMatchObject({ difference: 0, p: 1, low: null, high: null, method: 'degenerate' });
    const lone = withRows(made({ patients: 20, lifts: [1, 2] }), (r) => ({ ...r, label: r.patient === 'p3' ? 1 : 0 }));
    const out = statsOf(lone, { resamples: 100 });
    expect(out.verdict.key).toBe('verdict.noInterval');
    for (const m of Object.values(out.arms[0]!.metrics)) expect([m.low, m.high]).toEqual([null, null]);
  });

  test('a perfect arm has no interval rather than one from 1 to 1', () => {
    const perfect = withRows(made({ patients: 40 }), (r) => ({ ...r, scores: r.label === 1 ? [0.1, 0.9] : [0.9, 0.1] }));
    const m = statsOf(perfect, { resamples: 100 }).arms[0]!.metrics;
    expect(m.auroc).toMatchObject({ value: 1, low: null, high: null, method: 'degenerate' });
    expect(m.balanced_accuracy).toMatchObject({ value: 1, low: null, high: null, method: 'degenerate' });
    expect(m.accuracy!.low).toBeLessThan(0.95);
  });

  test('few patients: an interval that excludes 0 needs the permutation test beside it', () => {
    // Five patients: z = 3.5, but no exchange of the arms among 2^5 can be rarer than 2 in 32.
    const arm0 = [0.4, 0.45, 0.5, 0.3, 0.6];
    const t = withRows(made({ patients: 5 }), (r) => {
      const i = Number(r.patient!.slice(1));
      const p = r.arm === 'arm0' ? arm0[i]! : 0.1 + 0.7 * r.label + i / 100;
      return { ...r, scores: [1 - p, p] };
    });
    const out = statsOf(t, { resamples: 0 });
    expect(out.contrasts[0]!.low).toBeGreaterThan(0);
    expect(out.contrasts[0]!.pPermutation).toBeGreaterThanOrEqual(2 / 32);
    expect(out.verdict.kind).toBe('undecided');
    expect(statsOf(made({ patients: 40, lifts: [1, 2] }), { resamples: 0 }).contrasts[0]).not.toHaveProperty('pPermutation');
  });

  test('under no difference a winner is called about one time in twenty, not more', () => {
    let winners = 0;
    for (let seed = 0; seed < 200; seed++) {
      const kind = statsOf(made({ patients: 60, images: 2, lifts: [1, 1], seed }), { resamples: 0 }).verdict.kind;
      if (kind === 'better' || kind === 'worse') winners++;
    }
    // Binomial(200, 0.05): 4 standard deviations above 10.
    expect(winners).toBeLessThan(10 + 4 * Math.sqrt(200 * 0.05 * 0.95));
  });
});

describe('classes', () => {
  test('two classes take the last in code-unit order, or the one that is named', () => {
    const t = made({ classes: ['b', 'Z'], lifts: [1] });
    expect(statsOf(t, { resamples: 0 }).positive).toBe('b');
    const other = statsOf(t, { positive: 'Z', resamples: 0 });
    expect(other.positive).toBe('Z');
    expect(other.arms[0]!.metrics.sensitivity!.value).toBe(statsOf(t, { resamples: 0 }).arms[0]!.metrics.specificity!.value);
    expect(() => statsOf(t, { positive: 'x' })).toThrow(/no class "x"; the classes are b, Z/);
  });

  test('several classes: macro, or one against the rest if chosen; an absent class leaves the macro undefined', () => {
    const t = made({ patients: 60, classes: ['a', 'b', 'c'], lifts: [1, 1.5] });
    expect(statsOf(t, { resamples: 50 }).verdict.values.metric).toBe('macro AUROC');
    const one = statsOf(t, { positive: 'b', resamples: 0 });
    expect(one.verdict.values.metric).toBe('AUROC of b against the rest');
    expect(one.verdict.key).not.toBe('verdict.noInterval');
    const absent = statsOf(
      withRows(t, (r) => ({ ...r, label: r.label % 2 })),
      { resamples: 50 },
    );
    expect(absent.arms[0]!.metrics.auroc_macro!.value).toBeNull();
    expect(absent.verdict.key).toBe('verdict.noInterval');
  });

  test('one class only is refused', () => {
    expect(() => statsOf(withRows(made(), (r) => ({ ...r, label: 1 })))).toThrow(/labelled pos/);
  });
});

describe('other partitions', () => {
  test('hold-outs that differ between seeds: every interval from one bootstrap of patients over all test sets', () => {
    const t = made({ patients: 60, images: 2, seeds: [1, 2], lifts: [0.3, 2.5] });
    const held = { ...t, rows: t.rows.filter((r) => Math.floor(Number(r.patient!.slice(1)) / 2) % 4 !== r.seed) };
    const out = statsOf(held, { resamples: 300 });
    expect(out.n).toEqual({ images: 120, patients: 60 });
    expect(out.arms[0]!.metrics.auroc!.method).toBe('patient-bootstrap');
    expect(out.contrasts[0]!.method).toBe('patient-bootstrap');
    expect(out.verdict.kind).toBe('better');
  });

  test('a split repeated within a seed counts as runs of their own', () => {
    const t = made({ patients: 40, lifts: [1, 1.2] });
    const twice = withRows(t, (r) => [
      r,
      { ...r, fold: r.fold + 5, scores: [...r.scores].map((p, k) => 0.9 * p + 0.1 * (k === 0 ? 0.3 : 0.7)) },
    ]);
    const out = statsOf(twice, { resamples: 0 });
    expect(out.seeds).toEqual([1, 1]);
    expect(out.n).toEqual({ images: 40, patients: 40 });
    expect(out.arms[0]!.metrics.auroc!.perSeed).toHaveLength(2);
  });
});
