import type { CatalogEntry } from '../../../protocol/messages.ts';
import { packName } from '../../parts/armNames.ts';
import { Term } from '../../parts/Term.tsx';
import { unlike } from '../../state/partners.ts';
import { edit, MAX_ARMS } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';

/** The arms become these packs, in this order. */
export const choose = (packs: readonly CatalogEntry[]): void => edit({ packs: packs.map((p) => p.id) });

/** The arms of the study: their order, and in what they differ besides the images of their pretraining. */
export function Arms({ arms, busy }: { arms: readonly CatalogEntry[]; busy: boolean }) {
  const words = useWords();
  const { t } = words;
  const swap = (i: number, j: number) => choose(arms.map((a, k) => (k === i ? arms[j]! : k === j ? arms[i]! : a)));
  return (
    <section className="card grid" aria-labelledby="arms-title">
      <h2 id="arms-title">
        <Term id="arm">{t('arms.title')}</Term>
      </h2>
      <ol className="plain list">
        {arms.map((a, i) => (
          <li key={a.id} className="row">
            <span className={`key k${i + 1}`} aria-hidden="true" />
            <b>{packName(a, words)}</b>
            {i === 0 && (
              <span className="badge">
                <Term id="baseline">{t('arms.baseline')}</Term>
              </span>
            )}
            <span className="grow" />
            <button
              type="button"
              disabled={busy || i === 0}
              aria-label={t('arms.up', { name: packName(a, words) })}
              onClick={() => swap(i, i - 1)}
            >
              ↑
            </button>
            <button
              type="button"
              disabled={busy || i === arms.length - 1}
              aria-label={t('arms.down', { name: packName(a, words) })}
              onClick={() => swap(i, i + 1)}
            >
              ↓
            </button>
            <button
              type="button"
              disabled={busy}
              aria-label={t('arms.remove', { name: packName(a, words) })}
              onClick={() => choose(arms.filter((b) => b !== a))}
            >
              {t('remove')}
            </button>
          </li>
        ))}
      </ol>
      {unlike(arms).map(({ arm, baseline, what }) => (
        <p key={arm.id} className="notice">
          {t(`unlike.${what}`, { a: packName(baseline, words), b: packName(arm, words) })}
        </p>
      ))}
      <p className="muted">{arms.length < 2 ? t('arms.few') : arms.length >= MAX_ARMS ? t('arms.full') : t('arms.how')}</p>
    </section>
  );
}
