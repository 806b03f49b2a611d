import type { CatalogEntry } from '../../../protocol/messages.ts';
import { packName } from '../../parts/armNames.ts';
import { toggle, usePacks } from '../../state/packs.ts';
import { MAX_ARMS } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';
import { choose } from './Arms.tsx';
import { GetPack } from './GetPack.tsx';
import { PackFacts } from './PackFacts.tsx';
import { PackTools } from './PackTools.tsx';

/** One pack in one line; its details below it when they are wanted. */
export function PackRow({ pack, arms, busy }: { pack: CatalogEntry; arms: readonly CatalogEntry[]; busy: boolean }) {
  const words = useWords();
  const { t, find, bytes } = words;
  const open = usePacks((s) => s.open.includes(pack.id));
  const place = arms.findIndex((a) => a.id === pack.id);
  const name = packName(pack, words);
  const part = pack.source.kind === 'download' ? pack.source.part : 0;
  const size = pack.bytes ? bytes(pack.bytes) : '';
  return (
    <li id={`pack-${pack.id}`}>
      <div className="row">
        <div className="row grow">
          <button type="button" className="fold" aria-expanded={open} aria-controls={`about-${pack.id}`} onClick={() => toggle(pack.id)}>
            {name}
          </button>
          <small className="muted">
            {[pack.architecture, find(`source.${pack.source.kind}`), size, pack.precision === 'float16' && pack.precision]
              .filter(Boolean)
              .join(' · ')}
          </small>
          {part > 0 && <span className="badge">{t('download.unfinished')}</span>}
        </div>
        {place >= 0 ? (
          <span className="badge">{place === 0 ? t('arms.baseline') : t('arms.nth', { n: place + 1 })}</span>
        ) : pack.ready ? (
          <button
            type="button"
            disabled={busy || arms.length >= MAX_ARMS}
            aria-label={t('arms.add', { name })}
            onClick={() => choose([...arms, pack])}
          >
            {t('add')}
          </button>
        ) : (
          <button type="button" aria-expanded={open} aria-label={t('get.name', { name })} onClick={() => toggle(pack.id)}>
            {t('get')}
          </button>
        )}
      </div>
      {open && (
        <div id={`about-${pack.id}`} className="grid about-pack">
          {!pack.ready && <GetPack pack={pack} busy={busy} />}
          <PackFacts pack={pack} />
          {pack.ready && <PackTools pack={pack} busy={busy} />}
        </div>
      )}
    </li>
  );
}
