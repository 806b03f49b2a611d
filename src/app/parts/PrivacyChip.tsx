import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { Pop } from './Pop.tsx';

/** The light that counts requests to other hosts since the page was loaded, its own and its workers'; and the hosts that a click has let it talk to. */
export function PrivacyChip() {
  const { t } = useWords();
  const { page, workers } = useWorkspace((s) => s.foreign);
  const hosts = useWorkspace((s) => s.hosts);
  const count = page + workers;
  // Only the workers fetch what a click asks for: a request of the page itself is never explained by it.
  const explained = count > 0 && page === 0 && hosts.length > 0;
  const said = explained ? t('privacy.asked', { count }) : t('privacy.chip', { count });
  return (
    <Pop
      chip={
        <>
          <span className={count === 0 ? 'dot' : explained ? 'dot asked' : 'dot lit'} />
          <b>{count}</b>
          <span className="opt"> {said}</span>
          <span className="sr narrow"> {said}</span>
        </>
      }
    >
      <h2>{t('privacy.title')}</h2>
      <p>{t('privacy.counted', { page, workers })}</p>
      <p>{hosts.length === 0 ? t('privacy.hosts.none') : t('privacy.hosts', { hosts: hosts.join(', ') })}</p>
      {explained && <p>{t('privacy.explained')}</p>}
      <p>{t('privacy.check')}</p>
      <ol>
        <li>{t('privacy.check.1')}</li>
        <li>{t('privacy.check.2')}</li>
        <li>{t('privacy.check.3')}</li>
      </ol>
    </Pop>
  );
}
