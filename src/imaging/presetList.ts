import type { Fit } from './fit.ts';

/**
 * How pixels are computed at another size. `nearest`: Pillow's. `bilinear`: OpenCV's, between pixel centres without antialiasing, on real numbers. `antialias` and
 * `bicubic`: Pillow's BILINEAR and BICUBIC, on the stored 8 bits with its rounding, deeper images on real numbers as its mode F. `area`: the mean over what a pixel
 * covers, on real numbers.
 */
export type Resize = 'nearest' | 'bilinear' | 'antialias' | 'bicubic' | 'area';

/**
 * A way to prepare images, named and versioned: once published under a version, a preset never changes, since features are filed under its name.
 * In the order the network receives its channels, value = (v - subtract) / divide, for v in 0 … 255. Grey images are repeated in all three channels.
 */
export interface Preset {
  id: string;
  order: 'rgb' | 'bgr';
  subtract: readonly [number, number, number];
  divide: readonly [number, number, number];
  resize: Resize;
  fit: Fit;
  /** With `fit: 'crop'`, the share of the shorter side that is kept: timm's `crop_pct`. 1 otherwise. */
  crop: number;
  /** Message key of its description in words. */
  words: string;
  /** The same in English, for files. */
  text: string;
}

const STRETCH = { fit: 'stretch', crop: 1 } as const;
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
    ...STRETCH,
    words: 'preset.grey-unit',
    text: 'stretched to a square with antialiased bilinear; grey repeated in three channels, colour as RGB (the network takes its luma); 0 … 255 to -1 … 1',
  },
  {
    id: 'radimagenet-study@1',
    order: 'bgr',
    subtract: CAFFE,
    divide: all(255),
    resize: 'nearest',
    ...STRETCH,
    words: 'preset.radimagenet-study',
    text: 'as in the RadImageNet study (Keras, both arms): nearest neighbour, BGR, ImageNet means taken off, divided by 255',
  },
  {
    id: 'keras-caffe@1',
    order: 'bgr',
    subtract: CAFFE,
    divide: all(1),
    resize: 'nearest',
    ...STRETCH,
    words: 'preset.keras-caffe',
    text: 'Keras “caffe” mode (ResNet50): nearest neighbour, BGR, ImageNet means taken off, not divided',
  },
  {
    id: 'keras-tf@1',
    order: 'rgb',
    subtract: all(127.5),
    divide: all(127.5),
    resize: 'nearest',
    ...STRETCH,
    words: 'preset.keras-tf',
    text: 'Keras “tf” mode (Inception, MobileNet): nearest neighbour, RGB, 0 … 255 to -1 … 1',
  },
  {
    id: 'torchvision@1',
    order: 'rgb',
    subtract: times255(IMAGENET_MEAN),
    divide: times255(IMAGENET_SD),
    resize: 'antialias',
    ...STRETCH,
    words: 'preset.torchvision',
    text: 'torchvision and Keras “torch” mode (DenseNet): antialiased bilinear, RGB, ImageNet mean and standard deviation',
  },
  {
    id: 'radimagenet-torch@1',
    order: 'bgr',
    subtract: all(127.5),
    divide: all(127.5),
    resize: 'bilinear',
    ...STRETCH,
    words: 'preset.radimagenet-torch',
    text: 'as in RadImageNet’s PyTorch demonstration: bilinear without antialiasing, BGR, 0 … 255 to -1 … 1',
  },
  {
    id: 'monai-radimagenet@1',
    order: 'bgr',
    subtract: times255(reversed(IMAGENET_MEAN)),
    divide: all(255),
    resize: 'antialias',
    ...STRETCH,
    words: 'preset.monai-radimagenet',
    text: 'as in MONAI’s RadImageNet features: antialiased bilinear, BGR, ImageNet means taken off, 0 … 1 scale',
  },
  {
    id: 'radimagenet-standardised@1',
    order: 'bgr',
    subtract: CAFFE,
    divide: times255(reversed(IMAGENET_SD)),
    resize: 'antialias',
    ...STRETCH,
    words: 'preset.radimagenet-standardised',
    text: 'BGR, ImageNet means taken off, divided by 255 and by ImageNet standard deviations (danielfrees/RadImageNet); antialiased bilinear',
  },
  {
    id: 'unit@1',
    order: 'rgb',
    subtract: all(0),
    divide: all(255),
    resize: 'antialias',
    ...STRETCH,
    words: 'preset.unit',
    text: 'antialiased bilinear, RGB, 0 … 255 to 0 … 1',
  },
  {
    id: 'timm-inception@1',
    order: 'rgb',
    subtract: all(127.5),
    divide: all(127.5),
    resize: 'bicubic',
    fit: 'crop',
    crop: 0.8975,
    words: 'preset.timm-inception',
    text: 'timm, Inception statistics (inception_resnet_v2.tf_in1k): antialiased bicubic, centre crop of 0.8975 of the shorter side, so that edges are cut off; RGB, 0 … 255 to -1 … 1',
  },
  {
    id: 'timm-imagenet@1',
    order: 'rgb',
    subtract: times255(IMAGENET_MEAN),
    divide: times255(IMAGENET_SD),
    resize: 'bicubic',
    fit: 'crop',
    crop: 0.875,
    words: 'preset.timm-imagenet',
    text: 'timm, ImageNet statistics (densenet121.tv_in1k): antialiased bicubic, centre crop of 0.875 of the shorter side, so that edges are cut off; RGB, ImageNet mean and standard deviation',
  },
];
