import type { CatalogEntry } from '../../protocol/messages.ts';
import { packName } from '../parts/armNames.ts';
import { Term } from '../parts/Term.tsx';
import { useJob } from '../state/job.ts';
import { href } from '../state/route.ts';
import { armsOf, edit, MAX_ARMS, useStudy } from '../state/study.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';

/** The networks to compare: which, in which order, and what each of them is. */
export default function Backbones() {
  const { t } = useWords();
  const { catalog, status } = useWorkspace();
  const draft = useStudy((s) => s.draft);
  const busy = useJob((s) => s.kind !== null);
  const arms = armsOf(draft, catalog);
  const choose = (packs: readonly CatalogEntry[]) => edit({ packs: packs.map((p) => p.id) });
  return (
    <div className="grid">
      <div className="row">
        <h1>{t('backbones.title')}</h1>
        <span className="grow" />
        <a className="btn primary" href={href('experiment')}>
          {t('backbones.next')}
        </a>
      </div>
      <p className="muted lead">{t('backbones.lead')}</p>
      {status === 'starting' && <p className="muted">{t('start.starting')}</p>}
      <Arms arms={arms} busy={busy} choose={choose} />
      <h2>{t('catalog.title')}</h2>
      <ul className="plain cards wide">
        {catalog.map((c) => (
          <li key={c.id}>
            <Pack
              pack={c}
              place={arms.findIndex((a) => a.id === c.id)}
              off={busy || arms.length >= MAX_ARMS}
              add={() => choose([...arms, c])}
            />
          </li>
        ))}
        <li>
          <section className="card grid pack" aria-labelledby="radimagenet-card">
            <h2 id="radimagenet-card">RadImageNet</h2>
            <p>{t('about.notYet')}</p>
            <p>
              <a href={href('about')}>{t('backbones.about')}</a>
            </p>
          </section>
        </li>
      </ul>
    </div>
  );
}

function Arms({ arms, busy, choose }: { arms: readonly CatalogEntry[]; busy: boolean; choose: (a: readonly CatalogEntry[]) => void }) {
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
      <p className="muted">{arms.length < 2 ? t('arms.few') : arms.length >= MAX_ARMS ? t('arms.full') : t('arms.how')}</p>
    </section>
  );
}

function Pack({ pack, place, off, add }: { pack: CatalogEntry; place: number; off: boolean; add: () => void }) {
  const words = useWords();
  const { t, find, bytes } = words;
  return (
    <section className="card grid pack" aria-labelledby={`pack-${pack.id}`}>
      <div className="row">
        <h2 id={`pack-${pack.id}`}>{packName(pack, words)}</h2>
        <span className="grow" />
        {place >= 0 ? (
          <span className="badge">{place === 0 ? t('arms.baseline') : t('arms.nth', { n: place + 1 })}</span>
        ) : (
          <button type="button" disabled={off || !pack.ready} aria-label={t('arms.add', { name: packName(pack, words) })} onClick={add}>
            {t('add')}
          </button>
        )}
      </div>
      {find(`pack.${pack.id}`) && <p>{find(`pack.${pack.id}`)}</p>}
      <dl className="facts">
        <Fact
          what={t('pack.network')}
          is={t('pack.network.is', { name: pack.architecture, features: pack.features, size: pack.inputSize })}
        />
        <Fact what={t('pack.pretrained')} is={find(`pretrained.${pack.id}`) ?? pack.pretrainedOn} />
        <Fact what={t('pack.prepared')} is={find(`preset.${pack.preprocess.replace(/@\d+$/, '')}`) ?? pack.preprocess} />
        <Fact what={t('pack.size')} is={pack.bytes ? bytes(pack.bytes) : t('pack.size.none')} />
        <Fact what={t('pack.licence')} is={pack.licence} />
        {pack.cite && <Fact what={t('pack.cite')} is={pack.cite} />}
      </dl>
      {!pack.ready && <p className="muted">{t('pack.notReady')}</p>}
    </section>
  );
}

function Fact({ what, is }: { what: string; is: string }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{is}</dd>
    </div>
  );
}
