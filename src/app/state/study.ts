import { create } from 'zustand';
import type { Id } from '../../domain/ids.ts';
import type { Notice } from '../../domain/notice.ts';
import type { Policy } from '../../domain/policy.ts';
import type { ExperimentSpec } from '../../domain/spec.ts';
import type { CatalogEntry, Events } from '../../protocol/messages.ts';
import { useDataset } from './dataset.ts';
import { during, useJob } from './job.ts';
import { call } from './link.ts';
import { preprocessOf } from './preprocess.ts';
import { showRun } from './results.ts';
import { refresh, useWorkspace } from './workspace.ts';

/** The study as the reader sets it up. */
export interface Draft {
  /** The first is the baseline. Null: the default arms. */
  packs: readonly Id<'pack'>[] | null;
  positive: Id<'class'> | null;
  split: 'kfold' | 'kept';
  folds: number;
  seeds: number;
  head: 'logistic' | 'softmax';
  margin: number;
  policy: Policy;
  /** Of the custom policy: a preprocessing by pack; a pack that is not named keeps its own. */
  custom: Readonly<Record<string, string>>;
}

interface Study {
  draft: Draft;
  /** What the worker says of the draft; null while it is asked. */
  check: readonly Notice[] | null;
  /** The course of the softmax heads of the run that is going on. */
  trace: readonly Events['trace'][];
}

const START: Draft = {
  ...{ packs: null, positive: null, split: 'kfold', folds: 5, seeds: 1, head: 'logistic', margin: 0.02 },
  ...{ policy: 'own', custom: {} },
};
export const useStudy = create<Study>(() => ({ draft: START, check: null, trace: [] }));

export const MAX_ARMS = 4;
const DEFAULT_PACKS = ['starter-natural', 'starter-radiology', 'random-starter'];

export function armsOf(draft: Draft, catalog: readonly CatalogEntry[]): readonly CatalogEntry[] {
  const ready = new Map(catalog.filter((c) => c.ready).map((c) => [c.id as string, c]));
  const wanted = draft.packs ?? DEFAULT_PACKS;
  return wanted.flatMap((p) => ready.get(p) ?? []);
}

export function edit(change: Partial<Draft>): void {
  useStudy.setState({ draft: { ...useStudy.getState().draft, ...change }, check: null });
}

/** The draft as a spec for the open data set, or null while something is missing. */
export function specOf(draft: Draft): ExperimentSpec | null {
  const { dataset } = useDataset.getState();
  const [first, ...rest] = armsOf(draft, useWorkspace.getState().catalog);
  if (!dataset || !first) return null;
  const arm = (c: CatalogEntry): ExperimentSpec['arms'][0] => ({
    name: c.name,
    pack: c.id,
    preprocess: preprocessOf(c, draft.policy, draft.custom),
    tap: 'default',
    tune: { kind: 'frozen' },
    head:
      draft.head === 'logistic'
        ? { kind: 'logistic', grid: [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1], innerFolds: 5 }
        : { kind: 'softmax', dropout: 0.5, learningRate: 1e-3, epochs: 30, batch: 32, validationShare: 0.2 },
  });
  return {
    schema: 1,
    dataset: { id: dataset.id, revision: dataset.revision },
    positive: dataset.classes.some((c) => c.id === draft.positive) ? draft.positive : null,
    split:
      draft.split === 'kept' && dataset.samples.some((s) => s.part) ? { kind: 'kept' } : { kind: 'kfold', folds: draft.folds, repeats: 1 },
    arms: [arm(first), ...rest.map(arm)],
    primary: 'auroc',
    margin: draft.margin,
    interval: { level: 0.95, resamples: 2000 },
    seeds: Array.from({ length: draft.seeds }, (_, i) => i + 1),
  };
}

let asked = 0;
/** Asks the worker what the draft lacks; an answer to an older draft is let go. */
export async function check(): Promise<void> {
  const spec = specOf(useStudy.getState().draft);
  const mine = ++asked;
  if (!spec) return;
  const notices = await call('study.check', { spec });
  if (mine === asked) useStudy.setState({ check: notices });
}

export const onTrace = (event: Events['trace']): void => useStudy.setState({ trace: [...useStudy.getState().trace, event] });

/** Runs the draft, or goes on with a run that was interrupted. True when it came to its end. */
export async function train(pending: ExperimentSpec | null = null): Promise<void> {
  const spec = pending ?? specOf(useStudy.getState().draft);
  if (!spec) return;
  useStudy.setState({ trace: [] });
  try {
    const run = await during('run', () => call('study.run', { spec }));
    await showRun(run.id, null);
  } finally {
    await refresh().catch(() => {});
  }
}

export async function cancel(): Promise<void> {
  useJob.setState({ cancelling: true });
  await call('study.cancel', {});
}
