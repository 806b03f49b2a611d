import { useEffect } from 'react';
import { packName } from '../parts/armNames.ts';
import { EmptyRoom } from '../parts/EmptyRoom.tsx';
import { Notices } from '../parts/Notices.tsx';
import { useDataset } from '../state/dataset.ts';
import { useJob } from '../state/job.ts';
import { go, href } from '../state/route.ts';
import { armsOf, check, type Draft, train, useStudy } from '../state/study.ts';
import { attempt } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { Preprocessing } from './experiment/Preprocessing.tsx';
import { Running } from './experiment/Running.tsx';
import { Setup } from './experiment/Setup.tsx';

/** The study, set up and started. */
export default function Experiment() {
  const words = useWords();
  const { t } = words;
  const dataset = useDataset((s) => s.dataset);
  const { catalog, status } = useWorkspace();
  const { draft, check: notices } = useStudy();
  const kind = useJob((s) => s.kind);
  const arms = armsOf(draft, catalog);
  const names = arms.map((a) => packName(a, words));

  // biome-ignore lint/correctness/useExhaustiveDependencies: asked anew whenever the draft, the labels or the arms change
  useEffect(() => {
    if (status === 'ready') void attempt(check);
  }, [draft, dataset, catalog, status]);

  if (!dataset) return <EmptyRoom title={t('room.experiment')} text={t('experiment.empty')} to="start" link={t('images.empty.go')} />;

  const blocked = notices === null || notices.some((n) => n.level === 'error') || arms.length < 2;
  const start = async () => {
    if (await attempt(() => train())) go('results');
  };
  return (
    <div className="grid">
      <h1>{t('experiment.title')}</h1>
      <p className="muted lead">
        {t('experiment.lead', {
          baseline: names[0] ?? '–',
          others: names.slice(1).join('; ') || '–',
        })}{' '}
        <a href={href('backbones')}>{t('experiment.arms')}</a>
      </p>
      {kind === 'run' ? (
        <Running draft={draft} arms={names} />
      ) : (
        <>
          <Setup draft={draft} disabled={kind !== null} />
          <Preprocessing draft={draft} arms={arms} busy={kind !== null} />
          {arms.length < 2 && <p className="notice">{t('next.arms')}</p>}
          {notices && <Notices notices={notices} />}
          <div className="row">
            <button type="button" className="primary big" disabled={blocked || kind !== null} onClick={() => void start()}>
              {t('train')}
            </button>
            <span className="muted">
              {t('train.what', { arms: arms.length, fits: arms.length * draft.seeds * partsOf(draft, dataset.samples) })}
            </span>
          </div>
        </>
      )}
    </div>
  );
}

/** Parts of the split: one for a given split, which only counts where the images have one. */
function partsOf(draft: Draft, samples: readonly { part: string | null }[]): number {
  return draft.split === 'kept' && samples.some((s) => s.part) ? 1 : draft.folds;
}
