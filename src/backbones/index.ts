import type { Graph } from '../domain/graph.ts';
import { InputError } from '../domain/notice.ts';
import { starterResnet } from './starterResnet.ts';

type Variant = 'keras' | 'torch';

/** The list of networks: architecture id to its graph. A network whose frameworks differ takes the variant into account. */
export const ARCHITECTURES: Readonly<Record<string, (variant: Variant) => Graph>> = {
  'starter-resnet': starterResnet,
};

/** The graph of a pack's architecture and variant. Throws InputError for one this version does not know. */
export function graphOf(architecture: string, variant: Variant): Graph {
  const build = Object.hasOwn(ARCHITECTURES, architecture) ? ARCHITECTURES[architecture] : undefined;
  if (build) return build(variant);
  const known = Object.keys(ARCHITECTURES).join(', ');
  throw new InputError(
    'unknown-architecture',
    `The network "${architecture}" is not known to this version of RadTune; it has ${known}.`,
    architecture,
  );
}
