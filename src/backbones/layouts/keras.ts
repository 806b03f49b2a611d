import type { Graph } from '../../domain/graph.ts';
import type { Layout } from './types.ts';
import { named, weighted } from './weighted.ts';

/** Keras numbers what has no name of its own in the order of creation, the first without a number. */
const counted = (base: string, i: number) => (i === 0 ? base : `${base}_${i}`);

/** The i-th unnamed convolution is `conv2d_i`, the i-th unnamed BatchNorm `batch_normalization_i`; `own` gives the name of the others. The graph's order is Keras's order of creation. */
function numbered(graph: Graph, own: (node: string) => string | undefined): ReadonlyMap<string, string> {
  let convs = 0;
  let norms = 0;
  return new Map(
    weighted(graph).map(({ name, op }) => [
      name,
      own(name) ?? (op.kind === 'batchnorm' ? counted('batch_normalization', norms++) : counted('conv2d', convs++)),
    ]),
  );
}

const RESIDUALS: Readonly<Record<string, string>> = { repeat: 'block35', repeat_1: 'block17', repeat_2: 'block8' };

/** Of InceptionResNetV2 only the residual convolutions and the last unit have names. */
function namedInInceptionResnet(node: string): string | undefined {
  if (node === 'conv2d_7b.conv') return 'conv_7b';
  if (node === 'conv2d_7b.bn') return 'conv_7b_bn';
  if (node === 'block8.conv2d') return 'block8_10_conv';
  const [, group, index] = /^(repeat(?:_\d)?)\.(\d+)\.conv2d$/.exec(node) ?? [];
  return group && `${RESIDUALS[group]}_${Number(index) + 1}_conv`;
}

function resnetLayer(node: string): string {
  if (node === 'conv1') return 'conv1_conv';
  if (node === 'bn1') return 'conv1_bn';
  const [, layer, block, rest] = /^layer(\d)\.(\d+)\.(.+)$/.exec(node)!;
  const part = { 'downsample.0': '0_conv', 'downsample.1': '0_bn' }[rest!] ?? rest!.replace(/^(conv|bn)(\d)$/, '$2_$1');
  return `conv${Number(layer) + 1}_block${Number(block) + 1}_${part}`;
}

function oldResnetLayer(node: string): string {
  if (node === 'conv1') return 'conv1';
  if (node === 'bn1') return 'bn_conv1';
  const [, layer, block, rest] = /^layer(\d)\.(\d+)\.(.+)$/.exec(node)!;
  const branch = rest!.startsWith('downsample') ? '1' : `2${'abc'[Number(rest!.at(-1)) - 1]}`;
  const kind = /^bn|\.1$/.test(rest!) ? 'bn' : 'res';
  return `${kind}${Number(layer) + 1}${'abcdef'[Number(block)]}_branch${branch}`;
}

const DENSE_PARTS: Readonly<Record<string, string>> = { norm1: '0_bn', conv1: '1_conv', norm2: '1_bn', conv2: '2_conv' };

/** `stem`: what stands between `conv1` and its parts, a slash in Keras 2. */
const densenetLayer = (stem: string) => (node: string) => {
  if (node === 'features.conv0') return `conv1${stem}conv`;
  if (node === 'features.norm0') return `conv1${stem}bn`;
  if (node === 'features.norm5') return 'bn';
  const [, k, i, part] = /denseblock(\d)\.denselayer(\d+)\.(.+)$/.exec(node) ?? [];
  if (part) return `conv${Number(k) + 1}_block${i}_${DENSE_PARTS[part]}`;
  const [, t, what] = /transition(\d)\.(norm|conv)$/.exec(node)!;
  return `pool${Number(t) + 1}_${what === 'norm' ? 'bn' : 'conv'}`;
};

function mobilenetLayer(node: string): string {
  const own = { '0.0': 'Conv1', '0.1': 'bn_Conv1', '18.0': 'Conv_1', '18.1': 'Conv_1_bn' }[node.replace('features.', '')];
  if (own) return own;
  const [, index, place] = /^features\.(\d+)\.conv\.(.+)$/.exec(node)!;
  const expanded = index === '1';
  const parts = expanded
    ? { '0': 'depthwise', '1': 'project', '2': 'project_BN' }
    : { '0': 'expand', '1': 'depthwise', '2': 'project', '3': 'project_BN' };
  const [unit, inside] = place!.split('.');
  const part = (parts as Record<string, string>)[unit!]!;
  return `${expanded ? 'expanded_conv' : `block_${Number(index) - 1}`}_${part}${inside === '1' ? '_BN' : ''}`;
}

/** Names in Keras by architecture, libraries in the order in which they should be tried. */
export const KERAS_LAYOUTS: Readonly<Record<string, readonly Layout[]>> = {
  resnet50: [
    { lib: 'keras', variant: 'keras', layers: named(resnetLayer) },
    { lib: 'keras-old', variant: 'keras', layers: named(oldResnetLayer) },
  ],
  densenet121: [
    { lib: 'keras', variant: 'keras', layers: named(densenetLayer('_')) },
    { lib: 'keras-2', variant: 'keras', layers: named(densenetLayer('/')) },
  ],
  inception_v3: [{ lib: 'keras', variant: 'keras', layers: (graph) => numbered(graph, () => undefined) }],
  inception_resnet_v2: [{ lib: 'keras', variant: 'keras', layers: (graph) => numbered(graph, namedInInceptionResnet) }],
  mobilenet_v2: [{ lib: 'keras', variant: 'keras', layers: named(mobilenetLayer) }],
};
