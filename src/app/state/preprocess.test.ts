import { expect, test } from 'vitest';
import { partsOf, textOf } from '../../imaging/preprocessText.ts';
import { FAKE_CATALOG } from '../../protocol/fakePacks.ts';
import { effective, preprocessOf } from './preprocess.ts';

const pack = FAKE_CATALOG[4]!;

test.each([
  'torchvision@1',
  'keras-tf@1+resize=bicubic',
  'unit@1+resize=area+fit=crop+size=299',
  'unit@1+size=96',
  'torchvision@1+fit=crop+crop=0.875',
])('%s is taken apart and put together again', (text) => expect(textOf(partsOf(text))).toBe(text));

test('each policy says of an arm what the spec has to say', () => {
  const custom = { [pack.id]: 'unit@1+size=96' };
  expect(preprocessOf(pack, 'own', custom)).toBe('pack');
  expect(preprocessOf(pack, 'study', custom)).toBe('radimagenet-study@1');
  expect(preprocessOf(pack, 'custom', custom)).toBe('unit@1+size=96');
  expect(preprocessOf(pack, 'custom', {})).toBe('pack');
  expect(effective(pack, 'own', {})).toBe('keras-caffe@1');
  expect(effective(pack, 'custom', {})).toBe('keras-caffe@1');
});
