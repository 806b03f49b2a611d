import { expect, test } from 'vitest';
import { type Id, id } from '../../domain/ids.ts';
import { FAKE_CATALOG } from '../../protocol/fakePacks.ts';
import type { CatalogEntry } from '../../protocol/messages.ts';
import { pairOf, proposals, unlike, withPair } from './partners.ts';

const by = (name: string) => FAKE_CATALOG.find((c) => c.id === name)!;
const [natural, radiology, random] = [by('starter-natural'), by('starter-radiology'), by('random-starter')];
const [rad, img] = [by('radimagenet-resnet50-keras'), by('imagenet-resnet50-keras')];
const like = (of: CatalogEntry, name: string, more: Partial<CatalogEntry>) => ({ ...of, id: id<'pack'>(name), partner: null, ...more });
const ids = (of: readonly { id: Id<'pack'> }[]) => of.map((c) => c.id);

test('either half finds the pair, ImageNet as its baseline', () => {
  for (const half of [rad, img]) expect(pairOf(half, FAKE_CATALOG)).toEqual({ baseline: img, second: rad });
  expect(pairOf(natural, FAKE_CATALOG)).toBeNull();
});

test('a pair is proposed for an arm and for what has just come, once, and no more when it is set', () => {
  expect(proposals([natural, radiology], [], FAKE_CATALOG)).toEqual([]);
  expect(proposals([natural, rad], [], FAKE_CATALOG)).toEqual([{ baseline: img, second: rad }]);
  expect(proposals([natural, img], [], FAKE_CATALOG)).toHaveLength(1);
  expect(proposals([natural], [rad, img], FAKE_CATALOG)).toHaveLength(1);
  expect(proposals([rad, img], [], FAKE_CATALOG)).toHaveLength(1);
  expect(proposals([img, natural, rad], [rad, img], FAKE_CATALOG)).toEqual([]);
});

test('a pair goes first, the baseline before all; the other arms keep their order', () => {
  expect(ids(withPair([natural, rad, random], { baseline: img, second: rad }))).toEqual(ids([img, rad, natural, random]));
});

test('arms that differ in more than the images are told', () => {
  expect(unlike([img, rad])).toEqual([]);
  expect(unlike([rad, img])).toEqual([]);
  expect(unlike([natural, radiology, random])).toEqual([]);
  expect(unlike([natural, rad]).map((u) => u.what)).toEqual(['network']);
  const torch = like(img, 'imagenet-resnet50-torchvision', { variant: 'torch', family: 'imagenet-torchvision' });
  expect(unlike([torch, rad]).map((u) => u.what)).toEqual(['variant']);
  const other = like(img, 'imagenet-resnet50-other', { family: 'imagenet-timm' });
  expect(unlike([other, rad]).map((u) => u.what)).toEqual(['recipe']);
  expect(unlike([rad, other]).map((u) => u.what)).toEqual(['recipe']);
});
