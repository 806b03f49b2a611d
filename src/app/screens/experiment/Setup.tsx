import { defaultPositive } from '../../../domain/positive.ts';
import { Term } from '../../parts/Term.tsx';
import { useDataset } from '../../state/dataset.ts';
import { type Draft, edit } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';

/** What is asked, how it is split, which head, and what difference counts. */
export function Setup({ draft, disabled }: { draft: Draft; disabled: boolean }) {
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
