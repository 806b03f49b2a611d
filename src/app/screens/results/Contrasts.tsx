import { useState } from 'react';
import type { Report } from '../../../domain/report.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Term } from '../../parts/Term.tsx';
import { useWords } from '../../words/index.ts';
import { methodWord, metricWord } from './metricWords.ts';

/** Each arm against the baseline, paired over the same images. */
export function Contrasts({ report, primary }: { report: Report; primary: string }) {
  const words = useWords();
  const { t, signed, p } = words;
  const [all, setAll] = useState(false);
  const { contrasts, n } = report.stats;
  const rows = all ? contrasts : contrasts.filter((c) => c.metric === primary);
  const adjusted = rows.some((c) => c.pHolm !== undefined && c.pHolm !== null);
  const permuted = rows.some((c) => c.pPermutation !== undefined && c.pPermutation !== null);
  if (contrasts.length === 0) return null;
  return (
    <section className="card grid" aria-labelledby="contrasts-title">
      <div className="row">
        <h2 id="contrasts-title">
          <Term id="paired">{t('contrasts.title')}</Term>
          {all ? '' : `: ${metricWord(primary, words)}`}
        </h2>
        <span className="grow" />
        <button type="button" aria-pressed={all} onClick={() => setAll(!all)}>
          {all ? t('contrasts.primary') : t('contrasts.all')}
        </button>
      </div>
      <Scroll className="scroll" label={t('contrasts.title')}>
        <table>
          <caption className="sr">{t('metrics.caption', { images: n.images, patients: n.patients })}</caption>
          <thead>
            <tr>
              <th scope="col">{t('contrasts.pair')}</th>
              {all && <th scope="col">{t('contrasts.metric')}</th>}
              <th scope="col">{t('contrasts.difference')}</th>
              <th scope="col">
                <Term id="interval">{t('contrasts.interval')}</Term>
              </th>
              <th scope="col">
                <Term id="p">p</Term>
              </th>
              {permuted && <th scope="col">{t('contrasts.permutation')}</th>}
              {adjusted && (
                <th scope="col">
                  <Term id="holm">{t('contrasts.holm')}</Term>
                </th>
              )}
              <th scope="col" className="start">
                {t('contrasts.method')}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((c) => (
              <tr key={`${c.b}/${c.metric}`}>
                <th scope="row">{t('contrasts.of', { b: c.b, a: c.a })}</th>
                {all && <td>{metricWord(c.metric, words)}</td>}
                <td>{signed(c.difference)}</td>
                <td>{c.low === null ? '–' : t('contrasts.from', { low: signed(c.low), high: signed(c.high) })}</td>
                <td>{p(c.p)}</td>
                {permuted && <td>{p(c.pPermutation ?? null)}</td>}
                {adjusted && <td>{p(c.pHolm ?? null)}</td>}
                <td className="wrap">{methodWord(c.method, words)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="muted">{t('contrasts.note')}</p>
    </section>
  );
}
