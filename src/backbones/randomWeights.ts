import type { Graph } from '../domain/graph.ts';
import { sizeOf, type Tensor, type Tensors } from '../domain/tensors.ts';
import { rng } from '../util/rng.ts';
import { tensorsOf } from './tensors.ts';

/** Counts the changes of the recipe below; part of a random pack's identity. */
export const RANDOM_RECIPE = 1;

/**
 * Weights of a network without pretraining: kernels Kaiming normal, fan-out, for ReLU (He et al. 2015: standard deviation sqrt(2 / (height * width * out)),
 * out = 1 for depthwise kernels); BatchNorm passes its input through (gamma 1, beta 0, mean 0, variance 1); biases 0.
 * Each tensor has a stream of its own, named after it.
 */
export function randomWeights(graph: Graph, seed: number): Tensors {
  const stream = rng(seed, 'weights');
  const made = new Map<string, Tensor>();
  for (const [name, shape] of tensorsOf(graph)) {
    const data = new Float32Array(sizeOf(shape));
    if (name.endsWith('.kernel')) {
      const draw = stream.stream(name);
      const deviation = Math.sqrt(2 / (shape[0]! * shape[1]! * shape[3]!));
      for (let i = 0; i < data.length; i++) data[i] = deviation * draw.normal();
    } else if (name.endsWith('.gamma') || name.endsWith('.variance')) {
      data.fill(1);
    }
    made.set(name, { shape, data });
  }
  return made;
}
