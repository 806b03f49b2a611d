import { graphOf } from '../backbones/index.ts';
import { seedOf } from '../backbones/packHash.ts';
import { randomWeights } from '../backbones/randomWeights.ts';
import { checkTensors } from '../backbones/tensors.ts';
import type { Graph } from '../domain/graph.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import type { Tensor, Tensors } from '../domain/tensors.ts';
import { digest } from './digest.ts';

/** Reads one weight file into tensors: `readSafetensors` of formats, handed in by the host. */
export type ReadTensors = (bytes: Uint8Array, name: string) => Tensors;

/**
 * Graph and weights of a pack. `files` are the bytes of `pack.weights`, in that order; size and hash must be those the pack states. A pack without files gets
 * random weights from its seed. Rejects with an InputError where a file is not the one meant or its tensors are not those of the network.
 */
export async function loadPack(
  pack: BackbonePack,
  files: readonly Uint8Array[],
  read: ReadTensors,
): Promise<{ graph: Graph; weights: Tensors }> {
  const graph = graphOf(pack.architecture, pack.variant, { bnEpsilon: pack.bnEpsilon });
  if (pack.weights.length === 0) return { graph, weights: randomWeights(graph, seedOf(pack)) };
  const weights = new Map<string, Tensor>();
  for (const [i, { path, bytes, hash: wanted }] of pack.weights.entries()) {
    const where = `${pack.id}/${path}`;
    const file = files[i];
    if (!file || file.length !== bytes || (await digest(file)) !== wanted) {
      throw new InputError(
        'pack-damaged',
        `${where} is not the file that the pack ${pack.id} names: ${file ? `${file.length} bytes, expected ${bytes} with SHA-256 ${wanted.slice(0, 12)}…` : 'it is missing'}. Fetch the pack again.`,
        where,
      );
    }
    for (const [name, tensor] of read(file, where)) {
      if (weights.has(name))
        throw new InputError(
          'pack-damaged',
          `${where} holds the tensor ${name}, which another file of the pack ${pack.id} holds too.`,
          where,
        );
      weights.set(name, tensor);
    }
  }
  checkTensors(graph, weights, pack.weights.map((w) => `${pack.id}/${w.path}`).join(', '));
  return { graph, weights };
}
