import { CopyText } from '../parts/CopyText.tsx';
import { BIBTEX, LINKS } from '../parts/radImageNet.ts';
import { type Key, useWords } from '../words/index.ts';

const FACTS: readonly Key[] = ['about.size', 'about.patients', 'about.modalities', 'about.anatomies', 'about.labels', 'about.purpose'];
const TASKS: readonly Key[] = ['about.task.1', 'about.task.2', 'about.task.3', 'about.task.4', 'about.task.5', 'about.task.6'];
const NETWORKS = ['ResNet50', 'DenseNet121', 'InceptionResNetV2', 'InceptionV3'];
/** What RadImageNet is, how to get its weights and how to cite it; and what this page is and is not. */
export default function About() {
  const { t } = useWords();
  return (
    <div className="grid about">
      <h1>{t('room.about')}</h1>
      <section className="card grid">
        <h2>{t('about.studio')}</h2>
        <p>{t('about.studio.what')}</p>
        <p>{t('about.studio.not')}</p>
        <p>{t('about.licences')}</p>
      </section>
      <section className="card grid">
        <h2>RadImageNet</h2>
        <p>{t('about.what')}</p>
        <ul>
          {FACTS.map((k) => (
            <li key={k}>{t(k)}</li>
          ))}
        </ul>
        <p>{t('about.tasks')}</p>
        <ul>
          {TASKS.map((k) => (
            <li key={k}>{t(k)}</li>
          ))}
        </ul>
        <p>{t('about.networks', { names: NETWORKS.join(', ') })}</p>
        <p>{t('about.later')}</p>
      </section>
      <section className="card grid">
        <h2>{t('about.get')}</h2>
        <p>{t('about.get.data')}</p>
        <p>{t('about.get.weights')}</p>
        <ul>
          {LINKS.map(([what, address]) => (
            <li key={address}>
              <a href={address} target="_blank" rel="noopener noreferrer">
                {t(what)}
              </a>{' '}
              <small>{address}</small>
            </li>
          ))}
        </ul>
        <p className="muted">{t('about.links')}</p>
      </section>
      <section className="card grid">
        <h2>{t('about.cite')}</h2>
        <CopyText text={BIBTEX} />
      </section>
    </div>
  );
}
