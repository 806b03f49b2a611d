import { InputError, type Notice } from '../../domain/notice.ts';
import type { Tensor, Tensors } from '../../domain/tensors.ts';
import type { Layouts } from '../../domain/weightLayout.ts';
import { notFitting } from './describe.ts';
import { leftOut, type WeightFile } from './file.ts';
import { bestFit, counters, type Fit, isWhole, SAME_NETWORK } from './fit.ts';

/** Weights with the graph's names and shapes, and what they are. */
export interface ImportedWeights {
  architecture: string;
  variant: 'keras' | 'torch';
  /** Whose names they had: `keras`, `keras-old`, `torchvision`, `timm`, `radimagenet-torch` … */
  lib: string;
  container: string;
  /** What stood before the network's names, `backbone.` … */
  prefix: string;
  /** Of every BatchNorm, where it is not the variant's own. */
  bnEpsilon: number | undefined;
  tensors: Tensors;
  /** What was left out, and what a person should know. */
  notices: readonly Notice[];
}

/**
 * Binds every tensor of a file to a network's graph, the best of the layouts. Throws one InputError (weights-do-not-fit, unknown-network) that lists every
 * missing, unexpected, misshapen and non-finite tensor and names the nearest layout. Reads each array once.
 */
export function bind(file: WeightFile, layouts: Layouts, where: string): ImportedWeights {
  const fit = bestFit(file, layouts(file.tensors.map((t) => t.shape)));
  if (!fit) throw new InputError('no-layout', `No layout is known for ${where}.`, where);
  if (!isWhole(fit) && fit.share < SAME_NETWORK) throw notFitting(where, fit);
  const tensors = new Map<string, Tensor>();
  const bad: string[] = [];
  for (const { of, tensor } of fit.bound) {
    const data = tensor.read();
    if (!isUsable(data, of.tensor.endsWith('.variance'))) bad.push(tensor.name);
    else tensors.set(of.tensor, of.turn(data));
  }
  if (!isWhole(fit) || bad.length > 0) throw notFitting(where, fit, bad);
  const { architecture, variant, lib, bnEpsilon } = fit.layout;
  return {
    architecture,
    variant,
    lib,
    container: file.container,
    prefix: fit.prefix,
    bnEpsilon,
    tensors,
    notices: noticesOf(file, fit, where),
  };
}

/** Finite, and for a variance not negative. */
export function isUsable(data: Float32Array, variance: boolean): boolean {
  for (let i = 0; i < data.length; i++) if (!Number.isFinite(data[i]) || (variance && data[i]! < 0)) return false;
  return true;
}

/** What a person should know of a fit. */
export function noticesOf(file: WeightFile, fit: Fit, where: string): Notice[] {
  const notices = [...file.notices];
  const names = (list: readonly { name: string }[]) => list.map((t) => t.name);
  if (fit.head.length > 0)
    notices.push(leftOut(where, 'head-left-out', 'The classification head behind the pooling was left out.', names(fit.head)));
  const counted = counters(file);
  if (counted.length > 0)
    notices.push(
      leftOut(where, 'counters-left-out', 'Counters of training batches were left out.', [`${counted.length} num_batches_tracked`]),
    );
  if (fit.prefix !== '')
    notices.push(leftOut(where, 'nested-network', 'The network was found inside a larger model or a wrapper.', [fit.prefix]));
  if (fit.layout.lib === 'torchvision-v1')
    notices.push(
      leftOut(
        where,
        'v1-in-torch',
        'Its convolutions have biases: this is the Keras network (v1) under PyTorch’s names, not torchvision’s v1.5.',
        ['conv1.bias'],
      ),
    );
  return notices;
}
