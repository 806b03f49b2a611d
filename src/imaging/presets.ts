import { InputError } from '../domain/notice.ts';

/**
 * A way to prepare images, named and versioned: once published under a version, a preset never changes, since features are filed under its name.
 * In the order the network receives its channels, value = (v - subtract) / divide, for v in 0 … 255. Grey images are repeated in all three channels.
 */
export interface Preset {
  id: string;
  order: 'rgb' | 'bgr';
  subtract: readonly [number, number, number];
  divide: readonly [number, number, number];
  /** `antialias`: Pillow's bilinear on the stored 8 bits; `nearest`: Pillow's nearest; `half-pixel`: OpenCV's bilinear on real numbers. The picture is stretched to the square. */
  resize: 'antialias' | 'nearest' | 'half-pixel';
  /** Message key of its description in words. */
  words: string;
  /** The same in English, for files. */
  text: string;
}

const all = (v: number) => [v, v, v] as const;
const CAFFE = [103.939, 116.779, 123.68] as const;
const IMAGENET_MEAN = [0.485, 0.456, 0.406] as const;
const IMAGENET_SD = [0.229, 0.224, 0.225] as const;
const times255 = (v: readonly [number, number, number]) => [v[0] * 255, v[1] * 255, v[2] * 255] as const;
const reversed = (v: readonly [number, number, number]) => [v[2], v[1], v[0]] as const;

/** The list. Formulas: keras-applications `imagenet_utils`, torchvision's ImageNet statistics, and the scripts named in each text. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'grey-unit@1',
    order: 'rgb',
    subtract: all(127.5),
    divide: all(127.5),
    resize: 'antialias',
    words: 'preset.grey-unit',
    text: 'stretched to a square with antialiased bilinear; grey repeated in three channels, colour as RGB (the network takes its luma); 0 … 255 to -1 … 1',
  },
  {
    id: 'radimagenet-study@1',
    order: 'bgr',
    subtract: CAFFE,
    divide: all(255),
    resize: 'nearest',
    words: 'preset.radimagenet-study',
    text: 'as in the RadImageNet study (Keras, both arms): nearest neighbour, BGR, ImageNet means taken off, divided by 255',
  },
  {
    id: 'keras-caffe@1',
    order: 'bgr',
    subtract: CAFFE,
    divide: all(1),
    resize: 'nearest',
    words: 'preset.keras-caffe',
    text: 'Keras “caffe” mode (ResNet50): nearest neighbour, BGR, ImageNet means taken off, not divided',
  },
  {
    id: 'keras-tf@1',
    order: 'rgb',
    subtract: all(127.5),
    divide: all(127.5),
    resize: 'nearest',
    words: 'preset.keras-tf',
    text: 'Keras “tf” mode (Inception, MobileNet): nearest neighbour, RGB, 0 … 255 to -1 … 1',
  },
  {
    id: 'torchvision@1',
    order: 'rgb',
    subtract: times255(IMAGENET_MEAN),
    divide: times255(IMAGENET_SD),
    resize: 'antialias',
    words: 'preset.torchvision',
    text: 'torchvision and Keras “torch” mode (DenseNet): antialiased bilinear, RGB, ImageNet mean and standard deviation',
  },
  {
    id: 'radimagenet-torch@1',
    order: 'bgr',
    subtract: all(127.5),
    divide: all(127.5),
    resize: 'half-pixel',
    words: 'preset.radimagenet-torch',
    text: 'as in RadImageNet’s PyTorch demonstration: bilinear without antialiasing, BGR, 0 … 255 to -1 … 1',
  },
  {
    id: 'monai-radimagenet@1',
    order: 'bgr',
    subtract: times255(reversed(IMAGENET_MEAN)),
    divide: all(255),
    resize: 'antialias',
    words: 'preset.monai-radimagenet',
    text: 'as in MONAI’s RadImageNet features: antialiased bilinear, BGR, ImageNet means taken off, 0 … 1 scale',
  },
  {
    id: 'radimagenet-standardised@1',
    order: 'bgr',
    subtract: CAFFE,
    divide: times255(reversed(IMAGENET_SD)),
    resize: 'antialias',
    words: 'preset.radimagenet-standardised',
    text: 'BGR, ImageNet means taken off, divided by 255 and by ImageNet standard deviations (danielfrees/RadImageNet); antialiased bilinear',
  },
  {
    id: 'unit@1',
    order: 'rgb',
    subtract: all(0),
    divide: all(255),
    resize: 'antialias',
    words: 'preset.unit',
    text: 'antialiased bilinear, RGB, 0 … 255 to 0 … 1',
  },
];

/** The preset of this id. Throws InputError `no-preset` naming those that exist. */
export function presetOf(id: string): Preset {
  const found = PRESETS.find((p) => p.id === id);
  if (found) return found;
  throw new InputError('no-preset', `There is no preprocessing "${id}" here. Known: ${PRESETS.map((p) => p.id).join(', ')}.`, id);
}
