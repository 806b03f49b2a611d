import type { Hash } from '../domain/ids.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { canonicalJson } from '../util/canonicalJson.ts';
import { hash } from '../util/hash.ts';
import { RANDOM_RECIPE } from './randomWeights.ts';

/** What identifies a pack's weights: the hash of its weight file (of the list of hashes, for several), or of architecture, seed and recipe where they are drawn at random. */
export function packHash(pack: BackbonePack): Hash {
  if (pack.weights.length === 1) return pack.weights[0]!.hash;
  if (pack.weights.length > 1) return hash(canonicalJson(pack.weights.map((w) => w.hash))) as Hash;
  return hash(canonicalJson({ architecture: pack.architecture, variant: pack.variant, seed: seedOf(pack), recipe: RANDOM_RECIPE })) as Hash;
}

/** The seed of a pack without weight files. Throws InputError where it has none. */
export function seedOf(pack: BackbonePack): number {
  if (pack.seed !== undefined) return pack.seed;
  throw new InputError('pack-without-weights', `The pack ${pack.id} names neither a weight file nor a seed for random weights.`, pack.id);
}
