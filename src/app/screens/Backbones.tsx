import { ChooseWeights } from '../parts/Choose.tsx';
import { RadImageNetCard } from '../parts/RadImageNetCard.tsx';
import { asWeights } from '../parts/weights.ts';
import { useJob } from '../state/job.ts';
import { importWeights } from '../state/packs.ts';
import { href } from '../state/route.ts';
import { armsOf, useStudy } from '../state/study.ts';
import { attempt } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { Arms } from './backbones/Arms.tsx';
import { Library } from './backbones/Library.tsx';
import { Proposals } from './backbones/Proposals.tsx';

/** The networks to compare: which, in which order, and the library they come from. */
export default function Backbones() {
  const { t } = useWords();
  const { catalog, status } = useWorkspace();
  const draft = useStudy((s) => s.draft);
  const busy = useJob((s) => s.kind !== null);
  const arms = armsOf(draft, catalog);
  return (
    <div className="grid">
      <div className="row">
        <h1>{t('backbones.title')}</h1>
        <span className="grow" />
        <ChooseWeights
          label={t('weights.add')}
          disabled={busy || status !== 'ready'}
          onFiles={(files) => void attempt(() => importWeights(asWeights(files), null))}
        />
        <a className="btn primary" href={href('experiment')}>
          {t('backbones.next')}
        </a>
      </div>
      <p className="muted lead">{t('backbones.lead')}</p>
      {status === 'starting' && <p className="muted">{t('start.starting')}</p>}
      <Arms arms={arms} busy={busy} />
      <Proposals arms={arms} />
      <Library arms={arms} busy={busy} />
      <RadImageNetCard />
    </div>
  );
}
