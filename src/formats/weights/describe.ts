import { InputError } from '../../domain/notice.ts';
import type { WeightLayout } from '../../domain/weightLayout.ts';
import { type Fit, SAME_NETWORK } from './fit.ts';

const LIBS: Readonly<Record<string, string>> = {
  ...{ keras: 'Keras names', 'keras-2': 'Keras 2 names', 'keras-old': 'the Keras names of before 2019' },
  ...{ torchvision: 'torchvision names', 'torchvision-old': 'torchvision’s old names', timm: 'timm names' },
  ...{ 'radimagenet-torch': 'the names of RadImageNet’s PyTorch files', 'torchvision-v1': 'torchvision names with conv biases' },
};

/** A layout in words: `resnet50 (Keras network, Keras names)`. */
export const inWords = ({ architecture, variant, lib }: WeightLayout): string =>
  `${architecture} (${variant === 'keras' ? 'Keras' : 'PyTorch'} network, ${LIBS[lib] ?? lib})`;

const shape = (s: readonly number[]) => (s.length === 0 ? 'one value' : s.join('x'));
const list = (what: string, names: readonly string[]) => (names.length === 0 ? [] : [`${names.length} ${what}: ${names.join(', ')}`]);

/** All that is wrong with a fit, `notFinite` being names of tensors with values that are no numbers. Nothing for a whole one. */
export function problemsOf(fit: Fit, notFinite: readonly string[] = []): string[] {
  return [
    ...list('missing', fit.missing),
    ...list(
      'unexpected',
      fit.unexpected.map((t) => t.name),
    ),
    ...list(
      'of another shape',
      fit.misshapen.map(({ tensor, expected }) => `${tensor.name} is ${shape(tensor.shape)}, not ${shape(expected)}`),
    ),
    ...list('with values that are not finite numbers, or variances below zero', notFinite),
  ];
}

/** The refusal of a file that does not fit: what is wrong with each tensor, and the nearest layout; of another network, how far off it is. */
export function notFitting(where: string, fit: Fit, notFinite: readonly string[] = []): InputError {
  const near = inWords(fit.layout);
  if (fit.share >= SAME_NETWORK)
    return new InputError(
      'weights-do-not-fit',
      `The weights in ${where} come nearest to ${near} but do not fit: ${problemsOf(fit, notFinite).join('; ')}. Nothing was imported; fetch or export the file again.`,
      where,
    );
  const some = fit.unexpected.map((t) => t.name);
  return new InputError(
    'unknown-network',
    `The weights in ${where} are of no network that is known here. The nearest is ${near}, of whose ${fit.layout.tensors.length} tensors ${fit.bound.length} were found by name and shape; ${some.length} others were not expected${some.length > 0 ? ` (${some.slice(0, 4).join(', ')}${some.length > 4 ? ' …' : ''})` : ''}. RadTune knows ResNet50, DenseNet121, InceptionV3, InceptionResNetV2 and MobileNetV2.`,
    where,
  );
}
