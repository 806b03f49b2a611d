import type { Dataset } from '../../domain/dataset.ts';
import type { Id } from '../../domain/ids.ts';
import type { Plausibility } from '../../domain/plausibility.ts';
import { normStatistics } from '../../engine/normStatistics.ts';
import { readSafetensors } from '../../formats/arrays/safetensors.ts';
import { NORM_LAYERS, plausible } from '../../study/plausible.ts';
import type { Ports } from '../../study/ports.ts';
import type { PackShelf } from './packs.ts';

/** What the question needs of the worker. `ports` are those of a study on the data set; their progress is sent as that of the job 'preprocess'. */
export interface PlausibleParts {
  packs: Pick<PackShelf, 'open' | 'weights'>;
  dataset(id: Id<'dataset'>): Promise<Dataset>;
  ports(dataset: Dataset): Promise<Pick<Ports, 'images' | 'extractor' | 'tell' | 'cancelled' | 'now'>>;
  /** One long job at a time. */
  exclusive<T>(work: () => Promise<T>): Promise<T>;
}

/** Which preprocessing agrees with the pack's BatchNorm statistics. Rejects with an InputError: see `normStatistics` and `plausible`; `cancelled` where the user stopped it. */
export function plausibleHere(asked: { dataset: Id<'dataset'>; pack: Id<'pack'> }, parts: PlausibleParts): Promise<Plausibility> {
  return parts.exclusive(async () => {
    const [dataset, { pack }] = await Promise.all([parts.dataset(asked.dataset), parts.packs.open(asked.pack)]);
    const files = pack.weights.length === 0 ? [] : await parts.packs.weights(pack);
    const trained = await normStatistics(pack, files, NORM_LAYERS, readSafetensors);
    return plausible({ pack, trained, dataset }, await parts.ports(dataset));
  });
}
