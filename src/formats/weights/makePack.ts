import type { Hash, Id } from '../../domain/ids.ts';
import { type BackbonePack, type ImportedFrom, parsePack } from '../../domain/pack.ts';
import { writeSafetensors } from '../arrays/safetensors.ts';
import type { ImportedWeights } from './bind.ts';
import type { Provenance } from './provenance.ts';

/** SHA-256 of bytes, of several parts as of one after the other. */
export type Digest = (parts: readonly Uint8Array[]) => Promise<string>;

/** A pack from imported weights, whose arrays are given up: its description and `weights.safetensors` in float32 under the graph's names. `taps` are the graph's. */
export async function makePack(
  found: ImportedWeights,
  from: {
    file: string;
    hash: Hash;
    provenance: Provenance;
    taps: readonly { name: string; length: number }[];
    id?: string | undefined;
    name?: string | undefined;
    at?: string | undefined;
  },
  digest: Digest,
): Promise<{ pack: BackbonePack; weights: Uint8Array<ArrayBuffer> }> {
  const { family, how, pretrainedOn, licence, cite, preprocess, size } = from.provenance;
  const weights = writeSafetensors(found.tensors);
  // Now, not when they are collected: a network is large. Where this cannot be done (Node 20), collecting does it.
  for (const { data } of found.tensors.values()) (data.buffer as { transfer?(length: number): ArrayBuffer }).transfer?.(0);
  const hash = (await digest([weights])) as Hash;
  const own = `${found.architecture}-${family === 'unknown' ? found.variant : family}-${hash.slice(0, 8)}`;
  const id = (from.id ?? own).replaceAll('_', '-') as Id<'pack'>;
  const importedFrom: ImportedFrom = {
    ...{ file: from.file, hash: from.hash, container: found.container, names: found.lib, family, familyKnownBy: how },
    ...(from.at === undefined ? {} : { at: from.at }),
  };
  const pack = {
    ...{ schema: 1, id, name: from.name ?? from.id ?? `${found.architecture}, ${pretrainedOn}` },
    ...{ architecture: found.architecture, variant: found.variant, pretrainedOn, licence, cite },
    weights: [{ path: 'weights.safetensors', bytes: weights.length, hash }],
    taps: from.taps.map(({ name, length }) => ({ name, length })),
    preprocess,
    input: { size },
    ...(found.bnEpsilon === undefined ? {} : { bnEpsilon: found.bnEpsilon }),
    precision: 'float32',
    importedFrom,
  };
  return { pack: parsePack(pack, 'pack.json'), weights };
}
