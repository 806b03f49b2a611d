import type { Failure } from '../../protocol/messages.ts';
import { begin } from '../state/begin.ts';
import { openDataset } from '../state/dataset.ts';
import { useJob } from '../state/job.ts';
import { go } from '../state/route.ts';
import { train } from '../state/study.ts';
import { attempt, showFailure, useView } from '../state/view.ts';
import { forgetPending, useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { setName } from './setName.ts';

/** What went wrong and what waits to be gone on with, above whatever room is open. */
export function Bars() {
  const failure = useView((s) => s.failure);
  return (
    <>
      <WorkerBar />
      {failure && <FailureBar failure={failure} onClose={() => showFailure(null)} />}
      <PendingBar />
    </>
  );
}

/** A failure in words: what the catalogue says of its code, else the sentence that came with it. */
export function FailureBar({ failure, onClose }: { failure: Failure; onClose?: () => void }) {
  const { t, find, locale } = useWords();
  // The English sentence that came with it names the file; the catalogue has the same sense for other readers.
  const worded = locale === 'en' ? failure.message : find(`failure.${failure.code}`, { where: failure.where ?? '' });
  return (
    <div className="notice bad" role="alert">
      <span>
        {failure.expected ? (
          (worded ?? failure.message)
        ) : (
          <>
            {t('failure.bug')} <code>{failure.message}</code>
          </>
        )}
      </span>
      {onClose && (
        <button type="button" onClick={onClose}>
          {t('close')}
        </button>
      )}
    </div>
  );
}

function WorkerBar() {
  const { t } = useWords();
  const { status, revived } = useWorkspace();
  if (!revived) return null;
  return (
    <div className="notice bad" role="alert">
      <span>{status === 'dead' ? t('worker.dead') : status === 'starting' ? t('worker.starting') : t('worker.revived')}</span>
      {status === 'dead' ? (
        <button type="button" onClick={() => void begin()}>
          {t('worker.restart')}
        </button>
      ) : (
        <button type="button" onClick={() => useWorkspace.setState({ revived: false })}>
          {t('close')}
        </button>
      )}
    </div>
  );
}

function PendingBar() {
  const words = useWords();
  const { t, date } = words;
  const pending = useWorkspace((s) => s.pending);
  const datasets = useWorkspace((s) => s.datasets);
  const idle = useJob((s) => s.kind === null);
  if (!pending || !idle) return null;
  const set = datasets.find((d) => d.id === pending.spec.dataset?.id);
  const goOn = () =>
    attempt(async () => {
      if (set) await openDataset(set.id);
      go('experiment');
      await train(pending.spec);
      go('results');
    });
  return (
    <section className="notice" aria-label={t('pending.label')}>
      <span>{t('pending.text', { when: date(pending.startedAt), name: set ? setName(set.name, words) : '–' })}</span>
      {set && (
        <button type="button" onClick={() => void goOn()}>
          {t('pending.goOn')}
        </button>
      )}
      <button type="button" onClick={() => void attempt(forgetPending)}>
        {t('pending.forget')}
      </button>
    </section>
  );
}
