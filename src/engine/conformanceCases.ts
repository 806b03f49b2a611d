import { builder } from '../backbones/build.ts';
import { tensorsOf } from '../backbones/tensors.ts';
import type { Graph, Op, Padding } from '../domain/graph.ts';
import { sizeOf, type Tensor, type Tensors } from '../domain/tensors.ts';
import { rng } from '../util/rng.ts';

/** One small network whose every output value is known. */
export interface Case {
  name: string;
  graph: Graph;
  /** The node whose value is compared, and the size of the input. */
  output: string;
  height: number;
  width: number;
}

type Pair = readonly [number, number];
const CHANNELS = 5;

function single(name: string, op: Op, height = 9, width = 8): Case {
  const b = builder(CHANNELS);
  b.add('x', op, 'input');
  return { name, graph: b.graph(name, [], []), output: 'x', height, width };
}

const conv = (size: Pair, stride: Pair, padding: Padding, bias = false): Op => ({ kind: 'conv', filters: 6, size, stride, padding, bias });
const uneven: Padding = { top: 0, bottom: 1, left: 0, right: 1 };
const round = (n: number): Padding => ({ top: n, bottom: n, left: n, right: n });

/** Every operation a backbone may use, with the shapes at which backends are known to differ: odd sizes, strides beyond the window, padding on one side, padding in the mean. */
export function conformanceCases(): Case[] {
  return [
    single('conv 1x1', conv([1, 1], [1, 1], 'valid', true)),
    single('conv 1x1 stride 2', conv([1, 1], [2, 2], 'valid')),
    single('conv 1x1 stride 2 same', conv([1, 1], [2, 2], 'same')),
    single('conv 3x3 pad 1', conv([3, 3], [1, 1], round(1))),
    single('conv 3x3 stride 2 pad 1', conv([3, 3], [2, 2], round(1))),
    single('conv 3x3 stride 2 same, even', conv([3, 3], [2, 2], 'same'), 8, 8),
    single('conv 3x3 stride 2, padded below and right', conv([3, 3], [2, 2], uneven), 8, 8),
    single('conv 3x3 valid', conv([3, 3], [1, 1], 'valid', true)),
    single('conv 5x5 stride 2 pad 2', conv([5, 5], [2, 2], round(2))),
    single('conv 5x5 same', conv([5, 5], [1, 1], 'same')),
    single('conv 7x7 stride 2 pad 3', conv([7, 7], [2, 2], round(3))),
    single('conv 1x7 same', conv([1, 7], [1, 1], 'same')),
    single('conv 7x1 same', conv([7, 1], [1, 1], 'same')),
    single('conv 1x3 stride 1x2', conv([1, 3], [1, 2], { top: 0, bottom: 0, left: 1, right: 1 })),
    single('conv 2x1 stride 5x2 same', conv([2, 1], [5, 2], 'same'), 11, 9),
    single('depthwise 3x3 pad 1', { kind: 'depthwise', size: [3, 3], stride: [1, 1], padding: round(1) }),
    single('depthwise 3x3 stride 2, padded below and right', { kind: 'depthwise', size: [3, 3], stride: [2, 2], padding: uneven }, 8, 8),
    single('depthwise 3x3 stride 2 same', { kind: 'depthwise', size: [3, 3], stride: [2, 2], padding: 'same' }),
    single('max pool 3x3 stride 2 pad 1, negative values', { kind: 'maxpool', size: [3, 3], stride: [2, 2], padding: round(1) }),
    single('max pool 3x3 stride 2', { kind: 'maxpool', size: [3, 3], stride: [2, 2], padding: 'valid' }),
    single('average pool 2x2 stride 2, odd', { kind: 'avgpool', size: [2, 2], stride: [2, 2], padding: 'valid', countPadding: false }),
    single('average pool 3x3 same, padding left out', {
      kind: 'avgpool',
      size: [3, 3],
      stride: [1, 1],
      padding: 'same',
      countPadding: false,
    }),
    single('average pool 3x3 pad 1, padding counted', {
      kind: 'avgpool',
      size: [3, 3],
      stride: [1, 1],
      padding: round(1),
      countPadding: true,
    }),
    single('average pool 3x3 stride 2 pad 1, padding left out', {
      kind: 'avgpool',
      size: [3, 3],
      stride: [2, 2],
      padding: round(1),
      countPadding: false,
    }),
    single('batch norm alone', { kind: 'batchnorm', epsilon: 1e-3, scale: true }),
    single('batch norm without gamma', { kind: 'batchnorm', epsilon: 1e-3, scale: false }),
    single('relu', { kind: 'relu' }),
    single('relu6', { kind: 'relu6' }),
    single('global pool', { kind: 'globalpool' }),
    block(),
    dense(),
  ];
}

/** A residual block as InceptionResNetV2 and MobileNetV2 have them: scaled addition, relu6, depthwise, BatchNorm behind a convolution with bias. */
function block(): Case {
  const b = builder(CHANNELS);
  const bn = (name: string, x: string) => b.add(name, { kind: 'batchnorm', epsilon: 1e-3, scale: true }, x);
  let x = b.add('relu6a', { kind: 'relu6' }, bn('bn1', b.add('conv1', conv([1, 1], [1, 1], 'valid', true), 'input')));
  x = b.add('relu6b', { kind: 'relu6' }, bn('bn2', b.add('dw', { kind: 'depthwise', size: [3, 3], stride: [1, 1], padding: 'same' }, x)));
  x = bn('bn3', b.conv('conv2', x, CHANNELS, 1, 1, 0));
  x = b.add('relu', { kind: 'relu' }, b.add('add', { kind: 'add', scale: 0.17 }, 'input', x));
  return { name: 'residual block', graph: b.graph('block', [], []), output: x, height: 7, width: 9 };
}

/** Two layers of a dense block: BatchNorm before the convolution, concatenation, one value used twice; the sum of pooled maps. */
function dense(): Case {
  const b = builder(CHANNELS);
  let x = 'input';
  for (const i of [1, 2]) {
    const y = b.add(`relu${i}`, { kind: 'relu' }, b.add(`bn${i}`, { kind: 'batchnorm', epsilon: 1e-5, scale: true }, x));
    x = b.add(`concat${i}`, { kind: 'concat' }, x, b.conv(`conv${i}`, y, 4, 3, 1, 1));
  }
  const pooled = b.add('pooled', { kind: 'globalpool' }, x);
  b.add('both', { kind: 'concat' }, pooled, b.add('pooled2', { kind: 'globalpool' }, 'concat1'));
  return { name: 'dense block', graph: b.graph('dense', [], []), output: 'both', height: 8, width: 7 };
}

/** Weights of a case: every value from a stream named after case and tensor. */
export function caseWeights({ name, graph }: Case): Tensors {
  const made = new Map<string, Tensor>();
  for (const [tensor, shape] of tensorsOf(graph)) {
    const draw = rng(11, `${name}/${tensor}`);
    const data = new Float32Array(sizeOf(shape));
    for (let i = 0; i < data.length; i++) data[i] = tensor.endsWith('variance') ? 0.5 + draw.next() : 2 * draw.next() - 1;
    made.set(tensor, { shape, data });
  }
  return made;
}

/** The input of a case, in -8 .. 8 so that relu6 cuts on both sides; `image` numbers the images of a batch. */
export function caseInput({ name, height, width }: Case, image = 0): Float32Array {
  const draw = rng(12, `${name}/input${image}`);
  return Float32Array.from({ length: height * width * CHANNELS }, () => 16 * draw.next() - 8);
}
