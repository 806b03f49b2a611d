/** The trainings that are known; `unknown` is a file of the user's own. A family is who trained and how, not the file's format. */
export const FAMILIES = [
  'starter',
  'random',
  'radimagenet-keras',
  'radimagenet-torch',
  'radimagenet-refined',
  'imagenet-keras',
  'imagenet-torchvision',
  'imagenet-torchvision-v2',
  'imagenet-timm',
  'unknown',
] as const;
export type Family = (typeof FAMILIES)[number];

/**
 * RadImageNet trainings and the ImageNet training that a comparison with them is fair with. The study compared its Keras files with those of
 * keras.applications (Mei et al. 2022); torchvision's V1 weights are of the network and the kind of recipe of RadImageNet's PyTorch files, its V2 weights are not.
 */
const COMPARABLE: readonly (readonly [Family, Family])[] = [
  ['radimagenet-keras', 'imagenet-keras'],
  ['radimagenet-torch', 'imagenet-torchvision'],
];

/** Whether two trainings differ in the images and hardly in anything else. Symmetric. Starters are told apart by their own links, not here. */
export const comparable = (a: Family, b: Family): boolean => COMPARABLE.some(([r, i]) => (a === r && b === i) || (a === i && b === r));
