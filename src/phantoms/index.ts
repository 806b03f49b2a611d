import { InputError } from '../domain/notice.ts';
import { breast } from './breast.ts';
import { chestCt } from './chestCt.ts';
import { chestXray } from './chestXray.ts';
import { headCt } from './headCt.ts';
import { kneeMr } from './kneeMr.ts';
import { makePhantomOf, type PhantomImage, type PhantomRequest } from './make.ts';
import type { PhantomTask } from './task.ts';
import { thyroid } from './thyroid.ts';

export { makeImage, type PhantomImage, type PhantomRequest, phantomDefaults, SITES } from './make.ts';
export type { Drawn, ImageParams, PhantomTask } from './task.ts';

/** The list of synthetic tasks, after the six of the RadImageNet study. */
export const TASKS: readonly PhantomTask[] = [thyroid, breast, kneeMr, chestXray, chestCt, headCt];

/** A synthetic data set of the task that the request names, image by image. Throws InputError `no-phantom` or `bad-phantom`. */
export function makePhantom(request: PhantomRequest): Generator<PhantomImage, void, undefined> {
  const task = TASKS.find((t) => t.id === request.task);
  if (!task)
    throw new InputError('no-phantom', `There is no synthetic task "${request.task}". Known: ${TASKS.map((t) => t.id).join(', ')}.`);
  return makePhantomOf(task, request);
}
