import type { Tensor, Tensors } from '../domain/tensors.ts';
import { sizeOf } from '../domain/tensors.ts';
import type { Differences } from './build.ts';
import { graphOf } from './index.ts';
import { frameworkShape, type Lib, layout, layoutOf, toGraph } from './layouts/index.ts';
import { tensorsOf } from './tensors.ts';

/** FNV-1a, 32 bits, of a text's UTF-8 bytes. */
export function fnv1a(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  return h >>> 0;
}

/** Element i of fill/1's stream that starts at h: MurmurHash3's finaliser of a Weyl sequence, 24 bits, in [0, 1). */
function uniform(h: number, i: number): number {
  let x = (h + Math.imul(i + 1, 0x9e3779b9)) | 0;
  x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
  return ((x ^ (x >>> 16)) >>> 8) / 2 ** 24;
}

/** What a value is for decides its range. */
type Part = 'kernel' | 'bias' | 'gamma' | 'beta' | 'mean' | 'variance';

/** A tensor filled by the rule fill/1: reproducible weights for comparing frameworks, in C order of the framework's own layout. `fanIn` of kernels only. */
export function fill(seed: number, name: string, size: number, part: Part, fanIn = 1): Float32Array {
  const h = fnv1a(`${seed}/${name}`);
  const bound = Math.sqrt(6 / fanIn);
  const out = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const u = uniform(h, i);
    if (part === 'kernel') out[i] = (2 * u - 1) * bound;
    else if (part === 'bias') out[i] = (2 * u - 1) * 0.1;
    else if (part === 'gamma' || part === 'variance') out[i] = 0.5 + u;
    else out[i] = (2 * u - 1) * 0.2;
  }
  return out;
}

/** A network's weights by fill/1, each tensor under the name that the library has for it. */
export function filledWeights(architecture: string, lib: Lib, seed: number, differences: Differences = {}): Tensors {
  const shapes = tensorsOf(graphOf(architecture, layout(architecture, lib).variant, differences));
  const made = new Map<string, Tensor>();
  for (const { graphTensor, name, transform } of layoutOf(architecture, lib)) {
    const shape = shapes.get(graphTensor)!;
    const part = graphTensor.slice(graphTensor.lastIndexOf('.') + 1) as Part;
    // All dimensions but the output one; a depthwise kernel, whose last dimension is 1, has height x width.
    const fanIn = part !== 'kernel' ? 1 : shape[3] === 1 ? shape[0]! * shape[1]! : sizeOf(shape.slice(0, 3));
    made.set(graphTensor, toGraph(frameworkShape(shape, transform), fill(seed, name, sizeOf(shape), part, fanIn), transform));
  }
  return made;
}

/** Input image k of fill/1, height x width x 3 in [-1, 1): blocks of 16 x 16 pixels with a quarter of noise. */
export function filledInput(seed: number, k: number, height: number, width: number): Float32Array {
  const pixel = fnv1a(`${seed}/input${k}/pixel`);
  const block = fnv1a(`${seed}/input${k}/block`);
  const across = Math.ceil(width / 16);
  const out = new Float32Array(height * width * 3);
  for (let y = 0, i = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let c = 0; c < 3; c++, i++) {
        const b = uniform(block, (Math.floor(y / 16) * across + Math.floor(x / 16)) * 3 + c);
        out[i] = 0.75 * (2 * b - 1) + 0.25 * (2 * uniform(pixel, i) - 1);
      }
  return out;
}
