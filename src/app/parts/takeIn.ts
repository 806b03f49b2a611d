import type { DroppedFile } from '../../protocol/messages.ts';
import { intake, useDataset } from '../state/dataset.ts';
import { useJob } from '../state/job.ts';
import { go, route } from '../state/route.ts';
import { attempt } from '../state/view.ts';
import { nameOf } from './dropped.ts';

/** Whether dropped images go into the open data set (in its room, unless it is synthetic) or become a new one. */
export function addsToOpen(): boolean {
  const { dataset } = useDataset.getState();
  return route() === 'images' && dataset !== null && !dataset.synthetic;
}

/** Hands files to the worker and shows the room of images. Nothing is begun while another job runs. */
export async function takeIn(files: readonly DroppedFile[], add: boolean): Promise<void> {
  if (files.length === 0 || useJob.getState().kind !== null) return;
  const into = add ? useDataset.getState().dataset!.id : null;
  await attempt(async () => {
    await intake(files, nameOf(files), into);
    go('images');
  });
}
