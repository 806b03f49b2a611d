import type { Layout, Lib } from './types.ts';
import { named } from './weighted.ts';

/** timm's MobileNetV2: blocks by group and place in it; without expansion the projection is `conv_pw`, with it the expansion is. */
const GROUP_SIZES = [1, 2, 3, 4, 3, 3, 1];

function timmMobilenet(node: string): string {
  const own = { '0.0': 'conv_stem', '0.1': 'bn1', '18.0': 'conv_head', '18.1': 'bn2' }[node.replace('features.', '')];
  if (own) return own;
  const [, index, place] = /^features\.(\d+)\.conv\.(.+)$/.exec(node)!;
  let group = 0;
  let inGroup = Number(index) - 1;
  while (inGroup >= GROUP_SIZES[group]!) inGroup -= GROUP_SIZES[group++]!;
  const parts: Record<string, string> =
    index === '1'
      ? { '0.0': 'conv_dw', '0.1': 'bn1', '1': 'conv_pw', '2': 'bn2' }
      : { '0.0': 'conv_pw', '0.1': 'bn1', '1.0': 'conv_dw', '1.1': 'bn2', '2': 'conv_pwl', '3': 'bn3' };
  return `blocks.${group}.${inGroup}.${parts[place!]}`;
}

/** The children of the networks without their heads, by number, as `Sequential(*children())` counts them (InceptionV3 without the auxiliary head). */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  resnet50: ['conv1', 'bn1', 'relu', 'maxpool', 'layer1', 'layer2', 'layer3', 'layer4'],
  densenet121: ['features'],
  inception_v3: [
    ...['Conv2d_1a_3x3', 'Conv2d_2a_3x3', 'Conv2d_2b_3x3', 'maxpool1', 'Conv2d_3b_1x1', 'Conv2d_4a_3x3', 'maxpool2'],
    ...['Mixed_5b', 'Mixed_5c', 'Mixed_5d', 'Mixed_6a', 'Mixed_6b', 'Mixed_6c', 'Mixed_6d', 'Mixed_6e', 'Mixed_7a', 'Mixed_7b', 'Mixed_7c'],
  ],
  mobilenet_v2: ['features'],
};

const own = named((node) => node);
const torch = (lib: Lib, layers: Layout['layers'] = own): Layout => ({ lib, variant: 'torch', layers });

/** `backbone.N` in place of the N-th child's name. */
const byNumber = (architecture: string) =>
  torch(
    'radimagenet-torch',
    named((node) => {
      const child = node.split('.')[0]!;
      return `backbone.${CHILDREN[architecture]!.indexOf(child)}${node.slice(child.length)}`;
    }),
  );

/** State-dict prefixes by architecture, libraries in the order in which they should be tried. The graphs have torchvision's names (InceptionResNetV2: timm's). */
export const TORCH_LAYOUTS: Readonly<Record<string, readonly Layout[]>> = {
  resnet50: [torch('torchvision'), torch('timm'), byNumber('resnet50')],
  densenet121: [
    torch('torchvision'),
    torch(
      'torchvision-old',
      named((node) => node.replace(/(denselayer\d+\.(?:norm|conv))(\d)$/, '$1.$2')),
    ),
    torch('timm'),
    byNumber('densenet121'),
  ],
  inception_v3: [torch('torchvision'), torch('timm'), byNumber('inception_v3')],
  inception_resnet_v2: [torch('timm')],
  mobilenet_v2: [torch('torchvision'), torch('timm', named(timmMobilenet)), byNumber('mobilenet_v2')],
};
