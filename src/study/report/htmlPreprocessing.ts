import { InputError } from '../../domain/notice.ts';
import { policyOfRun } from '../../domain/policy.ts';
import type { RunArm, RunRecord } from '../../domain/run.ts';
import { describePreprocess } from '../../imaging/describe.ts';
import { facts, html, type Markup } from './markup.ts';

/** Whose preprocessing the arms had, as the end of a sentence. It favours one arm or the other, so it stands beside the result. */
export function policyText(run: RunRecord): string {
  const policy = policyOfRun(run);
  if (policy === 'own') return 'each arm its own, as its pack states it';
  if (policy === 'study')
    return 'as in the RadImageNet study, the same for every arm; weights that were trained with other preprocessing (those of ImageNet were) are at a disadvantage';
  if (policy === 'custom') {
    const changed = run.arms.filter((a) => a.defaultPreprocess !== undefined && a.defaultPreprocess !== a.preprocess);
    return `chosen by hand; not the pack's own in ${changed.map((a) => a.name).join(', ')}`;
  }
  return 'as stated per arm; whether it is the packs’ own is not recorded';
}

/** The preprocessing of every arm in words. */
export function preprocessingFacts(run: RunRecord): Markup {
  return html`<h3>Preprocessing</h3>${facts([['Policy', policyText(run)], ...run.arms.map((arm): [string, Markup] => [arm.name, armText(arm)])])}`;
}

function armText(arm: RunArm): Markup {
  const own = arm.defaultPreprocess === undefined || arm.defaultPreprocess === arm.preprocess;
  const size = arm.inputSize ? ` Side ${arm.inputSize} px.` : '';
  const instead = own ? '' : ` Its pack's own would be ${arm.defaultPreprocess}: ${described(arm.defaultPreprocess!)}.`;
  return html`<code>${arm.preprocess}</code>: ${described(arm.preprocess)}.${size}${instead}`;
}

/** A record of another version may name what this one does not know. */
function described(preprocess: string): string {
  try {
    return describePreprocess(preprocess);
  } catch (error) {
    if (error instanceof InputError) return 'not known to this version';
    throw error;
  }
}
