import type { Hash } from '../domain/ids.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { canonicalJson } from '../util/canonicalJson.ts';
import { hash } from '../util/hash.ts';
import { graphOf } from './index.ts';
import { RANDOM_RECIPE } from './randomWeights.ts';

/**
 * What identifies a pack's features: the hash of its weight file (of the list of hashes, for several), or of architecture, seed and recipe where they are drawn
 * at random. The same tensors give other features in another variant of the network (DenseNet121's differ in nothing but epsilon), so for a network
 * that has variants, and where an epsilon is stated, these count too. Throws InputError for an unknown architecture.
 */
export function packHash(pack: BackbonePack): Hash {
  const { architecture, variant, weights, bnEpsilon } = pack;
  const files = weights.map((w) => w.hash);
  if (files.length === 0)
    return hash(canonicalJson({ architecture, variant, seed: seedOf(pack), recipe: RANDOM_RECIPE, bnEpsilon })) as Hash;
  if (bnEpsilon !== undefined || hasVariants(architecture)) {
    return hash(canonicalJson({ architecture, variant, weights: files, bnEpsilon })) as Hash;
  }
  return files.length === 1 ? files[0]! : (hash(canonicalJson(files)) as Hash);
}

const hasVariants = (architecture: string) =>
  JSON.stringify(graphOf(architecture, 'keras')) !== JSON.stringify(graphOf(architecture, 'torch'));

/** The seed of a pack without weight files. Throws InputError where it has none. */
export function seedOf(pack: BackbonePack): number {
  if (pack.seed !== undefined) return pack.seed;
  throw new InputError('pack-without-weights', `The pack ${pack.id} names neither a weight file nor a seed for random weights.`, pack.id);
}
