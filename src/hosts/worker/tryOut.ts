import type { Dataset } from '../../domain/dataset.ts';
import { type Hash, id } from '../../domain/ids.ts';
import type { RunRecord } from '../../domain/run.ts';
import { openImage } from '../../formats/images/index.ts';
import { sampleSha256 } from '../../formats/images/samples.ts';
import { toPicture } from '../../imaging/picture.ts';
import type { TryResult } from '../../protocol/messages.ts';
import { type FinalHeads, fitFinalHeads, predictOne } from '../../study/finalHeads.ts';
import type { Ports } from '../../study/ports.ts';
import { hash } from '../../util/hash.ts';
import { installDecoders } from './decoders.ts';

/** Longest side of the picture shown beside the probabilities. */
const THUMB = 256;

/** Heads for new images, kept while run and labels stay as they are. */
export function finalHeads(): (run: RunRecord, dataset: Dataset, ports: Ports) => Promise<FinalHeads> {
  let key = '';
  let made: FinalHeads | null = null;
  return async (run, dataset, ports) => {
    // A pack may have been stored in another precision, or removed and imported again, since.
    const packs = await Promise.all(run.spec.arms.map(async (arm) => (await ports.packs.open(arm.pack)).hash));
    const wanted = [run.id, dataset.id, dataset.revision, ports.extractor.backend, ...packs].join('/');
    if (key !== wanted || !made) made = await fitFinalHeads(run.spec, dataset, ports);
    key = wanted;
    return made;
  };
}

/** Each arm's probability for one image file, and whether the heads have seen these pixels. */
export async function tryImage(
  heads: FinalHeads,
  dataset: Dataset,
  image: { bytes: Uint8Array; name: string },
  ports: Ports,
): Promise<TryResult> {
  await installDecoders();
  const frame = openImage(image.bytes, image.name);
  const pixels = sampleSha256(frame.data) as Hash;
  const twin = dataset.samples.find((s) => s.source.hash === pixels);
  const label = twin ? dataset.labels.find((l) => l.sample === twin.id) : undefined;
  const arms = await predictOne(
    heads,
    { sample: id(`try-${hash(image.bytes).slice(0, 12)}`), hash: pixels, name: image.name, bytes: image.bytes },
    ports,
  );
  return {
    arms,
    classes: heads.classes,
    member: twin && label ? { name: twin.source.name, cls: dataset.classes.find((c) => c.id === label.cls)?.name ?? null } : null,
    thumb: toPicture(frame, THUMB),
  };
}
