import { type NormStatistics, normLayers } from '../domain/batchNorms.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { loadPack, type ReadTensors } from './loadPack.ts';

/**
 * What the first `count` BatchNorms of a pack saw in training. `files` are the bytes of `pack.weights`, in that order. Rejects with an InputError
 * `no-batchnorm-statistics` for a pack that was not trained or has no BatchNorm, and as `loadPack` does for damaged files.
 */
export async function normStatistics(
  pack: BackbonePack,
  files: readonly Uint8Array[],
  count: number,
  read: ReadTensors,
): Promise<NormStatistics[]> {
  if (pack.weights.length === 0) throw none(pack, 'has random weights and was never trained');
  const { graph, weights } = await loadPack(pack, files, read);
  const layers = normLayers(graph, count).map(({ name, epsilon }) => ({
    name,
    epsilon,
    mean: weights.get(`${name}.mean`)!.data,
    variance: weights.get(`${name}.variance`)!.data,
  }));
  if (layers.length === 0) throw none(pack, 'has no BatchNorm layers');
  // Every framework starts its running statistics so; training moves all of them.
  if (layers.every((l) => l.mean.every((m) => m === 0) && l.variance.every((v) => v === 1)))
    throw none(pack, 'has the BatchNorm statistics of a network before its training (every mean 0, every variance 1)');
  return layers;
}

const none = (pack: BackbonePack, why: string) =>
  new InputError(
    'no-batchnorm-statistics',
    `${pack.name} (${pack.id}) ${why}: there are no statistics of training images to compare with. Ask this of a pretrained pack.`,
    pack.id,
  );
