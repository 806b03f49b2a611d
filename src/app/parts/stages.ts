import { countDataset } from '../../domain/dataset.ts';
import { useDataset } from '../state/dataset.ts';
import { useJob } from '../state/job.ts';
import { useResults } from '../state/results.ts';
import type { Room } from '../state/route.ts';
import { isStale } from '../state/stale.ts';
import { armsOf, useStudy } from '../state/study.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';

export type Stage = { state: 'empty' | 'ready' | 'stale' | 'running'; text: string };

/** Where each room stands, in words, and what the next step needs. */
export function useStages(): { rooms: Readonly<Record<Room, Stage>>; next: string } {
  const { t, number, percent } = useWords();
  const dataset = useDataset((s) => s.dataset);
  const catalog = useWorkspace((s) => s.catalog);
  const { draft } = useStudy();
  const { kind, progress } = useJob();
  const { run, report, record } = useResults();
  const counts = dataset && countDataset(dataset);
  const arms = armsOf(draft, catalog).length;
  const classes = counts?.classes.filter((c) => c.images > 0).length ?? 0;
  const canTrain = classes >= 2 && arms >= 2;
  const stale = isStale(record, dataset);
  const done = progress && progress.of > 0 ? percent(progress.done / progress.of) : t('stage.running');

  const empty: Stage = { state: 'empty', text: t('stage.empty') };
  const images: Stage =
    kind === 'intake' || kind === 'phantom'
      ? { state: 'running', text: done }
      : counts
        ? { state: 'ready', text: number(counts.images) }
        : empty;
  const experiment: Stage =
    kind === 'run'
      ? { state: 'running', text: done }
      : canTrain
        ? { state: 'ready', text: t('stage.folds', { folds: draft.folds, seeds: draft.seeds }) }
        : empty;
  const results: Stage = !run
    ? empty
    : !report
      ? { state: 'running', text: '…' }
      : stale
        ? { state: 'stale', text: t('stage.stale') }
        : { state: 'ready', text: t('stage.ready') };
  const next =
    kind !== null
      ? ''
      : !counts
        ? t('next.images')
        : classes < 2
          ? t('next.classes')
          : arms < 2
            ? t('next.arms')
            : !run
              ? t('next.train')
              : stale
                ? t('next.again')
                : '';
  return {
    rooms: {
      images,
      backbones: arms > 0 ? { state: 'ready', text: t('stage.arms', { arms }) } : empty,
      experiment,
      results,
      report: results,
    },
    next,
  };
}
