import { useState } from 'react';
import type { MetricValue, Report } from '../../../domain/report.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Term, type TermId } from '../../parts/Term.tsx';
import { useWords } from '../../words/index.ts';
import { methodWord, metricWord } from './metricWords.ts';

const BINARY = ['auroc', 'accuracy', 'balanced_accuracy', 'sensitivity', 'specificity'];
const TERMS: Readonly<Record<string, TermId>> = {
  auroc: 'auroc',
  auroc_macro: 'macro',
  accuracy: 'accuracy',
  balanced_accuracy: 'balanced',
  sensitivity: 'sensitivity',
  specificity: 'specificity',
};

/** Which figures the table opens with: for several classes the macro mean and each class against the rest. */
function shownFirst(ids: readonly string[]): readonly string[] {
  if (ids.includes('auroc')) return BINARY.filter((id) => ids.includes(id));
  return ids.filter(
    (id) =>
      id === 'auroc_macro' || id.startsWith('auroc:') || id === 'accuracy' || id === 'balanced_accuracy' || id.startsWith('sensitivity:'),
  );
}

/** Every arm's figures with their 95 % intervals. A number opens what it is, its n, its method and its value for each seed. */
export function MetricsTable({ report }: { report: Report }) {
  const words = useWords();
  const { t } = words;
  const { stats } = report;
  const [all, setAll] = useState(false);
  const [open, setOpen] = useState<{ arm: string; id: string } | null>(null);
  const ids = Object.keys(stats.arms[0]?.metrics ?? {});
  const shown = all ? ids : shownFirst(ids);
  const picked = open && stats.arms.find((a) => a.arm === open.arm)?.metrics[open.id];
  return (
    <section className="card grid" aria-labelledby="metrics-title">
      <div className="row">
        <h2 id="metrics-title">{t('metrics.title')}</h2>
        <span className="grow" />
        <button type="button" aria-pressed={all} onClick={() => setAll(!all)}>
          {all ? t('metrics.fewer') : t('metrics.all', { count: ids.length })}
        </button>
      </div>
      <Scroll className="scroll" label={t('metrics.title')}>
        <table>
          <caption className="sr">{t('metrics.caption', { images: stats.n.images, patients: stats.n.patients })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('metrics.figure')}</th>
              {stats.arms.map(({ arm }, i) => (
                <th scope="col" key={arm} className="wrap">
                  <span className={`key k${i + 1}`} aria-hidden="true" />
                  {arm}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {shown.map((id) => (
              <tr key={id}>
                <th scope="row">{TERMS[id] ? <Term id={TERMS[id]}>{metricWord(id, words)}</Term> : metricWord(id, words)}</th>
                {stats.arms.map(({ arm, metrics }) => (
                  <td key={arm}>
                    <Value value={metrics[id]} label={`${arm}, ${metricWord(id, words)}`} onOpen={() => setOpen({ arm, id })} />
                  </td>
                ))}
              </tr>
            ))}
            {(['images', 'patients'] as const).map((unit) => (
              <tr key={unit}>
                <th scope="row">{t(`n.${unit}`)}</th>
                {stats.arms.map(({ arm }) => (
                  <td key={arm}>{words.number(stats.n[unit])}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <div aria-live="polite">
        {open && picked && (
          <p className="note">
            <b>
              {open.arm}, {metricWord(open.id, words)}
            </b>
            : {explain(picked, report, words)}
          </p>
        )}
      </div>
      <p className="muted">{t('metrics.note')}</p>
    </section>
  );
}

function Value({ value, label, onOpen }: { value: MetricValue | undefined; label: string; onOpen: () => void }) {
  const { t, number } = useWords();
  if (!value || value.value === null) return <span title={t('undefined')}>–</span>;
  return (
    <button type="button" className="num" onClick={onOpen}>
      <span className="sr">{label}: </span>
      {number(value.value, 3)}{' '}
      {value.low !== null && value.high !== null && (
        <i>
          {number(value.low, 3)}–{number(value.high, 3)}
        </i>
      )}
    </button>
  );
}

function explain(m: MetricValue, report: Report, words: ReturnType<typeof useWords>): string {
  const { t, number } = words;
  const { n, seeds } = report.stats;
  const interval =
    m.low === null || m.high === null ? t('explain.noInterval') : t('explain.interval', { low: number(m.low, 4), high: number(m.high, 4) });
  const each = seeds.length > 1 ? ` ${t('explain.seeds', { values: m.perSeed.map((v) => number(v, 4)).join(' · ') })}` : '';
  return `${number(m.value, 4)}; ${interval} ${methodWord(m.method, words)}. ${t('explain.n', { images: n.images, patients: n.patients })}${each}`;
}
