import type { Tensor } from '../../domain/tensors.ts';
import type { Transform } from './types.ts';

/** Shape of the framework's array for a graph tensor of this shape. */
export function frameworkShape(shape: readonly number[], transform: Transform): readonly number[] {
  if (transform === 'same') return shape;
  const [height, width, input, output] = shape as readonly [number, number, number, number];
  return transform === 'OIHW->HWIO' ? [output, input, height, width] : [input, 1, height, width];
}

/** What is being turned; one for all, since a network's kernels are turned one after another and each copy thrown away is memory that comes back late. */
let scratch = new Float32Array(0);

/** A framework's array as the graph's tensor, turned in place: `data` is the tensor's afterwards. `shape` and `data` in the framework's order; four dimensions where they are turned. */
export function toGraph(shape: readonly number[], data: Float32Array, transform: Transform): Tensor {
  if (transform === 'same') return { shape, data };
  const [a, b, height, width] = shape as readonly [number, number, number, number];
  const area = height * width;
  if (scratch.length < data.length) scratch = new Float32Array(data.length);
  const from = scratch;
  from.set(data);
  // Both turns bring height and width to the front. Ordinary: out, in -> in, out; depthwise: channels, 1 -> channels, 1.
  const [stepA, stepB] = transform === 'OIHW->HWIO' ? [1, a] : [b, 1];
  for (let i = 0, at = 0; i < a; i++)
    for (let j = 0; j < b; j++) for (let p = 0; p < area; p++) data[p * a * b + i * stepA + j * stepB] = from[at++]!;
  return { shape: transform === 'OIHW->HWIO' ? [height, width, b, a] : [height, width, a, b], data };
}
