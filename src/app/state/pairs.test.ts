import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCatalog } from '../../domain/catalog.ts';
import type { CatalogEntry } from '../../protocol/messages.ts';
import { pairOf, unlike } from './partners.ts';

const { entries } = parseCatalog(JSON.parse(readFileSync(new URL('../../../models/catalog.json', import.meta.url), 'utf8')));
/** The cards of the real list, those named at hand. */
const cards = (...ready: string[]) => entries.map((e) => ({ ...e, ready: ready.includes(e.id) })) as unknown as CatalogEntry[];
const by = (of: readonly CatalogEntry[], name: string) => of.find((c) => c.id === name)!;

test('a partner at hand is proposed before the listed one that is not', () => {
  const all = cards('imagenet-resnet50-timm');
  expect(pairOf(by(all, 'radimagenet-resnet50-torch'), all)?.baseline.id).toBe('imagenet-resnet50-timm');
  expect(pairOf(by(cards(), 'radimagenet-resnet50-torch'), cards())?.baseline.id).toBe('imagenet-resnet50-torchvision');
});

test('of the real list, exactly the faithful pairs pass without a word', () => {
  const all = cards();
  const what = (baseline: string, arm: string) => unlike([by(all, baseline), by(all, arm)]).map((u) => u.what);
  expect(what('imagenet-resnet50-timm', 'radimagenet-resnet50-torch')).toEqual([]);
  expect(what('imagenet-resnet50-keras', 'radimagenet-resnet50-monai')).toEqual([]);
  expect(what('imagenet-resnet50-torchvision-v2', 'radimagenet-resnet50-torch')).toEqual(['recipe']);
  expect(what('imagenet-resnet50-torchvision', 'radimagenet-resnet50-refined')).toEqual(['recipe']);
  expect(what('imagenet-resnet50-keras-old', 'radimagenet-resnet50-keras')).toEqual(['recipe']);
  expect(what('imagenet-resnet50-keras', 'radimagenet-resnet50-torch')).toEqual(['variant']);
});
