import { create } from 'zustand';
import type { Id } from '../../domain/ids.ts';
import type { Plausibility } from '../../domain/plausibility.ts';
import { type Policy, STUDY_PREPROCESS } from '../../domain/policy.ts';
import type { CatalogEntry } from '../../protocol/messages.ts';
import { during } from './job.ts';
import { call } from './link.ts';

export const POLICIES: readonly Policy[] = ['own', 'study', 'custom'];

/** What an arm of a spec says: 'pack' for the pack's own. */
export function preprocessOf(pack: Pick<CatalogEntry, 'id'>, policy: Policy, custom: Readonly<Record<string, string>>): string {
  if (policy === 'study') return STUDY_PREPROCESS;
  return (policy === 'custom' && custom[pack.id]) || 'pack';
}

/** The same with the pack's own written out. */
export function effective(pack: CatalogEntry, policy: Policy, custom: Readonly<Record<string, string>>): string {
  const text = preprocessOf(pack, policy, custom);
  return text === 'pack' ? pack.preprocess : text;
}

interface Plausible {
  /** By pack, data set and revision. */
  found: Readonly<Record<string, Plausibility>>;
}
export const usePlausible = create<Plausible>(() => ({ found: {} }));
export const plausibleKey = (pack: Id<'pack'>, dataset: { id: string; revision: number }): string =>
  `${pack} ${dataset.id} ${dataset.revision}`;

/** Asks which preprocessing agrees with a pack's BatchNorm statistics on a data set. No arm is changed. */
export async function askPlausible(pack: Id<'pack'>, dataset: { id: Id<'dataset'>; revision: number }): Promise<void> {
  const found = await during('preprocess', () => call('preprocess.plausible', { pack, dataset: dataset.id }));
  usePlausible.setState({ found: { ...usePlausible.getState().found, [plausibleKey(pack, dataset)]: found } });
}
