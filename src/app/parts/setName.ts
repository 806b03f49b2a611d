import { TASKS } from '../state/samples.ts';
import type { Key, Words } from '../words/index.ts';

/** A data set's name for people: a sample bears the id of its task, which has words in every language. */
export function setName(name: string, { t }: Pick<Words, 't'>): string {
  const task = TASKS.find((k) => k === name);
  return task ? `${t(`sample.${task}`)}, ${t(`sample.${task}.by` as Key)}` : name;
}
