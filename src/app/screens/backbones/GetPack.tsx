import { type DragEvent, useState } from 'react';
import type { CatalogEntry, DroppedFile } from '../../../protocol/messages.ts';
import { ArrivalLine } from '../../parts/Arrivals.tsx';
import { packName } from '../../parts/armNames.ts';
import { ChooseWeights } from '../../parts/Choose.tsx';
import { dropped } from '../../parts/dropped.ts';
import { asWeights } from '../../parts/weights.ts';
import { discardDownload, downloadPack, importWeights, usePacks } from '../../state/packs.ts';
import { attempt } from '../../state/view.ts';
import { useWords } from '../../words/index.ts';

/** How to get a pack that is not at hand: from its host where that allows it, or by hand, and a place for the file. */
export function GetPack({ pack, busy }: { pack: CatalogEntry; busy: boolean }) {
  const words = useWords();
  const { t, bytes } = words;
  const [over, setOver] = useState(false);
  const arrivals = usePacks((s) => s.arrivals);
  const { source } = pack;
  const name = packName(pack, words);
  const bring = (files: DroppedFile[]) => void attempt(() => importWeights(asWeights(files), pack.id));
  const drop = async (e: DragEvent) => {
    e.preventDefault();
    e.stopPropagation();
    setOver(false);
    bring(await dropped(e.dataTransfer));
  };
  const refused = arrivals.filter((a) => a.slot === pack.id && a.what !== 'imported');
  return (
    <section className="grid get" aria-label={t('get.name', { name })}>
      {source.kind === 'download' && (
        <>
          <p>
            {t('download.what', { host: source.host, size: pack.bytes ? bytes(pack.bytes) : t('pack.size.unknown') })}{' '}
            {source.part > 0 && (
              <b>{t('download.kept', { part: bytes(source.part), size: pack.bytes ? bytes(pack.bytes) : t('pack.size.unknown') })}</b>
            )}
          </p>
          <div className="row">
            <button type="button" className="primary" disabled={busy} onClick={() => void downloadPack(pack)}>
              {source.part > 0 ? t('download.resume', { host: source.host }) : t('download.go', { host: source.host })}
            </button>
            {source.part > 0 && (
              <button type="button" disabled={busy} onClick={() => void attempt(() => discardDownload(pack.id))}>
                {t('download.discard')}
              </button>
            )}
          </div>
          <p className="muted">
            {t('download.orFile')}{' '}
            <a href={source.url} target="_blank" rel="noopener noreferrer">
              {source.url.split('/').at(-1)}
            </a>
          </p>
        </>
      )}
      {source.kind === 'by-hand' && (
        <p>
          {t('hand.what')} <b className="file">{source.file}</b>{' '}
          <a href={source.page} target="_blank" rel="noopener noreferrer">
            {t('hand.page', { page: source.page.replace(/^https:\/\//, '') })}
          </a>
        </p>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the button inside does the same */}
      <div
        className={over ? 'slot over' : 'slot'}
        onDragOver={(e) => {
          e.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(e) => void drop(e)}
      >
        <span>{t('slot.drop', { name })}</span>
        <ChooseWeights label={t('slot.choose')} named={t('slot.choose.for', { name })} disabled={busy} onFiles={bring} />
      </div>
      {refused.map((a) => (
        <ArrivalLine key={a.file} arrival={a} />
      ))}
    </section>
  );
}
