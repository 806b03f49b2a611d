import type { Graph } from '../domain/graph.ts';
import { InputError } from '../domain/notice.ts';
import type { Differences, Variant } from './build.ts';
import { densenet121 } from './densenet121.ts';
import { inceptionResnetV2 } from './inceptionResnetV2.ts';
import { inceptionV3 } from './inceptionV3.ts';
import { mobilenetV2 } from './mobilenetV2.ts';
import { resnet50 } from './resnet50.ts';
import { starterResnet } from './starterResnet.ts';

export type { Differences, Variant } from './build.ts';

/** The list of networks: architecture id to its graph. A network whose frameworks differ takes the variant into account. */
export const ARCHITECTURES: Readonly<Record<string, (variant: Variant, differences?: Differences) => Graph>> = {
  'starter-resnet': starterResnet,
  resnet50,
  densenet121,
  inception_v3: inceptionV3,
  inception_resnet_v2: inceptionResnetV2,
  mobilenet_v2: mobilenetV2,
};

/** MobileNetV2 of another width carries it in its id: `mobilenet_v2-0.35`. */
const WIDTH = /^mobilenet_v2-(\d+(?:\.\d+)?)$/;

/** The graph of a pack's architecture and variant, with what differs from the variant's own values. Throws InputError for one this version does not know. */
export function graphOf(architecture: string, variant: Variant, differences: Differences = {}): Graph {
  const alpha = Number(WIDTH.exec(architecture)?.[1] ?? Number.NaN);
  if (alpha > 0) return mobilenetV2(variant, { ...differences, alpha });
  const build = Object.hasOwn(ARCHITECTURES, architecture) ? ARCHITECTURES[architecture] : undefined;
  if (build) return build(variant, differences);
  const known = Object.keys(ARCHITECTURES).join(', ');
  throw new InputError(
    'unknown-architecture',
    `The network "${architecture}" is not known to this version of RadTune; it has ${known}.`,
    architecture,
  );
}
