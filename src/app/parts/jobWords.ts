import { useJob } from '../state/job.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { packName } from './armNames.ts';

/** The running job in words. */
export function useJobWords(): { stage: string; count: string; rate: string; left: string } {
  const words = useWords();
  const { t, find, number, seconds, bytes } = words;
  const catalog = useWorkspace((s) => s.catalog);
  const { kind, progress } = useJob();
  if (kind === null) return { stage: '', count: '', rate: '', left: '' };
  if (!progress) return { stage: t(`job.${kind}`), count: '', rate: '', left: '' };
  const { stage, done, of, perSecond, secondsLeft } = progress;
  const pack = catalog.find((c) => c.name === progress.name);
  const name = pack ? packName(pack, words) : progress.name;
  const download = progress.job === 'pack' && stage === 'download';
  const count = (n: number) => (download ? bytes(n) : number(n));
  return {
    stage: find(`job.${kind}.${stage}`, { name }) ?? `${t(`job.${kind}`)} ${name}`.trim(),
    count: of > 0 ? t('job.count', { done: count(done), of: count(of) }) : '',
    rate: perSecond === null ? '' : t('job.rate', { rate: download ? bytes(perSecond) : number(perSecond, perSecond < 10 ? 1 : 0) }),
    left: secondsLeft === null ? '' : t('job.left', { time: seconds(secondsLeft) }),
  };
}
