import { create } from 'zustand';
import type { Dataset } from '../../domain/dataset.ts';
import type { Id } from '../../domain/ids.ts';
import type { DroppedFile, PhantomRequest } from '../../protocol/messages.ts';
import { during } from './job.ts';
import { keep } from './kept.ts';
import { call } from './link.ts';
import { closeRun } from './results.ts';
import { refresh, useWorkspace } from './workspace.ts';

type Change = { sample: Id<'sample'>; cls: Id<'class'> | null };
/** One step of undo: what the labels were, what they became. */
interface Step {
  before: readonly Change[];
  after: readonly Change[];
}

interface Open {
  dataset: Dataset | null;
  past: readonly Step[];
  future: readonly Step[];
}

export const useDataset = create<Open>(() => ({ dataset: null, past: [], future: [] }));

/** Results are of one data set: another one opens without them. */
function show(dataset: Dataset | null): void {
  if (useDataset.getState().dataset?.id !== dataset?.id) closeRun();
  keep('dataset', dataset?.id ?? null);
  useDataset.setState({ dataset, past: [], future: [] });
}

export async function openDataset(id: Id<'dataset'>): Promise<void> {
  if (useDataset.getState().dataset?.id === id) return;
  show(await call('dataset.open', { id }));
}

export async function makePhantom(request: PhantomRequest): Promise<void> {
  show(await during('phantom', () => call('dataset.phantom', request)));
  await refresh();
}

/** Reads dropped files into a new data set, or adds them to the open one. */
export async function intake(files: readonly DroppedFile[], name: string, into: Id<'dataset'> | null): Promise<void> {
  const { dataset } = await during('intake', () => call('dataset.intake', { files, name, into }));
  show(dataset);
  await refresh();
}

export async function removeDataset(id: Id<'dataset'>): Promise<void> {
  useWorkspace.setState(await call('dataset.remove', { id }));
  if (useDataset.getState().dataset?.id === id) show(null);
}

async function send(labels: readonly Change[]): Promise<void> {
  const dataset = useDataset.getState().dataset!;
  useDataset.setState({ dataset: await call('labels.set', { dataset: dataset.id, labels }) });
}

/**
 * Changes of labels and classes one after the other: each is worked out from what the one before left.
 * Quick hands press the next key before the worker has answered, and would otherwise lose a label or a step of undo.
 */
let last: Promise<unknown> = Promise.resolve();
function inTurn<A extends unknown[]>(change: (...args: A) => Promise<void>): (...args: A) => Promise<void> {
  return (...args) => {
    const mine = last.then(() => change(...args));
    last = mine.catch(() => {});
    return mine;
  };
}

/** Gives images a class, or takes it away. What they had is remembered for undo. */
export const label = inTurn(async (samples: readonly Id<'sample'>[], cls: Id<'class'> | null) => {
  const { dataset, past } = useDataset.getState();
  if (!dataset) return;
  const had = new Map(dataset.labels.map((l) => [l.sample, l.cls]));
  const changed = samples.filter((s) => (had.get(s) ?? null) !== cls);
  if (changed.length === 0) return;
  const step: Step = {
    before: changed.map((sample) => ({ sample, cls: had.get(sample) ?? null })),
    after: changed.map((sample) => ({ sample, cls })),
  };
  await send(step.after);
  useDataset.setState({ past: [...past, step], future: [] });
});

export const undo = inTurn(async () => {
  const { past, future } = useDataset.getState();
  const step = past.at(-1);
  if (!step) return;
  await send(step.before);
  useDataset.setState({ past: past.slice(0, -1), future: [...future, step] });
});

export const redo = inTurn(async () => {
  const { past, future } = useDataset.getState();
  const step = future.at(-1);
  if (!step) return;
  await send(step.after);
  useDataset.setState({ past: [...past, step], future: future.slice(0, -1) });
});

export const addClass = inTurn(async (name: string) => {
  useDataset.setState({ dataset: await call('class.add', { dataset: useDataset.getState().dataset!.id, name }) });
});

export const renameClass = inTurn(async (cls: Id<'class'>, name: string) => {
  useDataset.setState({ dataset: await call('class.rename', { dataset: useDataset.getState().dataset!.id, cls, name }) });
});
