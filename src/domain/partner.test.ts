import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCatalog } from './catalog.ts';
import { entryFor, faithful, fileOf, partnerOf } from './partner.ts';

const { entries } = parseCatalog(JSON.parse(readFileSync(new URL('../../models/catalog.json', import.meta.url), 'utf8')));
const of = (id: string) => {
  const found = entries.find((e) => e.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

/** The comparisons that are fair, from the study (Keras) and by recipe (torchvision V1, also in timm's files). All other pairs of the list are not. */
const FAITHFUL = [
  ['radimagenet-resnet50-keras', 'imagenet-resnet50-keras'],
  ['radimagenet-densenet121-keras', 'imagenet-densenet121-keras'],
  ['radimagenet-inceptionv3-keras', 'imagenet-inceptionv3-keras'],
  ['radimagenet-inceptionresnetv2-keras', 'imagenet-inceptionresnetv2-keras'],
  ['radimagenet-resnet50-monai', 'imagenet-resnet50-keras'],
  ['radimagenet-resnet50-torch', 'imagenet-resnet50-torchvision'],
  ['radimagenet-resnet50-torch', 'imagenet-resnet50-timm'],
  ['radimagenet-densenet121-torch', 'imagenet-densenet121-torchvision'],
  ['radimagenet-densenet121-torch', 'imagenet-densenet121-timm'],
  ['radimagenet-inceptionv3-torch', 'imagenet-inceptionv3-torchvision'],
  ['radimagenet-inceptionv3-torch', 'imagenet-inceptionv3-timm'],
  ['starter-natural', 'starter-radiology'],
];

test('of every pair of the list: these are fair comparisons, no others, from either side', () => {
  const found = entries.flatMap((a) => entries.filter((b) => faithful(a, b)).map((b) => [a.id, b.id].sort().join(' ')));
  expect(new Set(found)).toEqual(new Set(FAITHFUL.map((pair) => [...pair].sort().join(' '))));
  for (const a of entries) for (const b of entries) expect(faithful(a, b)).toBe(faithful(b, a));
});

test('each pack of the list is proposed the partner that the list links, or none', () => {
  for (const e of entries) expect([e.id, partnerOf(e, entries)?.id ?? null]).toEqual([e.id, e.partner]);
});

test.each([
  'imagenet-resnet50-torchvision-v2',
  'radimagenet-resnet50-refined',
  'imagenet-resnet50-keras-old',
  'imagenet-inceptionresnetv2-timm',
  'random-starter',
])('%s has no partner and is nobody’s', (id) => {
  expect(partnerOf(of(id), entries)).toBeNull();
  expect(entries.filter((e) => partnerOf(e, entries)?.id === id)).toEqual([]);
});

describe('packs at hand', () => {
  const at = (...ready: string[]) => entries.map((e) => ({ ...e, ready: ready.includes(e.id) }));

  test('come before listed ones: timm’s file stands in for torchvision’s', () => {
    const pack = of('radimagenet-resnet50-torch');
    expect(partnerOf(pack, at('imagenet-resnet50-timm'))?.id).toBe('imagenet-resnet50-timm');
    expect(partnerOf(pack, at('imagenet-resnet50-timm', 'imagenet-resnet50-torchvision'))?.id).toBe('imagenet-resnet50-torchvision');
  });

  test('V2 at hand is not proposed in place of V1 that is not', () => {
    expect(partnerOf(of('radimagenet-resnet50-torch'), at('imagenet-resnet50-torchvision-v2'))?.id).toBe('imagenet-resnet50-torchvision');
  });

  test('from the ImageNet side, MONAI’s port at hand comes before the Keras file that is not', () => {
    expect(partnerOf(of('imagenet-resnet50-keras'), at('radimagenet-resnet50-monai'))?.id).toBe('radimagenet-resnet50-monai');
  });

  test('a pack of the user’s own of a known training has partners, one of unknown training none', () => {
    const own = { id: 'mine', architecture: 'resnet50', variant: 'keras', family: 'radimagenet-keras' } as const;
    expect(partnerOf(own, entries)?.id).toBe('imagenet-resnet50-keras');
    expect(partnerOf({ ...own, family: 'unknown' }, entries)).toBeNull();
    expect(partnerOf({ ...own, family: 'imagenet-timm', variant: 'torch' }, entries)).toBeNull();
    expect(partnerOf({ ...own, architecture: 'mobilenet_v2-0.5' }, entries)).toBeNull();
  });
});

describe('the listed entry a file is', () => {
  const file = { architecture: 'resnet50', variant: 'keras', family: 'unknown', fileHash: 'f'.repeat(64) } as const;

  test('each entry with a hash is told by it, whatever else is thought of the file', () => {
    const known = entries.filter((e) => e.hash !== null);
    expect(known.length).toBe(11);
    for (const e of known) expect(entryFor(entries, { ...file, fileHash: e.hash! })?.id).toBe(e.id);
  });

  test('PyTorch’s own files are told by the start of the hash in their names', () => {
    for (const id of ['imagenet-resnet50-torchvision', 'imagenet-resnet50-torchvision-v2', 'imagenet-inceptionv3-torchvision']) {
      const start = /-([0-9a-f]{8})\.pth$/.exec(fileOf(of(id))!)![1]!;
      expect(entryFor(entries, { ...file, fileHash: start.padEnd(64, '0') })?.id).toBe(id);
    }
  });

  test('without a known hash: by network and training', () => {
    expect(entryFor(entries, { ...file, family: 'radimagenet-keras' })?.id).toBe('radimagenet-resnet50-keras');
    expect(entryFor(entries, { ...file, family: 'imagenet-keras' })?.id).toBe('imagenet-resnet50-keras');
    expect(entryFor(entries, { ...file, family: 'imagenet-keras', bnEpsilon: 1e-3 })?.id).toBe('imagenet-resnet50-keras-old');
    expect(entryFor(entries, { ...file, variant: 'torch', family: 'radimagenet-torch' })?.id).toBe('radimagenet-resnet50-torch');
  });

  test('none for unknown training, another network, a recipe of timm that cannot be told, and bundled packs', () => {
    expect(entryFor(entries, file)).toBeNull();
    expect(entryFor(entries, { ...file, architecture: 'inception_resnet_v2', variant: 'torch', family: 'radimagenet-torch' })).toBeNull();
    expect(entryFor(entries, { ...file, architecture: 'inception_resnet_v2', variant: 'torch', family: 'imagenet-timm' })).toBeNull();
    expect(entryFor(entries, { ...file, architecture: 'starter-resnet', variant: 'torch', family: 'starter' })).toBeNull();
  });
});
