import { expect, test } from 'vitest';
import { defaultPositive } from './positive.ts';

test('of two classes the finding is positive, whatever the order of the names', () => {
  expect(defaultPositive(['hemorrhage', 'no-hemorrhage'])).toBe('hemorrhage');
  expect(defaultPositive(['normal', 'hemorrhage'])).toBe('hemorrhage');
  expect(defaultPositive(['NORMAL', 'PNEUMONIA'])).toBe('PNEUMONIA');
  expect(defaultPositive(['icu', 'no-icu'])).toBe('icu');
  expect(defaultPositive(['benign', 'malignant'])).toBe('malignant');
  expect(defaultPositive(['0', '1'])).toBe('1');
});

test('where names do not tell, the last by name; with more than two classes, none', () => {
  expect(defaultPositive(['cat', 'dog'])).toBe('dog');
  expect(defaultPositive(['normal', 'negative'])).toBe('normal');
  expect(defaultPositive(['nodule', 'nothing'])).toBe('nothing');
  expect(defaultPositive(['a', 'b', 'c'])).toBeNull();
});
