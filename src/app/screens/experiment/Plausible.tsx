import { useState } from 'react';
import type { Plausibility } from '../../../domain/plausibility.ts';
import { type Preset, presetOf } from '../../../imaging/presets.ts';
import type { CatalogEntry, Failure } from '../../../protocol/messages.ts';
import { packName } from '../../parts/armNames.ts';
import { FailureBar } from '../../parts/Bars.tsx';
import { presetWords } from '../../parts/preprocessWords.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { useDataset } from '../../state/dataset.ts';
import { failureOf } from '../../state/link.ts';
import { askPlausible, effective, plausibleKey, usePlausible } from '../../state/preprocess.ts';
import type { Draft } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';

/** Which preprocessing agrees with what a pack's BatchNorm layers saw in training. It can rule out, and never changes an arm. */
export function Plausible({ draft, arms, busy }: { draft: Draft; arms: readonly CatalogEntry[]; busy: boolean }) {
  const words = useWords();
  const { t } = words;
  const dataset = useDataset((s) => s.dataset);
  const found = usePlausible((s) => s.found);
  const [failure, fail] = useState<{ pack: string; failure: Failure } | null>(null);
  if (!dataset || dataset.samples.length === 0) return null;
  const ask = async (pack: CatalogEntry) => {
    fail(null);
    try {
      await askPlausible(pack.id, dataset);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code !== 'cancelled') fail({ pack: pack.id, failure });
    }
  };
  // Random weights have seen nothing that could be compared with.
  const trained = arms.filter((a) => a.family !== 'random');
  return (
    <details>
      <summary>{t('plausible.title')}</summary>
      <div className="grid plausible">
        <p className="muted">{t('plausible.what')}</p>
        {trained.map((a) => {
          const answer = found[plausibleKey(a.id, dataset)];
          const name = packName(a, words);
          return (
            <div key={a.id} className="grid tight">
              <div className="row">
                <b>{name}</b>
                <button type="button" disabled={busy} aria-label={t('plausible.ask.name', { name })} onClick={() => void ask(a)}>
                  {t('plausible.ask')}
                </button>
              </div>
              {failure?.pack === a.id && <FailureBar failure={failure.failure} />}
              {answer && <Table answer={answer} present={effective(a, draft.policy, draft.custom)} name={name} />}
            </div>
          );
        })}
      </div>
    </details>
  );
}

/** Whether two preparations give a network the same values up to the resampling: the table has one row for each scale and channel order. */
function sameScale(a: string, b: string): boolean {
  const of = ({ order, subtract, divide }: Preset) => JSON.stringify([order, subtract, divide]);
  return of(presetOf(a)) === of(presetOf(b));
}

function Table({ answer, present, name }: { answer: Plausibility; present: string; name: string }) {
  const words = useWords();
  const { t, number } = words;
  const listed = answer.rows.some((r) => sameScale(r.preprocess, present));
  return (
    <>
      {answer.far && <p className="notice">{t('plausible.far')}</p>}
      <Scroll className="scroll" label={t('plausible.table', { name })}>
        <table>
          <thead>
            <tr>
              <th scope="col" className="start">
                {t('policy.title')}
              </th>
              <th scope="col">{t('plausible.divergence')}</th>
              <th scope="col" className="start">
                {t('plausible.verdict')}
              </th>
            </tr>
          </thead>
          <tbody>
            {answer.rows.map((r) => (
              <tr key={r.preprocess}>
                <th scope="row">
                  <code>{r.preprocess}</code> {sameScale(r.preprocess, present) && <span className="badge">{t('plausible.present')}</span>}
                  <br />
                  <small className="muted">{presetWords(r.preprocess, words)}</small>
                </th>
                <td>{Number.isFinite(r.divergence) ? number(r.divergence, r.divergence < 10 ? 3 : 0) : '∞'}</td>
                <td className="wrap">{t(`plausible.${r.verdict}`)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="muted">
        {t('plausible.from', { images: answer.images, layers: answer.layers.length })}{' '}
        {!listed && t('plausible.notListed', { preset: present })}
      </p>
    </>
  );
}
