import type { Report } from '../../../domain/report.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { Term } from '../../parts/Term.tsx';
import { useWords } from '../../words/index.ts';

/** Truth against prediction, in images, for every arm. */
export function Confusion({ report }: { report: Report }) {
  const { t, number } = useWords();
  const several = report.stats.seeds.length > 1;
  return (
    <section className="card grid" aria-labelledby="confusion-title">
      <h2 id="confusion-title">
        <Term id="confusion">{t('confusion.title')}</Term>
      </h2>
      <div className="matrices">
        {report.confusion.map((m) => (
          <Scroll key={m.arm} className="scroll" label={t('confusion.of', { arm: m.arm })}>
            <table className="matrix">
              <caption>{m.arm}</caption>
              <thead>
                <tr>
                  <th scope="col">{t('confusion.truth')}</th>
                  {m.classes.map((c) => (
                    <th scope="col" key={c}>
                      {t('confusion.as', { name: c })}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {m.counts.map((row, i) => {
                  const sum = row.reduce((a, b) => a + b, 0);
                  return (
                    <tr key={m.classes[i]}>
                      <th scope="row">{m.classes[i]}</th>
                      {row.map((n, j) => (
                        <td key={m.classes[j]} className={i === j ? 'right' : ''} style={{ '--share': sum > 0 ? n / sum : 0 } as object}>
                          {number(n, Number.isInteger(n) ? 0 : 1)}
                        </td>
                      ))}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Scroll>
        ))}
      </div>
      <p className="muted">
        {report.stats.positive === null ? t('confusion.note.several') : t('confusion.note.binary', { name: report.stats.positive })}{' '}
        {several && t('confusion.note.seeds')}
      </p>
    </section>
  );
}
