import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { filledWeights } from '../../src/backbones/fill.ts';
import { graphOf, type Variant } from '../../src/backbones/index.ts';
import type { Lib } from '../../src/backbones/layouts/index.ts';
import type { Hash, Id } from '../../src/domain/ids.ts';
import type { BackbonePack } from '../../src/domain/pack.ts';
import { writeSafetensors } from '../../src/formats/arrays/safetensors.ts';
import { writePng } from '../../src/formats/images/pngWrite.ts';
import { hash } from '../../src/util/hash.ts';
import { toOnnx } from './onnx.ts';

/** The networks of the bench: whose version, and the side of the image in pixels. */
export const NETWORKS: Readonly<Record<string, { lib: Lib; size: number }>> = {
  resnet50: { lib: 'torchvision', size: 224 },
  densenet121: { lib: 'torchvision', size: 224 },
  inception_v3: { lib: 'torchvision', size: 299 },
  inception_resnet_v2: { lib: 'timm', size: 299 },
  mobilenet_v2: { lib: 'torchvision', size: 224 },
};

export const SEED = 1;

export interface Prepared {
  architecture: string;
  variant: Variant;
  tap: string;
  seed: number;
  size: number;
  pack: BackbonePack;
}

/** Writes a network with weights by fill/1 as safetensors and as ONNX, and an image, into a folder of the page. */
export function prepareNetwork(architecture: string, folder: string): Prepared {
  const known = NETWORKS[architecture];
  if (!known) throw new Error(`the network "${architecture}" is not one of ${Object.keys(NETWORKS).join(', ')}`);
  const { lib, size } = known;
  const variant = lib.startsWith('keras') ? 'keras' : 'torch';
  const graph = graphOf(architecture, variant);
  const weights = filledWeights(architecture, lib, SEED);
  const { name: tap, length } = graph.taps[0]!;
  const file = writeSafetensors(weights);
  writeFileSync(join(folder, 'weights.safetensors'), file);
  writeFileSync(join(folder, 'model.onnx'), toOnnx(graph, weights, tap, size, size));
  const data = Uint8Array.from({ length: size * size }, (_, i) => (i * 2654435761) >>> 24);
  writeFileSync(join(folder, 'image.png'), writePng({ width: size, height: size, channels: 1, data }));
  const pack: BackbonePack = {
    ...{ schema: 1, id: `bench-${architecture.replaceAll('_', '-')}` as Id<'pack'>, name: architecture, architecture, variant },
    ...{ pretrainedOn: 'nothing', licence: 'none', cite: '' },
    weights: [{ path: 'weights.safetensors', bytes: file.length, hash: hash(file) as Hash }],
    taps: [{ name: tap, length }],
    ...{ preprocess: 'grey-unit@1', input: { size } },
  };
  return { architecture, variant, tap, seed: SEED, size, pack };
}
