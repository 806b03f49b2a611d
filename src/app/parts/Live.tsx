import { useEffect, useRef, useState } from 'react';
import { useJob } from '../state/job.ts';
import { useWords } from '../words/index.ts';
import { useJobWords } from './jobWords.ts';

/** Tells a screen reader what goes on: when the stage changes and at each tenth, never more than once a second. */
export function Live() {
  const { t } = useWords();
  const { kind, progress } = useJob();
  const { stage, count } = useJobWords();
  const [said, say] = useState('');
  const last = useRef({ at: 0, step: '', kind: null as string | null });
  useEffect(() => {
    if (kind === null) {
      if (last.current.kind !== null) say(t('job.over'));
      last.current = { at: 0, step: '', kind: null };
      return;
    }
    const step = `${stage}/${progress && progress.of > 0 ? Math.floor((10 * progress.done) / progress.of) : ''}`;
    const now = Date.now();
    if (step === last.current.step || now - last.current.at < 1_000) return;
    last.current = { at: now, step, kind };
    say(`${stage} ${count}`.trim());
  }, [kind, progress, stage, count, t]);
  return (
    <p className="sr" role="status" aria-live="polite">
      {said}
    </p>
  );
}
