import { expect, test } from 'vitest';
import { InputError } from '../domain/notice.ts';
import { describePreprocess } from './describe.ts';
import { canonicalPreprocess, FITS, inputSize, PRESETS, parsePreprocess, presetOf, RESIZES } from './presets.ts';

test('a preset alone is what it was, and needs no other name', () => {
  for (const p of PRESETS) {
    expect(presetOf(p.id)).toEqual({ ...p, base: p.id, size: null });
    expect(canonicalPreprocess(p.id)).toBe(p.id);
    expect(describePreprocess(p.id)).toBe(p.text);
  }
});

test('one meaning has one spelling', () => {
  const same = (id: string, want: string) => expect(canonicalPreprocess(id)).toBe(want);
  same('torchvision@1+size=299+fit=crop+resize=bicubic', 'torchvision@1+resize=bicubic+fit=crop+size=299');
  same('torchvision@1+resize=antialias+fit=stretch', 'torchvision@1');
  same('torchvision@1+resize=half-pixel', 'torchvision@1+resize=bilinear');
  same('torchvision@1+fit=crop+crop=.8750', 'torchvision@1+fit=crop+crop=0.875');
  same('torchvision@1+fit=crop+crop=1.0', 'torchvision@1+fit=crop');
  same('timm-imagenet@1+crop=0.875+fit=crop+resize=bicubic', 'timm-imagenet@1');
  same('timm-imagenet@1+crop=1', 'timm-imagenet@1+crop=1');
  same('timm-inception@1+fit=pad+size=0299', 'timm-inception@1+fit=pad+size=299');
  for (const { id } of PRESETS)
    for (const resize of RESIZES)
      for (const fit of FITS) {
        const once = canonicalPreprocess(`${id}+fit=${fit}+resize=${resize}+size=96`);
        expect(canonicalPreprocess(once)).toBe(once);
        expect(parsePreprocess(once)).toMatchObject({ base: id, resize, fit, size: 96 });
      }
});

test('the size: the one that is stated, else the pack’s; stating the pack’s own says nothing', () => {
  expect(inputSize('unit@1', 224)).toBe(224);
  expect(inputSize('unit@1+size=299', 224)).toBe(299);
  expect(canonicalPreprocess('unit@1+size=224', 224)).toBe('unit@1');
  expect(canonicalPreprocess('unit@1+size=299', 224)).toBe('unit@1+size=299');
  expect(canonicalPreprocess('unit@1', 224)).toBe('unit@1');
});

test.each([
  ['unit@2', /no preprocessing "unit@2".*torchvision@1/],
  ['', /no preprocessing ""/],
  ['unit@1+', /"" is not known.*resize, fit, crop, size/],
  ['unit@1+mode=x', /"mode=x" is not known.*resize, fit, crop, size/],
  ['unit@1+toString=x', /not known/],
  ['unit@1+resize=lanczos', /no resize "lanczos".*nearest, bilinear, antialias, bicubic, area/],
  ['unit@1+fit=cover', /no fit "cover".*stretch, crop, pad/],
  ['unit@1+size=96+size=96', /size is given twice/],
  ['unit@1+size=0', /size must be a whole number.*"0"/],
  ['unit@1+size=99999', /size must be/],
  ['unit@1+size=12.5', /size must be/],
  ['unit@1+crop=0.9', /crop is the share that fit=crop keeps/],
  ['unit@1+fit=crop+crop=1.2', /crop must be a share/],
  ['unit@1+fit=crop+crop=', /crop must be a share/],
  ['timm-imagenet@1+fit=stretch+crop=0.9', /only be given with it/],
])('%s is refused in words', (id, words) => {
  expect(() => parsePreprocess(id)).toThrow(InputError);
  expect(() => parsePreprocess(id)).toThrow(words);
});

test('changes are told in words after the preset’s own', () => {
  const text = describePreprocess('torchvision@1+fit=crop+crop=0.875+resize=bicubic+size=299');
  expect(text).toMatch(/^torchvision and Keras .* changed from that: resized by antialiased bicubic .* 0\.875 .*299 px$/);
  expect(describePreprocess('timm-imagenet@1+fit=stretch')).toMatch(/changed from that: stretched to a square/);
  expect(describePreprocess('unit@1+fit=pad')).toMatch(/padded with black/);
});
