import type { CatalogEntry } from '../../protocol/messages.ts';
import { type Arrival, closeArrivals, showPack, usePacks } from '../state/packs.ts';
import { go, useRoute } from '../state/route.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { packName } from './armNames.ts';
import { FailureBar } from './Bars.tsx';
import { Notices } from './Notices.tsx';

/** What became of the weight files that were brought in last: found to be what, left out what, or refused and why. Stands in whatever room is open. */
export default function Arrivals() {
  const { t } = useWords();
  const { arrivals, room } = usePacks();
  const here = useRoute();
  // A refusal in a pack's own place is told there.
  const shown = arrivals.filter((a) => a.slot === null || a.what === 'imported');
  if (shown.length === 0 || (here !== room && here !== 'backbones')) return null;
  return (
    <section className="card grid arrivals" aria-label={t('arrived.title')}>
      <div className="row">
        <h2>{t('arrived.title')}</h2>
        <span className="grow" />
        <button type="button" onClick={closeArrivals}>
          {t('close')}
        </button>
      </div>
      <div className="grid" aria-live="polite">
        {shown.map((a) => (
          <ArrivalLine key={a.file} arrival={a} />
        ))}
      </div>
    </section>
  );
}

export function ArrivalLine({ arrival }: { arrival: Arrival }) {
  const { t } = useWords();
  const catalog = useWorkspace((s) => s.catalog);
  if (arrival.what === 'left')
    return (
      <p>
        <b className="file">{arrival.file}</b>: {t(`arrived.left.${arrival.why}`)}
      </p>
    );
  if (arrival.what === 'refused')
    return (
      <div className="grid tight">
        <b className="file">{arrival.file}</b>
        <FailureBar failure={arrival.failure} />
      </div>
    );
  const pack = catalog.find((c) => c.id === arrival.pack);
  return (
    <div className="grid tight">
      <p>
        <b className="file">{arrival.file}</b>
      </p>
      {pack && <Found pack={pack} />}
      <Notices notices={arrival.notices} />
    </div>
  );
}

function Found({ pack }: { pack: CatalogEntry }) {
  const words = useWords();
  const { t } = words;
  const room = useRoute();
  const { source } = pack;
  const how = source.kind === 'imported' ? source.how : 'hash';
  return (
    <p>
      <span>
        {t('arrived.found', { name: packName(pack, words), network: pack.architecture, family: t(`family.${pack.family}`) })}{' '}
        {t(`how.short.${how === 'file name' ? 'name' : how === 'not known' ? 'unknown' : how}`)}
      </span>{' '}
      <button
        type="button"
        className="link"
        onClick={() => {
          if (room !== 'backbones') go('backbones');
          setTimeout(() => showPack(pack.id), room === 'backbones' ? 0 : 100);
        }}
      >
        {t('arrived.show')}
      </button>
    </p>
  );
}
