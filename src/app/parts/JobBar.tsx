import { useEffect } from 'react';
import { useJob } from '../state/job.ts';
import { cancel } from '../state/study.ts';
import { attempt } from '../state/view.ts';
import { useWords } from '../words/index.ts';
import { useJobWords } from './jobWords.ts';

/** What is running: stage, count, rate, time left, Cancel. The share done stands in the window's title too. */
export function JobBar() {
  const { t, percent } = useWords();
  const { kind, progress, cancelling } = useJob();
  const said = useJobWords();
  const share = progress && progress.of > 0 ? progress.done / progress.of : null;

  useEffect(() => {
    document.title = kind && share !== null ? `${percent(share)} · RadTune Studio` : 'RadTune Studio';
  }, [kind, share, percent]);

  if (kind === null) return null;
  return (
    <section className="job" aria-label={t('job.label')}>
      <b>{said.stage}</b>
      <progress aria-label={said.stage} max={1} {...(share === null ? {} : { value: share })} />
      <span className="count">{said.count}</span>
      <span className="muted opt">{said.rate}</span>
      <span className="muted">{said.left}</span>
      <button type="button" disabled={cancelling} onClick={() => void attempt(cancel)}>
        {cancelling ? t('job.cancelling') : t('job.cancel')}
      </button>
    </section>
  );
}
