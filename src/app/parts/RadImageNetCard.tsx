import type { ReactNode } from 'react';
import { type Key, useWords } from '../words/index.ts';
import { CopyText } from './CopyText.tsx';
import { BIBTEX, LINKS, PAPERS, REPORTED } from './radImageNet.ts';
import { Scroll } from './Scroll.tsx';

const FACTS = ['images', 'patients', 'modalities', 'anatomies', 'labels'] as const;

/** What RadImageNet is: facts, reported accuracy, its two trainings, what papers found, licence and citation. */
export function RadImageNetCard() {
  const { t, number } = useWords();
  return (
    <section className="card grid" aria-labelledby="radimagenet">
      <h2 id="radimagenet">RadImageNet</h2>
      <p className="muted">{t('rin.lead')}</p>
      <dl className="facts">
        {FACTS.map((f) => (
          <div key={f}>
            <dt>{t(`rin.${f}`)}</dt>
            <dd>{t(`rin.${f}.value`)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('rin.access')}</dt>
          <dd>
            {t('rin.access.value')} <Away to="https://www.radimagenet.com/">radimagenet.com</Away>
          </dd>
        </div>
      </dl>
      <h3>{t('rin.reported')}</h3>
      <Scroll label={t('rin.reported')} className="scroll reported">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('rin.network')}</th>
              <th scope="col">{t('rin.top1')}</th>
              <th scope="col">{t('rin.top5')}</th>
            </tr>
          </thead>
          <tbody>
            {REPORTED.map((r) => (
              <tr key={r.network}>
                <th scope="row">
                  {r.network}
                  {r.kerasOnly && (
                    <>
                      <br />
                      <small>{t('rin.kerasOnly')}</small>
                    </>
                  )}
                </th>
                <td className="right">{number(r.top1, 1)}</td>
                <td className="right">{number(r.top5, 1)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="muted">
        <small>{t('rin.reported.not')}</small>
      </p>
      <Part title="rin.two">
        <p>{t('rin.two.what')}</p>
        <p>{t('rin.two.study')}</p>
        <p>{t('rin.two.others')}</p>
      </Part>
      <Part title="rin.papers">
        <p>{t('rin.papers.sum')}</p>
        <ul>
          {PAPERS.map((p) => (
            <li key={p.address}>
              <Away to={p.address}>{p.title}</Away>: {t(p.found)}
            </li>
          ))}
        </ul>
        <p>{t('rin.prepare')}</p>
      </Part>
      <Part title="rin.licence">
        <p>{t('rin.licence.what')}</p>
        <p>{t('rin.licence.imagenet')}</p>
      </Part>
      <Part title="rin.cite">
        <CopyText text={BIBTEX} />
      </Part>
      <Part title="about.get">
        <ul>
          {LINKS.map(([what, address]) => (
            <li key={address}>
              <Away to={address}>{t(what)}</Away>
            </li>
          ))}
        </ul>
        <p className="muted">{t('about.links')}</p>
      </Part>
    </section>
  );
}

/** A part that is closed until it is wanted. */
function Part({ title, children }: { title: Key; children: ReactNode }) {
  const { t } = useWords();
  return (
    <details>
      <summary>{t(title)}</summary>
      <div className="grid about-pack">{children}</div>
    </details>
  );
}

function Away({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a href={to} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}
