import { lazy, Suspense } from 'react';
import { useJobWords } from '../../parts/jobWords.ts';
import type { Draft } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';

const Live = lazy(() => import('./TraceCharts.tsx'));

/** What goes on while the heads are trained. The bar above has the count, the time left and Cancel. */
export function Running({ draft, arms }: { draft: Draft; arms: readonly string[] }) {
  const { t } = useWords();
  const { stage, count } = useJobWords();
  return (
    <section className="card grid" aria-labelledby="running-title">
      <h2 id="running-title">{t('running.title')}</h2>
      <p>
        {stage} {count}
      </p>
      {draft.head === 'softmax' ? (
        <Suspense fallback={<p className="muted">{t('shell.loading')}</p>}>
          <Live arms={arms} />
        </Suspense>
      ) : (
        <p className="muted">{t('running.logistic')}</p>
      )}
    </section>
  );
}
