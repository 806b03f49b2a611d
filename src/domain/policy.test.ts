import { expect, test } from 'vitest';
import { policyOf, policyOfRun } from './policy.ts';
import type { RunRecord } from './run.ts';

const arms = (...preprocess: string[]) => preprocess.map((p) => ({ preprocess: p }));
const DEFAULTS = ['keras-caffe@1', 'radimagenet-study@1'];

test('each arm its own, written out or not', () => {
  expect(policyOf(arms('pack', 'pack'), DEFAULTS)).toBe('own');
  expect(policyOf(arms('keras-caffe@1', 'pack'), DEFAULTS)).toBe('own');
});

test('as in the study, at any size; anything else is custom', () => {
  expect(policyOf(arms('radimagenet-study@1', 'pack'), DEFAULTS)).toBe('study');
  expect(policyOf(arms('radimagenet-study@1+size=256', 'radimagenet-study@1+size=256'), DEFAULTS)).toBe('study');
  expect(policyOf(arms('radimagenet-study@1+resize=area', 'radimagenet-study@1'), DEFAULTS)).toBe('custom');
  expect(policyOf(arms('torchvision@1', 'pack'), DEFAULTS)).toBe('custom');
});

test('of a run: from what it recorded; an older one tells it only where the spec or the study does', () => {
  const run = (spec: string[], ran: string[], defaults: (string | undefined)[]) =>
    policyOfRun({
      spec: { arms: arms(...spec) },
      arms: ran.map((preprocess, i) => ({ preprocess, defaultPreprocess: defaults[i] })),
    } as unknown as RunRecord);
  const none = [undefined, undefined];
  expect(run(['pack', 'pack'], DEFAULTS, DEFAULTS)).toBe('own');
  expect(run(['pack', 'pack'], DEFAULTS, none)).toBe('own');
  expect(run(['radimagenet-study@1', 'pack'], ['radimagenet-study@1', 'radimagenet-study@1'], none)).toBe('study');
  expect(run(['unit@1', 'pack'], ['unit@1', 'radimagenet-study@1'], none)).toBeNull();
  expect(run(['unit@1', 'pack'], ['unit@1', 'radimagenet-study@1'], DEFAULTS)).toBe('custom');
});
