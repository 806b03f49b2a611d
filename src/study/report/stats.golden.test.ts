import { describe, expect, test } from 'vitest';
import type { MetricValue } from '../../domain/report.ts';
import { fixture, golden, type Loose } from './fixtures/tables.ts';
import { statsOf } from './stats.ts';

interface Output {
  name: string;
  arm?: string | string[];
  params?: Record<string, unknown>;
  value: Loose;
}
const expected = JSON.parse(fixture('predictions_expected.json')) as { cases: { id: string; inputs: Loose; outputs: Output[] }[] };
const close = (got: number | null | undefined, want: number | null, tolerance = 1e-9) =>
  want === null ? expect(got).toBeNull() : expect(Math.abs(got! - want)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(want)));

describe.each(expected.cases)('$id', ({ id, inputs, outputs }) => {
  const out = statsOf(golden(inputs.file), { positive: inputs.positive ?? null });
  const arms = Object.fromEntries(out.arms.map((a) => [a.arm, a.metrics])) as Record<string, Record<string, MetricValue>>;
  const each = (name: string, check: (m: Record<string, MetricValue>, value: Loose, seed: number) => void) => {
    const found = outputs.filter((o) => o.name === name);
    expect(found.length).toBeGreaterThan(0);
    for (const o of found) check(arms[o.arm as string]!, o.value, out.seeds.indexOf(o.params?.seed as number));
  };
  const binary = inputs.positive !== undefined;

  test('counts, arms and seeds', () => {
    const counts = outputs.find((o) => o.name === 'counts')!.value;
    expect(out.n).toEqual({ images: counts.images, patients: counts.patients });
    expect(out.arms.map((a) => a.arm)).toEqual(inputs.arms);
    expect(out.seeds).toEqual([1, 2]);
  });

  if (binary)
    test('AUROC of the seed mean with its clustered interval, and the paired test', () => {
      each('seed_mean_obuchowski', (m, v) => {
        close(m.auroc!.value, v.estimate);
        close(m.auroc!.low, v.ci_logit[0]);
        close(m.auroc!.high, v.ci_logit[1]);
        expect(m.auroc!.method).toBe('seed-mean-obuchowski-logit');
      });
      each('seed_auroc', (m, v) => expect(m.auroc!.perSeed.map((a, i) => Math.abs(a! - v[i])).every((d) => d < 1e-12)).toBe(true));
      const { value } = outputs.find((o) => o.name === 'seed_mean_obuchowski_paired')!;
      const c = out.contrasts.find((x) => x.metric === 'auroc')!;
      close(c.difference, value.difference);
      close(c.low, value.ci[0]);
      close(c.high, value.ci[1]);
      close(c.p, value.p, 1e-8);
    });

  if (binary)
    test('every seed’s other figures', () => {
      each('threshold_metrics', (m, v, s) => {
        for (const k of ['accuracy', 'balanced_accuracy', 'sensitivity', 'specificity', 'ppv', 'npv', 'f1', 'mcc', 'kappa'])
          close(m[k]!.perSeed[s], v[k], 1e-12);
      });
      each('average_precision', (m, v, s) => close(m.ap!.perSeed[s], v, 1e-12));
      each('brier', (m, v, s) => close(m.brier!.perSeed[s], v, 1e-12));
      each('log_loss', (m, v, s) => close(m.log_loss!.perSeed[s], v));
      each('calibration_logistic', (m, v, s) => {
        close(m.calibration_slope!.perSeed[s], v.slope, 1e-6);
        close(m.calibration_intercept!.perSeed[s], v.intercept, 1e-6);
      });
      const ece = outputs.filter((o) => o.name === 'ece_width' && o.params!.of === 'positive' && o.params!.bins === 10);
      expect(ece.length).toBe(4);
      for (const o of ece) close(arms[o.arm as string]!.ece!.perSeed[out.seeds.indexOf(o.params!.seed as number)], o.value);
    });

  if (!binary)
    test('several classes', () => {
      each('auroc_ovr_macro', (m, v, s) => close(m.auroc_macro!.perSeed[s], v, 1e-12));
      each('auroc_ovr', (m, v, s) => {
        for (const [k, c] of ['normal', 'benign', 'malignant'].entries()) close(m[`auroc:${c}`]!.perSeed[s], v[k], 1e-12);
      });
      each('seed_mean_macro_auroc', (m, v) => close(m.auroc_macro!.value, v, 1e-12));
      each('accuracy', (m, v, s) => close(m.accuracy!.perSeed[s], v, 1e-12));
      each('balanced_accuracy', (m, v, s) => close(m.balanced_accuracy!.perSeed[s], v, 1e-12));
      each('macro_f1', (m, v, s) => close(m.f1_macro!.perSeed[s], v, 1e-12));
      each('brier_multiclass', (m, v, s) => close(m.brier!.perSeed[s], v, 1e-12));
      each('log_loss', (m, v, s) => close(m.log_loss!.perSeed[s], v));
      each('kappa', (m, v, s) => {
        close(m.kappa!.perSeed[s], v.unweighted, 1e-10);
        close(m.kappa_linear!.perSeed[s], v.linear, 1e-10);
        close(m.kappa_quadratic!.perSeed[s], v.quadratic, 1e-10);
      });
      const boot = outputs.find((o) => o.name === 'patient_bootstrap')!.value;
      const c = out.contrasts.find((x) => x.metric === 'auroc_macro')!;
      expect(c.method).toBe('patient-bootstrap');
      close(c.difference, boot.estimate);
      // 2,000 draws against the reference's 40,000: its own Monte Carlo tolerance.
      expect(Math.abs(c.low! - boot.percentile[0])).toBeLessThan(boot.endpoint_tolerance_at_2000[0]);
      expect(Math.abs(c.high! - boot.percentile[1])).toBeLessThan(boot.endpoint_tolerance_at_2000[1]);
    });

  test('the verdict calls a winner only where the interval excludes 0', () => {
    expect(out.verdict.kind).toBe(id === 'predictions_binary_null' ? 'undecided' : 'better');
    expect(out.verdict.text).toContain(`${out.n.patients} patients`);
  });
});
