import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type CatalogEntry, parseCatalog } from '../../domain/catalog.ts';
import { entryFor, fileOf } from '../../domain/partner.ts';
import type { ImportedWeights } from './bind.ts';
import { provenanceOf } from './provenance.ts';

const { entries } = parseCatalog(JSON.parse(readFileSync(new URL('../../../models/catalog.json', import.meta.url), 'utf8')));
const fetched = entries.filter((e) => !e.bundled);

/** Whose names the tensors of an entry's file have. */
const libOf = ({ id, variant }: CatalogEntry): string => {
  if (id.endsWith('-monai')) return 'torchvision-v1';
  if (id.endsWith('-keras-old')) return 'keras-old';
  if (variant === 'keras') return 'keras';
  if (id.endsWith('-timm') || id.endsWith('-refined')) return 'timm';
  return id.startsWith('radimagenet-') ? 'radimagenet-torch' : 'torchvision';
};
const read = (e: CatalogEntry) =>
  ({
    architecture: e.architecture,
    variant: e.variant,
    lib: libOf(e),
    prefix: libOf(e) === 'radimagenet-torch' ? 'backbone.' : '',
    bnEpsilon: e.bnEpsilon ?? undefined,
  }) as ImportedWeights;
/** The file's hash; where only its start is known, one that begins so; where nothing is known, another. */
const hashOf = (e: CatalogEntry) => e.hash ?? (/-([0-9a-f]{8})\.pth$/.exec(fileOf(e) ?? '')?.[1] ?? 'f').padEnd(64, 'f');

test.each(fetched.map((e) => [e.id, e] as const))('%s: its file is told to be what the catalogue says', (_, e) => {
  const told = provenanceOf(read(e), fileOf(e)!, hashOf(e));
  expect(told).toMatchObject({ family: e.family, preprocess: e.preprocess, size: e.inputSize });
  expect(told.how === 'hash').toBe(e.hash !== null || fileOf(e)!.endsWith('.pth'));
  const found = entryFor(entries, {
    architecture: e.architecture,
    variant: e.variant,
    family: told.family,
    fileHash: hashOf(e),
    bnEpsilon: e.bnEpsilon,
  });
  expect(found?.id).toBe(e.id);
});

test('every hash that is known here is in the catalogue, every one of the catalogue is known here', () => {
  const source = readFileSync(new URL('provenance.ts', import.meta.url), 'utf8');
  const here = new Set(source.match(/\b[0-9a-f]{64}\b/g));
  expect(here).toEqual(new Set(fetched.flatMap((e) => e.hash ?? [])));
  const starts = source.match(/(?<=^ {2}'?)[0-9a-f]{8}(?='?: 'imagenet)/gm);
  expect(new Set(starts)).toEqual(new Set(fetched.flatMap((e) => /-([0-9a-f]{8})\.pth$/.exec(fileOf(e)!)?.[1] ?? [])));
});

describe('a training says in words which it is', () => {
  const resnet = (variant: 'keras' | 'torch', lib: string, prefix = '') =>
    ({ architecture: 'resnet50', variant, lib, prefix }) as ImportedWeights;

  test('RadImageNet’s Keras and PyTorch trainings have different words', () => {
    expect(provenanceOf(resnet('keras', 'keras'), 'RadImageNet-ResNet50_notop.h5', '').pretrainedOn).toMatch(/RadImageNet.*Keras training/);
    expect(provenanceOf(resnet('torch', 'radimagenet-torch', 'backbone.'), 'x.pt', '').pretrainedOn).toMatch(
      /RadImageNet.*PyTorch training/,
    );
  });

  test('the words of a known file are the catalogue’s', () => {
    for (const e of fetched.filter((e) => e.family.startsWith('radimagenet')))
      expect(provenanceOf(read(e), fileOf(e)!, hashOf(e)).pretrainedOn).toBe(e.pretrainedOn);
  });

  test('a chosen preparation says nothing of how the training is known', () => {
    expect(provenanceOf(resnet('keras', 'keras'), 'RadImageNet.h5', '', 'unit@1')).toMatchObject({
      ...{ family: 'radimagenet-keras', how: 'file name', preprocess: 'unit@1' },
    });
    expect(provenanceOf(resnet('keras', 'keras'), 'a.h5', '', 'unit@1')).toMatchObject({ family: 'unknown', how: 'not known' });
  });
});
