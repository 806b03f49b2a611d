import { useEffect } from 'react';
import { defaultPositive } from '../../domain/positive.ts';
import { packName } from '../parts/armNames.ts';
import { EmptyRoom } from '../parts/EmptyRoom.tsx';
import { Notices } from '../parts/Notices.tsx';
import { Term } from '../parts/Term.tsx';
import { useDataset } from '../state/dataset.ts';
import { useJob } from '../state/job.ts';
import { go, href } from '../state/route.ts';
import { armsOf, check, type Draft, edit, train, useStudy } from '../state/study.ts';
import { attempt } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { Running } from './experiment/Running.tsx';

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

function Setup({ draft, disabled }: { draft: Draft; disabled: boolean }) {
  const { t } = useWords();
  const dataset = useDataset((s) => s.dataset)!;
  const given = dataset.samples.some((s) => s.part);
  const number = (value: number, low: number, high: number, set: (n: number) => void) => ({
    type: 'number',
    min: low,
    max: high,
    value,
    onChange: (e: { target: { valueAsNumber: number } }) => {
      const n = e.target.valueAsNumber;
      if (Number.isFinite(n)) set(Math.max(low, Math.min(high, n)));
    },
  });
  return (
    <fieldset className="card fields" disabled={disabled}>
      <legend className="sr">{t('experiment.title')}</legend>
      <div className="field">
        <Term id="positive">{t('setup.positive')}</Term>
        <select
          aria-label={t('setup.positive')}
          value={draft.positive ?? ''}
          onChange={(e) => edit({ positive: e.target.value === '' ? null : (e.target.value as NonNullable<Draft['positive']>) })}
        >
          <option value="">
            {dataset.classes.length > 2
              ? t('setup.positive.each')
              : t('setup.positive.last', { name: defaultPositive(dataset.classes.map((c) => c.name)) ?? '' })}
          </option>
          {dataset.classes.map((c) => (
            <option key={c.id} value={c.id}>
              {c.name}
            </option>
          ))}
        </select>
      </div>
      {given && (
        <label>
          {t('setup.split')}
          <select aria-label={t('setup.split')} value={draft.split} onChange={(e) => edit({ split: e.target.value as Draft['split'] })}>
            <option value="kfold">{t('setup.split.kfold')}</option>
            <option value="kept">{t('setup.split.kept')}</option>
          </select>
        </label>
      )}
      <div className="field">
        <Term id="fold">{t('setup.folds')}</Term>
        <input
          aria-label={t('setup.folds')}
          disabled={draft.split === 'kept' && given}
          {...number(draft.folds, 2, 20, (n) => edit({ folds: Math.round(n) }))}
        />
      </div>
      <div className="field">
        <Term id="seed">{t('setup.seeds')}</Term>
        <input aria-label={t('setup.seeds')} {...number(draft.seeds, 1, 20, (n) => edit({ seeds: Math.round(n) }))} />
      </div>
      <div className="field">
        <Term id="head">{t('setup.head')}</Term>
        <select aria-label={t('setup.head')} value={draft.head} onChange={(e) => edit({ head: e.target.value as Draft['head'] })}>
          <option value="logistic">{t('head.logistic')}</option>
          <option value="softmax">{t('head.softmax')}</option>
        </select>
      </div>
      <div className="field">
        <Term id="margin">{t('setup.margin')}</Term>
        <input aria-label={t('setup.margin')} step={0.005} {...number(draft.margin, 0, 0.5, (n) => edit({ margin: n }))} />
      </div>
      <p className="muted">{t(`head.${draft.head}.what`)}</p>
    </fieldset>
  );
}

/** The class that is taken as positive where none is chosen: the last by the alphabet. */

/** Parts of the split: one for a given split, which only counts where the images have one. */
function partsOf(draft: Draft, samples: readonly { part: string | null }[]): number {
  return draft.split === 'kept' && samples.some((s) => s.part) ? 1 : draft.folds;
}
