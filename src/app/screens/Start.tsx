import { useRef } from 'react';
import { ChooseImages } from '../parts/Choose.tsx';
import { takeIn } from '../parts/takeIn.ts';
import { useJob } from '../state/job.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { Kept } from './start/Kept.tsx';
import { makeSample, Samples } from './start/Samples.tsx';

/** The welcome: what it does, that images stay here, two ways in. */
export function Start() {
  const { t } = useWords();
  const mine = useRef<HTMLElement>(null);
  const busy = useJob((s) => s.kind !== null);
  const ready = useWorkspace((s) => s.status === 'ready');
  const off = busy || !ready;
  return (
    <div className="grid start">
      <h1>{t('start.title')}</h1>
      <p className="lead muted">{t('start.lead')}</p>
      <div className="row">
        <button type="button" className="primary" disabled={off} onClick={() => void makeSample('chest-xray')}>
          {t('start.sample')}
        </button>
        <button
          type="button"
          onClick={() => {
            mine.current?.scrollIntoView({ block: 'center' });
            mine.current?.querySelector('button')?.focus();
          }}
        >
          {t('start.mine')}
        </button>
        {!ready && <span className="muted">{t('start.starting')}</span>}
      </div>
      <section className="card zone" ref={mine} aria-labelledby="zone-title">
        <h2 id="zone-title">{t('start.drop')}</h2>
        <p className="muted">{t('start.drop.how')}</p>
        <ChooseImages disabled={off} onFiles={(files) => void takeIn(files, false)} />
      </section>
      <Samples off={off} />
      <Kept />
      <p className="muted">{t('start.stays')}</p>
    </div>
  );
}
