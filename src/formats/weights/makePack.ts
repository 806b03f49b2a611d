import type { Hash, Id } from '../../domain/ids.ts';
import { type BackbonePack, parsePack } from '../../domain/pack.ts';
import { writeSafetensors } from '../arrays/safetensors.ts';
import type { ImportedWeights } from './bind.ts';
import type { Provenance } from './provenance.ts';

/** What `pack.json` also says of an imported pack; not needed to use it. */
export interface ImportedFrom {
  file: string;
  hash: Hash;
  container: string;
  names: string;
  family: Provenance['family'];
  familyKnownBy: Provenance['how'];
}

/** A pack from imported weights: its description and `weights.safetensors` in float32 under the graph's names. `taps` are the graph's, `hash` is SHA-256. */
export function makePack(
  found: ImportedWeights,
  from: { file: string; hash: Hash; provenance: Provenance; taps: readonly { name: string; length: number }[]; id?: string | undefined },
  hash: (bytes: Uint8Array) => Hash,
): { pack: BackbonePack; importedFrom: ImportedFrom; weights: Uint8Array<ArrayBuffer> } {
  const { family, how, pretrainedOn, licence, cite, preprocess, size } = from.provenance;
  const weights = writeSafetensors(found.tensors);
  const digest = hash(weights);
  const own = `${found.architecture}-${family === 'unknown' ? found.variant : family}-${digest.slice(0, 8)}`;
  const id = (from.id ?? own).replaceAll('_', '-') as Id<'pack'>;
  const pack = {
    ...{ schema: 1, id, name: from.id ?? `${found.architecture}, ${pretrainedOn}` },
    ...{ architecture: found.architecture, variant: found.variant, pretrainedOn, licence, cite },
    weights: [{ path: 'weights.safetensors', bytes: weights.length, hash: digest }],
    taps: from.taps.map(({ name, length }) => ({ name, length })),
    preprocess,
    input: { size },
    ...(found.bnEpsilon === undefined ? {} : { bnEpsilon: found.bnEpsilon }),
  };
  const importedFrom = { file: from.file, hash: from.hash, container: found.container, names: found.lib, family, familyKnownBy: how };
  return { pack: parsePack(pack, 'pack.json'), importedFrom, weights };
}
