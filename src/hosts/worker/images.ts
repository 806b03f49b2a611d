import type { Dataset, Sample } from '../../domain/dataset.ts';
import type { Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { openImage } from '../../formats/images/index.ts';
import { toPicture } from '../../imaging/picture.ts';
import type { Picture } from '../../protocol/messages.ts';
import type { Workspace } from './workspace.ts';

/** The sample of this id. Throws InputError `no-sample`. */
export function sampleOf(dataset: Dataset, id: Id<'sample'>): Sample {
  const found = dataset.samples.find((s) => s.id === id);
  if (!found) throw new InputError('no-sample', 'This image is not in the data set any more.', id);
  return found;
}

/** Pictures for the gallery. An image whose bytes are gone is left out here; the viewer says why. */
export async function thumbs(
  w: Workspace,
  dataset: Dataset,
  samples: readonly Id<'sample'>[],
  size: number,
): Promise<{ sample: Id<'sample'>; picture: Picture }[]> {
  const out: { sample: Id<'sample'>; picture: Picture }[] = [];
  for (const id of samples) {
    const s = sampleOf(dataset, id);
    const bytes = await w.imageBytes(s.source.file).catch(() => null);
    if (bytes) out.push({ sample: id, picture: toPicture(openImage(bytes, s.source.name), size) });
  }
  return out;
}

/** The whole picture and, where there is one, the lesion mask as a picture of the same size. */
export async function full(w: Workspace, dataset: Dataset, id: Id<'sample'>): Promise<{ picture: Picture; mask: Picture | null }> {
  const s = sampleOf(dataset, id);
  const picture = toPicture(openImage(await w.imageBytes(s.source.file), s.source.name), Math.max(...s.size));
  const mask = s.mask ? toPicture(openImage(await w.imageBytes(s.mask), `${s.source.name} (mask)`), Math.max(...s.size)) : null;
  return { picture, mask };
}
