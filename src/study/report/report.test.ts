import { describe, expect, test } from 'vitest';
import { metricsCsv } from './csv.ts';
import { cells, fixture, golden, type Loose, made, recordOf } from './fixtures/tables.ts';
import { reportHtml } from './html.ts';
import { reportOf } from './report.ts';
import { statsOf } from './stats.ts';

const codes = (r: ReturnType<typeof reportOf>) => r.notices.map((n) => n.code);

describe('report of a run', () => {
  test('is recomputed from the predictions and equals the statistics of the table', () => {
    const table = golden('predictions.csv');
    const report = reportOf(recordOf(table), null);
    expect(report.stats.arms[0]!.metrics.auroc).toEqual(statsOf(table, { resamples: 0 }).arms[0]!.metrics.auroc);
    expect(report.stats.verdict.kind).toBe('better');
    expect(report.figures.map((f) => f.id)).toEqual(['roc']);
    expect(codes(report)).toEqual(['report.clustered', 'report.seed-mean']);
  });

  test('confusion matrices are the seeds’ mean, rows the truth (scikit-learn)', () => {
    const expected = JSON.parse(fixture('predictions_expected.json')) as Loose;
    const c = expected.cases.find((x: Loose) => x.id === 'predictions_3class');
    const report = reportOf(recordOf(golden('predictions_3class.csv')), null, { resamples: 0 });
    for (const { arm, counts } of report.confusion) {
      const seeds = c.outputs.filter((o: Loose) => o.name === 'confusion_matrix' && o.arm === arm).map((o: Loose) => o.value);
      expect(counts).toEqual(seeds[0].map((row: number[], i: number) => row.map((n, j) => (n + seeds[1][i][j]) / 2)));
    }
  });

  test('the positive class is taken by id or name', () => {
    const run = recordOf(made({ patients: 60, classes: ['x', 'y', 'z'] }));
    expect(reportOf(run, 'c1', { resamples: 0 }).stats.positive).toBe('y');
    expect(reportOf(run, 'y', { resamples: 0 }).stats.verdict.values.metric).toContain('AUROC of y');
    expect(() => reportOf(run, 'w')).toThrow(/no class "w"/);
  });

  test('notices say what weakens the numbers', () => {
    const t = made({ patients: 12, lifts: [1, 1] });
    const unknown = recordOf({ ...t, rows: t.rows.map((r) => ({ ...r, patient: null })) });
    expect(codes(reportOf(unknown, null, { resamples: 0 }))).toEqual(
      expect.arrayContaining(['report.patients-unknown', 'report.few-patients']),
    );
    expect(codes(reportOf(recordOf(t), null, { resamples: 0 }))).toContain('report.one-image-per-patient');
    const lacking = recordOf({ ...t, rows: t.rows.map((r) => ({ ...r, fold: r.label })) });
    expect(reportOf(lacking, null, { resamples: 0 }).notices.find((n) => n.code === 'report.fold-lacks-class')?.saw).toBe('2');
  });

  test('metrics.csv holds every figure at full precision', () => {
    const stats = statsOf(golden('predictions.csv'), { resamples: 50 });
    const [head, ...rows] = cells(metricsCsv(stats));
    const row = rows.find((r) => r[0] === 'value' && r[1] === 'radimagenet' && r[3] === 'auroc')!;
    expect(Number(row[head!.indexOf('value')])).toBe(stats.arms[1]!.metrics.auroc!.value);
    expect(rows).toHaveLength(2 * 18 + stats.contrasts.length);
  });
});

describe('report.html', () => {
  const draw = () => '<svg role="img"></svg>';

  test('states verdict, intervals, methods, folds, versions and limits, and loads nothing', () => {
    const run = recordOf(golden('predictions.csv'));
    const report = reportOf(run, null);
    const page = reportHtml(run, report, draw);
    for (const text of [
      report.stats.verdict.text,
      '250 images of 100 patients',
      '0.712 to 0.861',
      'Obuchowski&#39;s patient-clustered variance',
      'grey-unit@1',
      'radtune 0.1.0',
      '5-fold cross-validation',
      'Internal validation only',
      // Reference: seed mean 0.797, SD 0.013, within folds (0.795 + 0.803) / 2, lowest fold 0.570.
      '<td>0.797</td><td>0.013</td><td>0.799</td>',
      '0.570 to 0.880',
      'Reference standard',
      '<svg role="img">',
    ])
      expect(page).toContain(text);
    expect(page).not.toMatch(/<script|https?:|src=|@import|url\(/);
    expect(page.match(/<table>/g)!.length).toBeGreaterThanOrEqual(7);
    expect(page).not.toMatch(/undefined|NaN|\[object/);
  });

  test('the policy of the preprocessing and each arm’s own in words stand beside the result', () => {
    const page = (preprocess: string[], defaults: (string | undefined)[]) => {
      const run = recordOf(made({ patients: 40, lifts: [1, 1] }));
      const arms = run.arms.map((a, i) => ({ ...a, preprocess: preprocess[i]!, defaultPreprocess: defaults[i], inputSize: 224 }));
      const spec = {
        ...run.spec,
        arms: run.spec.arms.map((a, i) => ({ ...a, preprocess: preprocess[i]! })) as unknown as typeof run.spec.arms,
      };
      const odd = { ...run, arms, spec };
      const report = reportOf(odd, null, { resamples: 20 });
      return { policy: report.policy, text: reportHtml(odd, report, draw) };
    };
    const defaults = ['keras-caffe@1', 'radimagenet-study@1'];
    const own = page(defaults, defaults);
    expect(own.policy).toBe('own');
    expect(own.text).toMatch(/<h2>Results<\/h2>\s*<p>Preprocessing: each arm its own/);
    expect(own.text).toContain('<code>keras-caffe@1</code>: Keras “caffe” mode');
    expect(own.text).toContain('Side 224 px.');
    const study = page(['radimagenet-study@1', 'radimagenet-study@1'], defaults);
    expect(study.policy).toBe('study');
    expect(study.text).toMatch(/Preprocessing: as in the RadImageNet study.*disadvantage/);
    expect(study.text).toContain('Its pack&#39;s own would be keras-caffe@1');
    const custom = page(['keras-caffe@1+resize=bicubic', 'radimagenet-study@1'], defaults);
    expect(custom.policy).toBe('custom');
    expect(custom.text).toMatch(/Preprocessing: chosen by hand; not the pack(&#39;|')s own in/);
    expect(custom.text).toContain('changed from that: resized by antialiased bicubic');
    const old = page(['odd@9', 'unit@1'], [undefined, undefined]);
    expect(old.policy).toBeNull();
    expect(old.text).toContain('<code>odd@9</code>: not known to this version');
    expect(old.text).toContain('is not recorded');
  });

  test('escapes every text that comes from data or spec', () => {
    const evil = '<img src=x onerror=alert(1)>"\'&';
    const t = made({ patients: 40, classes: [evil, `${evil}2`], lifts: [1, 1] });
    const run = recordOf({ ...t, rows: t.rows.map((r) => ({ ...r, arm: `${r.arm}${evil}` })) }, evil);
    const odd = {
      ...run,
      made: { ...run.made, app: evil, backend: evil, device: evil, decoders: [evil], at: evil },
      notices: [{ code: evil, level: 'info' as const, where: evil, saw: evil, remedy: evil }],
    };
    const page = reportHtml(odd, reportOf(odd, null, { resamples: 50 }), draw);
    expect(page).not.toContain('<img');
    expect(page).toContain('&#60;img src=x onerror=alert(1)&#62;&#34;&#39;&#38;');
  });

  test('one arm, several classes and a perfect arm make a page too', () => {
    for (const table of [
      made({ lifts: [1] }),
      made({ patients: 45, classes: ['a', 'b', 'c'], seeds: [1, 2] }),
      made({ patients: 30, lifts: [50, 50] }),
    ]) {
      const run = recordOf(table);
      expect(reportHtml(run, reportOf(run, null, { resamples: 50 }), draw)).not.toMatch(/undefined|NaN|\[object|Infinity/);
    }
  });
});
