import type { Graph } from '../domain/graph.ts';
import type { Differences, Variant } from './build.ts';
import { type InceptionBuilder, inceptionBuilder } from './inceptionUnits.ts';
import { withStages } from './stagesAndTaps.ts';

/**
 * InceptionV3 (Szegedy et al. 2016) without the auxiliary head, nodes named as in torchvision and in the order in which Keras makes its layers.
 * `keras`: no gamma, average pools leave the padding out of the mean; `torch` (torchvision, timm, also timm's port of TensorFlow's weights): gamma,
 * padding counted. Epsilon 1e-3 everywhere. torchvision's `transform_input` is a matter of preprocessing.
 */
export function inceptionV3(variant: Variant, { bnEpsilon }: Differences = {}): Graph {
  const torch = variant === 'torch';
  const b = inceptionBuilder(bnEpsilon ?? 1e-3, torch, torch);
  let x = b.chain('input', ['Conv2d_1a_3x3', 32, 3, 'stride 2'], ['Conv2d_2a_3x3', 32, 3, 'valid'], ['Conv2d_2b_3x3', 64, 3]);
  x = b.chain(b.shrink('maxpool1', x), ['Conv2d_3b_1x1', 80, 1], ['Conv2d_4a_3x3', 192, 3, 'valid']);
  x = b.shrink('maxpool2', x);
  x = blockA(b, 'Mixed_5b', x, 32);
  x = blockA(b, 'Mixed_5c', x, 64);
  x = blockA(b, 'Mixed_5d', x, 64);
  x = blockB(b, 'Mixed_6a', x);
  for (const [name, width] of [
    ['Mixed_6b', 128],
    ['Mixed_6c', 160],
    ['Mixed_6d', 160],
    ['Mixed_6e', 192],
  ] as const)
    x = blockC(b, name, x, width);
  x = blockD(b, 'Mixed_7a', x);
  x = blockE(b, 'Mixed_7b', x);
  blockE(b, 'Mixed_7c', x);
  return withStages(b, 'inception_v3', [
    ['stem', 'maxpool2'],
    ['mixed5', 'Mixed_5d'],
    ['mixed6', 'Mixed_6e'],
    ['mixed7', 'Mixed_7c'],
  ]);
}

type Block = (b: InceptionBuilder, name: string, x: string, width: number) => string;

const pooled = (b: InceptionBuilder, name: string, x: string, filters: number) =>
  b.unit(b.smooth(`${name}.pool`, x), [`${name}.branch_pool`, filters, 1]);

const blockA: Block = (b, m, x, width) =>
  b.concat(
    m,
    b.unit(x, [`${m}.branch1x1`, 64, 1]),
    b.chain(x, [`${m}.branch5x5_1`, 48, 1], [`${m}.branch5x5_2`, 64, 5]),
    b.chain(x, [`${m}.branch3x3dbl_1`, 64, 1], [`${m}.branch3x3dbl_2`, 96, 3], [`${m}.branch3x3dbl_3`, 96, 3]),
    pooled(b, m, x, width),
  );

const blockB = (b: InceptionBuilder, m: string, x: string) =>
  b.concat(
    m,
    b.unit(x, [`${m}.branch3x3`, 384, 3, 'stride 2']),
    b.chain(x, [`${m}.branch3x3dbl_1`, 64, 1], [`${m}.branch3x3dbl_2`, 96, 3], [`${m}.branch3x3dbl_3`, 96, 3, 'stride 2']),
    b.shrink(`${m}.branch_pool`, x),
  );

const blockC: Block = (b, m, x, w) =>
  b.concat(
    m,
    b.unit(x, [`${m}.branch1x1`, 192, 1]),
    b.chain(x, [`${m}.branch7x7_1`, w, 1], [`${m}.branch7x7_2`, w, [1, 7]], [`${m}.branch7x7_3`, 192, [7, 1]]),
    b.chain(
      x,
      [`${m}.branch7x7dbl_1`, w, 1],
      [`${m}.branch7x7dbl_2`, w, [7, 1]],
      [`${m}.branch7x7dbl_3`, w, [1, 7]],
      [`${m}.branch7x7dbl_4`, w, [7, 1]],
      [`${m}.branch7x7dbl_5`, 192, [1, 7]],
    ),
    pooled(b, m, x, 192),
  );

const blockD = (b: InceptionBuilder, m: string, x: string) =>
  b.concat(
    m,
    b.chain(x, [`${m}.branch3x3_1`, 192, 1], [`${m}.branch3x3_2`, 320, 3, 'stride 2']),
    b.chain(
      x,
      [`${m}.branch7x7x3_1`, 192, 1],
      [`${m}.branch7x7x3_2`, 192, [1, 7]],
      [`${m}.branch7x7x3_3`, 192, [7, 1]],
      [`${m}.branch7x7x3_4`, 192, 3, 'stride 2'],
    ),
    b.shrink(`${m}.branch_pool`, x),
  );

/** The two wide branches end in a pair of convolutions side by side, joined first with each other, then with the rest. */
const blockE = (b: InceptionBuilder, m: string, x: string) => {
  const narrow = b.unit(x, [`${m}.branch1x1`, 320, 1]);
  const split = (input: string, first: string, second: string, joined: string) =>
    b.concat(joined, b.unit(input, [first, 384, [1, 3]]), b.unit(input, [second, 384, [3, 1]]));
  const single = split(b.unit(x, [`${m}.branch3x3_1`, 384, 1]), `${m}.branch3x3_2a`, `${m}.branch3x3_2b`, `${m}.branch3x3`);
  const before = b.chain(x, [`${m}.branch3x3dbl_1`, 448, 1], [`${m}.branch3x3dbl_2`, 384, 3]);
  const double = split(before, `${m}.branch3x3dbl_3a`, `${m}.branch3x3dbl_3b`, `${m}.branch3x3dbl`);
  return b.concat(m, narrow, single, double, pooled(b, m, x, 192));
};
