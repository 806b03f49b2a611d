import type { CatalogEntry } from '../../../protocol/messages.ts';
import { packName } from '../../parts/armNames.ts';
import { preprocessWords } from '../../parts/preprocessWords.ts';
import { Term } from '../../parts/Term.tsx';
import { effective, POLICIES } from '../../state/preprocess.ts';
import { type Draft, edit } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';
import { CustomChoice } from './CustomChoice.tsx';
import { Plausible } from './Plausible.tsx';
import { Previews } from './Previews.tsx';

/** How the images are prepared for each arm: the policy, what it means in words, what the networks then see, and what can be ruled out. */
export function Preprocessing({ draft, arms, busy }: { draft: Draft; arms: readonly CatalogEntry[]; busy: boolean }) {
  const words = useWords();
  const { t } = words;
  return (
    <section className="card grid" aria-labelledby="policy-title">
      <h2 id="policy-title">
        <Term id="preprocessing">{t('policy.title')}</Term>
      </h2>
      <fieldset className="bare grid tight" disabled={busy} aria-label={t('policy.title')}>
        {POLICIES.map((p) => (
          <label key={p} className="radio top">
            <input type="radio" name="policy" value={p} checked={draft.policy === p} onChange={() => edit({ policy: p })} />
            <span>
              <b>{t(`policy.${p}`)}</b> <span className="muted">{t(`policy.${p}.what`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <ol className="plain list">
        {arms.map((a, i) => (
          <li key={a.id} className="grid tight">
            <p>
              <span className={`key k${i + 1}`} aria-hidden="true" /> <b>{packName(a, words)}</b>:{' '}
              {preprocessWords(effective(a, draft.policy, draft.custom), words)} <code>{effective(a, draft.policy, draft.custom)}</code>
            </p>
            {draft.policy === 'custom' && <CustomChoice draft={draft} pack={a} busy={busy} />}
          </li>
        ))}
      </ol>
      <Previews draft={draft} arms={arms} />
      <Plausible draft={draft} arms={arms} busy={busy} />
    </section>
  );
}
