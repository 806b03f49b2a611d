import { useJob } from '../state/job.ts';
import { useWords } from '../words/index.ts';

/** The running job in words. */
export function useJobWords(): { stage: string; count: string; rate: string; left: string } {
  const { t, find, number, seconds } = useWords();
  const { kind, progress } = useJob();
  if (kind === null) return { stage: '', count: '', rate: '', left: '' };
  if (!progress) return { stage: t(`job.${kind}`), count: '', rate: '', left: '' };
  const { stage, name, done, of, perSecond, secondsLeft } = progress;
  return {
    stage: find(`job.${kind}.${stage}`, { name }) ?? `${t(`job.${kind}`)} ${name}`.trim(),
    count: of > 0 ? t('job.count', { done: number(done), of: number(of) }) : '',
    rate: perSecond === null ? '' : t('job.rate', { rate: number(perSecond, perSecond < 10 ? 1 : 0) }),
    left: secondsLeft === null ? '' : t('job.left', { time: seconds(secondsLeft) }),
  };
}
