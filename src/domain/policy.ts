import type { RunRecord } from './run.ts';

/**
 * Whose preprocessing the arms of a study get. `own`: each arm that of its own weights; `study`: all of them the one of the RadImageNet study, as published;
 * `custom`: anything else. It changes results, so it is stated beside them.
 */
export type Policy = 'own' | 'study' | 'custom';

/** What the RadImageNet study did to every image, whichever the network and its weights. */
export const STUDY_PREPROCESS = 'radimagenet-study@1';

/** The same values at whatever size. */
const isStudy = (preprocess: string) => preprocess.replace(/\+size=\d+$/, '') === STUDY_PREPROCESS;

/** The policy of arms, given the packs' defaults in the same order, both in their canonical spelling. Where it would be both, it is each arm's own. */
export function policyOf(arms: readonly { preprocess: string }[], defaultsOfPacks: readonly string[]): Policy {
  if (arms.every((a, i) => a.preprocess === 'pack' || a.preprocess === defaultsOfPacks[i])) return 'own';
  return arms.every((a, i) => isStudy(a.preprocess === 'pack' ? defaultsOfPacks[i]! : a.preprocess)) ? 'study' : 'custom';
}

/** The policy of a finished run; null where an older record does not tell what the packs' defaults were. */
export function policyOfRun(run: Pick<RunRecord, 'arms' | 'spec'>): Policy | null {
  const known = run.arms.map((a, i) => a.defaultPreprocess ?? (run.spec.arms[i]?.preprocess === 'pack' ? a.preprocess : null));
  if (known.every((d): d is string => d !== null)) return policyOf(run.arms, known);
  return run.arms.every((a) => isStudy(a.preprocess)) ? 'study' : null;
}
