import type { DroppedFile } from '../../protocol/messages.ts';
import { intake, useDataset } from '../state/dataset.ts';
import { useJob } from '../state/job.ts';
import { importWeights, usePacks } from '../state/packs.ts';
import { go, route } from '../state/route.ts';
import { attempt, showFailure } from '../state/view.ts';
import { nameOf } from './dropped.ts';
import { sortFiles } from './weights.ts';

/** Whether dropped images go into the open data set (in its room, unless it is synthetic) or become a new one. */
export function addsToOpen(): boolean {
  const { dataset } = useDataset.getState();
  return route() === 'images' && dataset !== null && !dataset.synthetic;
}

/** Hands files to the worker and shows the room of images; weight files among them go to the library. Nothing is begun while another job runs. */
export async function takeIn(files: readonly DroppedFile[], add: boolean): Promise<void> {
  if (files.length === 0) return;
  if (useJob.getState().kind !== null) {
    showFailure({ code: 'busy', message: 'Something is running already. Wait for it, or cancel it.', where: null, expected: true });
    return;
  }
  const { weights, images, left } = sortFiles(files, route() === 'backbones');
  if (weights.length > 0) await attempt(() => importWeights(weights, null, left));
  if (images.length === 0) return;
  const into = add ? useDataset.getState().dataset!.id : null;
  await attempt(async () => {
    await intake(images, nameOf(images), into);
    if (weights.length > 0) usePacks.setState({ room: 'images' });
    go('images');
  });
}
