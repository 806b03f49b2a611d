import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { Pop } from './Pop.tsx';

/** The light that counts requests to other hosts since the page was loaded: its own and its workers'. */
export function PrivacyChip() {
  const { t } = useWords();
  const { page, workers } = useWorkspace((s) => s.foreign);
  const count = page + workers;
  return (
    <Pop
      chip={
        <>
          <span className={count === 0 ? 'dot' : 'dot lit'} />
          <b>{count}</b>
          <span className="opt"> {t('privacy.chip', { count })}</span>
          <span className="sr narrow"> {t('privacy.chip', { count })}</span>
        </>
      }
    >
      <h2>{t('privacy.title')}</h2>
      <p>{t('privacy.counted', { page, workers })}</p>
      <p>{t('privacy.check')}</p>
      <ol>
        <li>{t('privacy.check.1')}</li>
        <li>{t('privacy.check.2')}</li>
        <li>{t('privacy.check.3')}</li>
      </ol>
    </Pop>
  );
}
