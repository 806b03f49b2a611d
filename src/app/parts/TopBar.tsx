import { useDataset } from '../state/dataset.ts';
import { href } from '../state/route.ts';
import { toggleProjector, useView } from '../state/view.ts';
import { chooseLocale, type Locale, useWords } from '../words/index.ts';
import { BackendChip } from './BackendChip.tsx';
import { PrivacyChip } from './PrivacyChip.tsx';
import { setName } from './setName.ts';

export function TopBar() {
  const words = useWords();
  const { t, locale } = words;
  const dataset = useDataset((s) => s.dataset);
  const projector = useView((s) => s.projector);
  return (
    <header className="top">
      <a className="name" href={href('start')}>
        RadTune
      </a>
      <span className="muted opt set">
        {dataset && setName(dataset.name, words)}
        {dataset?.synthetic && <span className="badge">{t('synthetic')}</span>}
      </span>
      <span className="grow" />
      <BackendChip />
      <PrivacyChip />
      <button type="button" className="chip opt" aria-pressed={projector} onClick={toggleProjector} title={t('top.projector.why')}>
        {t('top.projector')}
      </button>
      <label className="chip pick">
        <span className="sr">{t('top.language')}</span>
        <select value={locale} onChange={(e) => void chooseLocale(e.target.value as Locale)}>
          <option value="en" lang="en">
            EN
          </option>
          <option value="pt-BR" lang="pt-BR">
            PT
          </option>
        </select>
      </label>
    </header>
  );
}
