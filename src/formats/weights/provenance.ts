import type { Family } from '../../domain/family.ts';
import { InputError } from '../../domain/notice.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import type { ImportedWeights } from './bind.ts';

/** Which training the weights are from, how that is known, and how their images are prepared. */
export interface Provenance {
  family: Family;
  how: 'hash' | 'names' | 'file name' | 'chosen' | 'not known';
  pretrainedOn: string;
  licence: string;
  cite: string;
  preprocess: string;
  /** Side of the square input in pixels. */
  size: number;
}

/** What the names in a file tell. */
type Named = Pick<ImportedWeights, 'architecture' | 'variant' | 'lib' | 'prefix'>;

/** SHA-256 of the listed files whose hash is known, and their training; the same as in `models/catalog.json`, which a test compares. */
const KNOWN: Readonly<Record<string, Family>> = {
  b4fd87165c563cfaf491da4b9f3955394bdda9841ee1a05832467377fb3decc4: 'radimagenet-keras',
  '2457479b254569e5a81ba48fee6c5b2b84b7a729e507aaa2466101aedb8e5c37': 'radimagenet-keras',
  '08629f7e7bd3e29b8ee9522ca3f65ce4d010a7ddf74f0ea3c7e3f3d0bbab0734': 'radimagenet-torch',
  '5011b427acf483b3c05d9d4ac6ea4ff0baf5714c23937c0fcdc7c446226d0a14': 'radimagenet-torch',
  f00ee7bc89c4652fdc454fa349ae2e2f4272a3c182762929b3112657ba381f96: 'radimagenet-torch',
  b6daa90de92589c404e9da30f4c0ce49182763d4a952f1222caeec647237bacf: 'radimagenet-refined',
  acdb8da1b8e1e82feebe6be07ef63ce75e8dcfb302eaa49065b9d0311c089d3e: 'imagenet-keras',
  '5d061a3c593d795bfe682d9b152bafbcf550579873492def3515b46db1189888': 'imagenet-torchvision',
  c894c6d9caa317a8ca1942986dee7a16a86c77734a4d691d2abe05389cfef358: 'imagenet-torchvision',
  '9c452c63a67fd03a38a78c401ba12d4be0e926df63c93403de3a29f6df20fefb': 'imagenet-torchvision',
  dbea26b13a5fc8351919fed6a94222c0577ce324b2765fd081a798f837ca9d72: 'imagenet-timm',
};

/** PyTorch names its files after the first eight digits of their SHA-256 and checks downloads by them: `resnet50-0676ba61.pth`. */
const KNOWN_STARTS: Readonly<Record<string, Family>> = {
  '0676ba61': 'imagenet-torchvision',
  a639ec97: 'imagenet-torchvision',
  '0cc3c7bd': 'imagenet-torchvision',
  '11ad3fa6': 'imagenet-torchvision-v2',
};

const RADIMAGENET =
  'Mei et al. RadImageNet: An Open Radiologic Deep Learning Research Dataset for Effective Transfer Learning. Radiology: Artificial Intelligence, 2022. doi:10.1148/ryai.210315.';

const TERMS = 'terms unclear for commercial use: ImageNet’s own are for research';
const VISION = `BSD-3-Clause code; the weights may have a licence of their own; ${TERMS}`;
const UNKNOWN = ['not known: a file of your own', 'not known', 'not known'] as const;

/** RadImageNet's trainings are three and not conversions of one another: Keras files, PyTorch files, and other people's on refined labels. */
const TRAININGS: Readonly<Record<Family, readonly [pretrainedOn: string, licence: string, cite: string]>> = {
  'radimagenet-keras': ['RadImageNet, the Keras training', 'MIT repository (BMEII-AI); none stated for the weights', RADIMAGENET],
  'radimagenet-torch': ['RadImageNet, the PyTorch training', 'MIT repository (BMEII-AI); none stated for the weights', RADIMAGENET],
  'radimagenet-refined': [
    'RadImageNet with refined labels, a third training (convergedmachine, timm)',
    'MIT on the host’s card (convergedmachine)',
    RADIMAGENET,
  ],
  'imagenet-keras': ['ImageNet, as distributed with Keras', `as stated by Keras; ${TERMS}`, 'Keras Applications, keras.io.'],
  'imagenet-torchvision': ['ImageNet, as distributed with torchvision (V1)', VISION, 'torchvision, pytorch.org.'],
  'imagenet-torchvision-v2': ['ImageNet, as distributed with torchvision (V2)', VISION, 'torchvision, pytorch.org.'],
  'imagenet-timm': [
    'ImageNet, as distributed with timm',
    `Apache-2.0 code (timm); ${TERMS}`,
    'Wightman. PyTorch Image Models. doi:10.5281/zenodo.4414861.',
  ],
  ...{ starter: UNKNOWN, random: UNKNOWN, unknown: UNKNOWN },
};

/**
 * What can be told of a file's training: by its hash; by names that only RadImageNet's PyTorch files have; failing these by the word RadImageNet or ImageNet in the
 * file's name, which is said. The layout alone cannot tell RadImageNet's Keras files from Keras' own.
 */
export function provenanceOf(found: Named, fileName: string, fileHash: string, preprocess?: string): Provenance {
  const [family, how] = familyOf(found, fileName, fileHash);
  const [pretrainedOn, licence, cite] = TRAININGS[family];
  const usual = usualPreparation(found, family);
  return { family, how, pretrainedOn, licence, cite, ...usual, ...(preprocess ? { preprocess } : {}) };
}

function familyOf({ variant, lib, prefix }: Named, fileName: string, fileHash: string): [Family, Provenance['how']] {
  const start = fileHash.slice(0, 8);
  const known = Object.hasOwn(KNOWN, fileHash) ? KNOWN[fileHash] : Object.hasOwn(KNOWN_STARTS, start) ? KNOWN_STARTS[start] : undefined;
  if (known) return [known, 'hash'];
  // Other people number a network's children too; RadImageNet's wrapper also has this prefix.
  if (lib === 'radimagenet-torch' && prefix.endsWith('backbone.')) return ['radimagenet-torch', 'names'];
  if (/radimagenet/i.test(fileName)) return [variant === 'keras' ? 'radimagenet-keras' : 'radimagenet-torch', 'file name'];
  if (/imagenet/i.test(fileName) || /_weights_tf_dim_ordering_tf_kernels/.test(fileName))
    return [variant === 'keras' ? 'imagenet-keras' : lib === 'timm' ? 'imagenet-timm' : 'imagenet-torchvision', 'file name'];
  return ['unknown', 'not known'];
}

/** The preparation that belongs to the training; where that is not known, the one the library uses for this network. */
function usualPreparation({ architecture, variant, lib }: Named, family: Family): { preprocess: string; size: number } {
  const inception = architecture.startsWith('inception');
  const size = inception ? 299 : 224;
  if (family === 'radimagenet-keras' && lib === 'torchvision-v1') return { preprocess: 'monai-radimagenet@1', size: 224 };
  if (family === 'radimagenet-keras') return { preprocess: 'radimagenet-study@1', size: 256 };
  if (family === 'radimagenet-torch') return { preprocess: 'radimagenet-torch@1', size: 224 };
  if (variant === 'torch' && architecture === 'inception_resnet_v2') return { preprocess: 'timm-inception@1', size };
  // torchvision's scale is Keras' (`transform_input`), its resizing is not.
  if (variant === 'torch' && inception) return { preprocess: 'keras-tf@1+resize=antialias', size };
  if (inception || (variant === 'keras' && architecture.startsWith('mobilenet'))) return { preprocess: 'keras-tf@1', size };
  if (variant === 'keras' && architecture === 'resnet50') return { preprocess: 'keras-caffe@1', size };
  return { preprocess: 'torchvision@1', size };
}

/**
 * What `pack.json` says of a pack whose training a person has corrected. Its preparation follows the training, unless it was another than the usual one before.
 * Throws InputError for trainings that no imported file can be of.
 */
export function retrained(pack: BackbonePack, family: Family): BackbonePack {
  const from = pack.importedFrom;
  if (!from) throw new InputError('not-imported', `${pack.name} was not made from a file of yours; its training is known.`, pack.id);
  if (family === 'starter' || family === 'random')
    throw new InputError('wrong-family', `${pack.name} was made from a weight file and cannot be one of RadTune's own packs.`, pack.id);
  const named = { architecture: pack.architecture, variant: pack.variant, lib: from.names, prefix: '' };
  const [pretrainedOn, licence, cite] = TRAININGS[family];
  const before = usualPreparation(named, from.family);
  const after = usualPreparation(named, family);
  const usual = pack.preprocess === before.preprocess && pack.input.size === before.size;
  return {
    ...pack,
    ...{ pretrainedOn, licence, cite },
    ...(usual ? { preprocess: after.preprocess, input: { size: after.size } } : {}),
    importedFrom: { ...from, family, familyKnownBy: 'chosen' },
  };
}
