import { useState } from 'react';
import type { CatalogEntry } from '../../../protocol/messages.ts';
import { packName } from '../../parts/armNames.ts';
import { download } from '../../parts/download.ts';
import { setName } from '../../parts/setName.ts';
import { useDataset } from '../../state/dataset.ts';
import { exportPack, keepHalf, leaveHalf, measureHalf, removePack, usePacks } from '../../state/packs.ts';
import { attempt } from '../../state/view.ts';
import { useWords } from '../../words/index.ts';

/** What can be done with a pack at hand: export; an imported one can be removed or stored in float16. */
export function PackTools({ pack, busy }: { pack: CatalogEntry; busy: boolean }) {
  const words = useWords();
  const { t } = words;
  const [sure, ask] = useState(false);
  const dataset = useDataset((s) => s.dataset);
  const half = usePacks((s) => (s.half?.pack === pack.id ? s.half : null));
  const name = packName(pack, words);
  const imported = pack.source.kind === 'imported';
  if (pack.bytes === 0 || pack.family === 'random') return null;
  return (
    <>
      <div className="row">
        <button
          type="button"
          disabled={busy}
          aria-label={t('pack.export.name', { name })}
          onClick={() => void attempt(async () => download(`${pack.id}.zip`, await exportPack(pack.id)))}
        >
          {t('pack.export')}
        </button>
        {imported && pack.precision === 'float32' && !half && (
          <button
            type="button"
            disabled={busy || !dataset}
            aria-label={t('half.ask.name', { name })}
            onClick={() => void attempt(() => measureHalf(pack.id))}
          >
            {t('half.ask')}
          </button>
        )}
        {imported &&
          (sure ? (
            <span className="row">
              <span>{t('pack.remove.sure', { name })}</span>
              <button type="button" disabled={busy} onClick={() => void attempt(() => removePack(pack.id))}>
                {t('pack.remove.yes')}
              </button>
              <button type="button" onClick={() => ask(false)}>
                {t('pack.remove.no')}
              </button>
            </span>
          ) : (
            <button type="button" disabled={busy} aria-label={t('pack.remove.name', { name })} onClick={() => ask(true)}>
              {t('remove')}
            </button>
          ))}
      </div>
      {imported && pack.precision === 'float32' && !dataset && <p className="muted">{t('half.needs')}</p>}
      {half && <Half half={half} pack={pack} busy={busy} />}
    </>
  );
}

function Half(props: { half: NonNullable<ReturnType<typeof usePacks.getState>['half']>; pack: CatalogEntry; busy: boolean }) {
  const { half, pack, busy } = props;
  const words = useWords();
  const { t, bytes, percent } = words;
  const { cost } = half;
  return (
    <div className="note grid" role="status">
      <p>
        {t('half.cost', {
          images: cost.images,
          name: setName(half.dataset, words),
          median: percent(cost.median, 3),
          largest: percent(cost.largest, 3),
          from: pack.bytes ? bytes(pack.bytes) : '–',
          to: bytes(cost.bytes),
        })}
      </p>
      <div className="row">
        <button type="button" disabled={busy} onClick={() => void attempt(() => keepHalf(pack.id))}>
          {t('half.keep')}
        </button>
        <button type="button" onClick={leaveHalf}>
          {t('half.leave')}
        </button>
      </div>
    </div>
  );
}
