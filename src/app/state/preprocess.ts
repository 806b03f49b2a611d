import { create } from 'zustand';
import type { Id } from '../../domain/ids.ts';
import type { Plausibility } from '../../domain/plausibility.ts';
import { type Policy, STUDY_PREPROCESS } from '../../domain/policy.ts';
import type { CatalogEntry } from '../../protocol/messages.ts';
import { during } from './job.ts';
import { call } from './link.ts';

export const POLICIES: readonly Policy[] = ['own', 'study', 'custom'];

/** A preprocessing in its parts; what is null is left as the preset has it. */
export interface Choice {
  preset: string;
  resize: string | null;
  fit: string | null;
  /** The share of the shorter side that a centre crop keeps. */
  crop: string | null;
  size: number | null;
}

/** `preset@1+resize=bicubic+fit=crop+size=299` in its parts. What cannot be read stays with the preset's name. */
export function partsOf(text: string): Choice {
  const [preset = text, ...more] = text.split('+');
  const at = (key: string) => more.find((m) => m.startsWith(`${key}=`))?.slice(key.length + 1) ?? null;
  const size = Number(at('size'));
  return { preset, resize: at('resize'), fit: at('fit'), crop: at('crop'), size: size > 0 ? size : null };
}

export function textOf({ preset, resize, fit, crop, size }: Choice): string {
  return [preset, resize && `resize=${resize}`, fit && `fit=${fit}`, crop && `crop=${crop}`, size && `size=${size}`]
    .filter(Boolean)
    .join('+');
}

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
