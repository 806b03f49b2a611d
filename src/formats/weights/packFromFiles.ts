import type { CatalogEntry } from '../../domain/catalog.ts';
import type { Graph } from '../../domain/graph.ts';
import type { Hash } from '../../domain/ids.ts';
import { InputError, type Notice } from '../../domain/notice.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import type { Tensors } from '../../domain/tensors.ts';
import type { Layouts } from '../../domain/weightLayout.ts';
import type { NamedBytes } from '../arrays/tfjs.ts';
import type { ImportedWeights } from './bind.ts';
import { importWeights, nameOf } from './importWeights.ts';
import { type Digest, makePack } from './makePack.ts';
import { type Provenance, provenanceOf } from './provenance.ts';

/** What backbones knows of the networks, handed in by the host. */
export interface Networks {
  layouts: Layouts;
  graphOf(architecture: string, variant: 'keras' | 'torch', differences: { bnEpsilon?: number | undefined }): Graph;
  checkTensors(graph: Graph, tensors: Tensors, where: string): void;
}

/** Where the weights are to go and what is known of them beforehand. */
export interface Place {
  /** The listed source they are said to be. Another network, or a training that their content contradicts, is refused. */
  slot?: CatalogEntry | undefined;
  /** Chosen by the user in place of the training's own. */
  preprocess?: string | undefined;
  /** ISO date and time to be noted. */
  at?: string | undefined;
  /** Id and title, once it is known what the weights are; by default they follow from the network. `hash` is of the file. */
  named?(found: { weights: ImportedWeights; provenance: Provenance; hash: Hash }): { id?: string | undefined; name?: string | undefined };
  tell?(stage: 'bind' | 'hash'): void;
  /** The files' bytes are not needed any more: who lets go of them spares a third of the memory. */
  release?(): void;
}

/**
 * A pack from weight files: one file, or `model.json` with its shards. For both doors, page and command line.
 * Throws InputError for what `importWeights` refuses, and where the weights are not those of `slot`.
 */
export async function packFromFiles(
  files: readonly NamedBytes[],
  networks: Networks,
  digest: Digest,
  { slot, preprocess, at, named, tell, release }: Place = {},
): Promise<{ pack: BackbonePack; weights: Uint8Array<ArrayBuffer>; tensors: number; notices: readonly Notice[] }> {
  const where = nameOf(files);
  tell?.('bind');
  const found = await importWeights(files, networks.layouts, slot);
  if (slot && (slot.bnEpsilon ?? undefined) !== found.bnEpsilon) throw otherEpsilon(slot, found, where);
  const graph = networks.graphOf(found.architecture, found.variant, { bnEpsilon: found.bnEpsilon });
  networks.checkTensors(graph, found.tensors, where);
  tell?.('hash');
  const hash = (await digest(files.map((f) => f.bytes))) as Hash;
  release?.();
  const file = where.slice(where.lastIndexOf('/') + 1);
  const own = provenanceOf(found, file, hash, preprocess);
  const { provenance, notices } = slot ? inSlot(slot, own, hash, where, preprocess) : { provenance: own, notices: [] };
  const names = named?.({ weights: found, provenance, hash });
  const made = await makePack(found, { file, hash, provenance, taps: graph.taps, at, ...names }, digest);
  return { ...made, tensors: found.tensors.size, notices: [...found.notices, ...notices] };
}

/** Two ResNet50 of Keras differ in nothing but the layers' names and BatchNorm's epsilon. */
const otherEpsilon = (slot: CatalogEntry, found: ImportedWeights, where: string) =>
  new InputError(
    'other-network',
    `${where} holds ${found.architecture} under the names of ${found.lib}, whose BatchNorm has the epsilon ${found.bnEpsilon ?? 'of this library’s later files'}; ${slot.name} has ${slot.bnEpsilon ?? 'that of the later files'}. The two give different features and are not exchanged.`,
    where,
  );

/** The training of a listed source, unless the file's content says that it is another. */
function inSlot(slot: CatalogEntry, own: Provenance, hash: Hash, where: string, preprocess: string | undefined) {
  const notices: Notice[] = [];
  const { family, pretrainedOn, licence, cite } = slot;
  const other = own.family !== family && own.family !== 'unknown';
  const certain = own.how === 'hash' || own.how === 'names';
  // A refined training keeps the names of the one that it goes on from.
  const refined = own.how === 'names' && family === 'radimagenet-refined';
  if (other && certain && !refined)
    throw new InputError(
      'other-training',
      `${where} holds weights of another training (${own.pretrainedOn}), known by ${own.how === 'hash' ? 'the file’s hash' : 'the names in it'}; here ${pretrainedOn} is needed. Nothing was imported; drop it on its own place.`,
      where,
    );
  if (other && !certain)
    notices.push({
      code: 'training-chosen',
      level: 'warning',
      where,
      saw: own.pretrainedOn,
      expected: pretrainedOn,
      remedy: `The file’s name says ${own.pretrainedOn}; it was taken for ${pretrainedOn}, because it was put there. Correct it if that is wrong.`,
    });
  if (slot.hash !== null && slot.hash !== hash)
    notices.push({
      code: 'hash-differs',
      level: 'warning',
      where,
      saw: hash,
      expected: slot.hash,
      remedy: 'The network is the right one, but this is not the file that is listed: another export, another training or a changed file.',
    });
  const how = slot.hash === hash ? 'hash' : own.family === family ? own.how : 'chosen';
  const provenance: Provenance = {
    ...{ family, how, pretrainedOn, licence, cite },
    ...{ preprocess: preprocess ?? slot.preprocess, size: slot.inputSize },
  };
  return { provenance, notices };
}
