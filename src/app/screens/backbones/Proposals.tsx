import type { CatalogEntry } from '../../../protocol/messages.ts';
import { packName } from '../../parts/armNames.ts';
import { useJob } from '../../state/job.ts';
import { arrivedPacks, showPack, usePacks } from '../../state/packs.ts';
import { type Pair, proposals, withPair } from '../../state/partners.ts';
import { MAX_ARMS } from '../../state/study.ts';
import { useWorkspace } from '../../state/workspace.ts';
import { useWords } from '../../words/index.ts';
import { choose } from './Arms.tsx';

/** For a RadImageNet pack its faithful ImageNet partner as the baseline, and the reverse. Only proposed: a click sets it. */
export function Proposals({ arms }: { arms: readonly CatalogEntry[] }) {
  const catalog = useWorkspace((s) => s.catalog);
  const arrivals = usePacks((s) => s.arrivals);
  return proposals(arms, arrivedPacks(arrivals, catalog), catalog).map((pair) => (
    <Proposal key={`${pair.baseline.id} ${pair.second.id}`} pair={pair} arms={arms} />
  ));
}

function Proposal({ pair, arms }: { pair: Pair; arms: readonly CatalogEntry[] }) {
  const words = useWords();
  const { t } = words;
  const busy = useJob((s) => s.kind !== null);
  const missing = [pair.baseline, pair.second].find((c) => !c.ready);
  const names = { a: packName(pair.baseline, words), b: packName(pair.second, words) };
  const next = withPair(arms, pair);
  const alone = next.length === 2;
  if (missing) {
    const { source } = missing;
    const name = packName(missing, words);
    return (
      <section className="card grid proposal" aria-label={t('pair.label')}>
        <p>
          {missing === pair.baseline ? t('pair.missing.baseline', names) : t('pair.missing.second', names)}{' '}
          {source.kind === 'by-hand' && t('pair.get.file', { file: source.file })}
          {source.kind === 'download' && t('pair.get.download', { host: source.host })}
        </p>
        <div className="row">
          <button type="button" onClick={() => showPack(missing.id)}>
            {t('pair.show', { name })}
          </button>
        </div>
      </section>
    );
  }
  return (
    <section className="card grid proposal" aria-label={t('pair.label')}>
      <p>{t('pair.text', names)}</p>
      <div className="row">
        <button type="button" className="primary" disabled={busy} onClick={() => choose([pair.baseline, pair.second])}>
          {t('pair.only')}
        </button>
        {!alone && (
          <button type="button" disabled={busy || next.length > MAX_ARMS} onClick={() => choose(next)}>
            {t('pair.keep')}
          </button>
        )}
        {next.length > MAX_ARMS && <span className="muted">{t('pair.full')}</span>}
      </div>
    </section>
  );
}
