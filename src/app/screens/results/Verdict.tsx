import { lazy, Suspense } from 'react';
import type { Contrast, Report } from '../../../domain/report.ts';
import type { RunRecord } from '../../../domain/run.ts';
import { policyWords } from '../../parts/policyWords.ts';
import { Term } from '../../parts/Term.tsx';
import { useWords, type Words } from '../../words/index.ts';
import { Computed } from './Computed.tsx';
import { methodWord, metricWord } from './metricWords.ts';

const Difference = lazy(() => import('../../charts/DifferenceChart.tsx'));

/** The metric the study is decided by. */
export function primaryOf(report: Report, record: Pick<RunRecord, 'spec'>): string {
  if (record.spec.primary !== 'auroc') return record.spec.primary;
  const classes = report.confusion[0]?.classes.length ?? 2;
  if (classes <= 2) return 'auroc';
  return report.stats.positive === null ? 'auroc_macro' : `auroc:${report.stats.positive}`;
}

/** The verdict in the reader's language, from its key and values; the English sentence where the key is unknown. */
export function verdictText(report: Report, metric: string, words: Words): string {
  const { key, values, text } = report.stats.verdict;
  const shown: Record<string, string | number> = { ...values, metric: metricWord(metric, words) };
  for (const name of ['difference', 'low', 'high']) {
    const v = values[name];
    if (typeof v === 'number') shown[name] = key === 'verdict.single' ? words.number(v, 3) : words.signed(v);
  }
  if (typeof values.value === 'number') shown.value = words.number(values.value, 3);
  if (typeof values.margin === 'number') shown.margin = words.number(values.margin, values.margin < 0.01 ? 3 : 2);
  // A sentence with a gap would be worse than the English one.
  try {
    return words.find(key, shown) ?? text;
  } catch {
    return text;
  }
}

/** The answer: one sentence, the difference to scale against the margin, and what it rests on. */
export function Verdict({ report, record }: { report: Report; record: Omit<RunRecord, 'predictions'> }) {
  const words = useWords();
  const { t, p } = words;
  const { stats } = report;
  const metric = primaryOf(report, record);
  const main = stats.contrasts.filter((c) => c.metric === metric);
  const first = main[0];
  return (
    <section className="card verdict grid" data-testid="verdict" data-kind={stats.verdict.kind}>
      <small>
        {metricWord(metric, words)} · {stats.positive === null ? t('results.allClasses') : t('results.positive', { name: stats.positive })}
        {record.dataset.synthetic && (
          <>
            {' '}
            <span className="badge">{t('synthetic')}</span>
          </>
        )}
      </small>
      <h1>{verdictText(report, metric, words)}</h1>
      <p className="muted">
        {t('results.n', { patients: stats.n.patients, images: stats.n.images, seeds: stats.seeds.length })}{' '}
        {first &&
          t('results.test', {
            method: methodWord(first.method, words),
            p: first.p !== null && first.p < 0.001 ? p(first.p) : `=\u00a0${p(first.p)}`,
          })}
      </p>
      <p className="muted">
        <Term id="preprocessing">{t('policy.title')}</Term>: {policyWords(report, record, words)}.
      </p>
      {main.some((c: Contrast) => c.difference !== null) && (
        <Suspense fallback={<div style={{ height: 120 }} />}>
          <Difference contrasts={main} margin={record.spec.margin} metric={metric} arms={stats.arms.map((a) => a.arm)} />
        </Suspense>
      )}
      <Computed report={report} record={record} />
    </section>
  );
}
