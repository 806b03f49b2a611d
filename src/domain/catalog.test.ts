import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseCatalog } from './catalog.ts';
import { InputError } from './notice.ts';
import { parsePack } from './pack.ts';

const models = new URL('../../models/', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, models), 'utf8'));
const raw = json('catalog.json');

test('the catalogue says of each bundled pack what its pack.json says', () => {
  const { entries } = parseCatalog(raw);
  expect(entries.filter((e) => e.bundled).map((e) => e.id)).toEqual(['starter-natural', 'starter-radiology', 'random-starter']);
  for (const e of entries.filter((e) => e.bundled)) {
    const pack = parsePack(json(`${e.id}/pack.json`));
    const told = {
      name: pack.name,
      architecture: pack.architecture,
      variant: pack.variant,
      pretrainedOn: pack.pretrainedOn,
      licence: pack.licence,
      cite: pack.cite,
      preprocess: pack.preprocess,
    };
    expect(e).toMatchObject({ ...told, inputSize: pack.input.size });
  }
});

test('neither starter is put before the other: each is the other’s partner', () => {
  const partner = new Map(parseCatalog(raw).entries.map((e) => [e.id as string, e.partner]));
  expect(partner.get('starter-natural')).toBe('starter-radiology');
  expect(partner.get('starter-radiology')).toBe('starter-natural');
});

test('a source to download and one to fetch by hand fit the form', () => {
  const common = { ...raw.entries[2], architecture: 'resnet50', bytes: 94765736, hash: 'a'.repeat(64) };
  const download = {
    ...common,
    id: 'a',
    family: 'radimagenet-torch',
    source: { kind: 'download', url: 'https://example.org/x/resolve/0123/ResNet50.pt' },
    partner: 'b',
  };
  const byHand = {
    ...{ ...common, hash: null },
    id: 'b',
    family: 'imagenet-torchvision',
    source: { kind: 'by-hand', page: 'https://example.org/', file: 'resnet50-0676ba61.pth' },
  };
  expect(parseCatalog({ schema: 1, entries: [download, byHand] }).entries.map((e) => [e.bundled, e.partner])).toEqual([
    [false, 'b'],
    [false, null],
  ]);
});

const torch = raw.entries.find((e: { id: string }) => e.id === 'radimagenet-resnet50-torch');
const others = raw.entries.filter((e: { id: string }) => e.id !== torch.id);
const pinned = { kind: 'download', url: `https://example.org/a/resolve/${'0'.repeat(40)}/ResNet50.pt` };

test('a download is pinned by its hash or by a full revision', () => {
  expect(() => parseCatalog({ schema: 1, entries: [{ ...torch, hash: null, source: pinned }, ...others] })).not.toThrow();
  for (const { source, hash } of parseCatalog(raw).entries)
    if (source.kind === 'download') expect(hash ?? source.url).toMatch(/^[0-9a-f]{64}$|\/resolve\/[0-9a-f]{40}\//);
});

test.each([
  ['a download that nothing pins', { hash: null }],
  [
    'a short revision in place of a hash',
    { hash: null, source: { kind: 'download', url: 'https://example.org/a/resolve/736ec1a/ResNet50.pt' } },
  ],
  ['a partner of another recipe', { partner: 'imagenet-resnet50-torchvision-v2' }],
  ['a partner of the other variant', { partner: 'imagenet-resnet50-keras' }],
  ['a training that its partner is not linked with', { family: 'imagenet-torchvision', partner: 'radimagenet-resnet50-torch', id: 'x' }],
  ['a hash that comes twice', { hash: 'b6daa90de92589c404e9da30f4c0ce49182763d4a952f1222caeec647237bacf' }],
  ['an MD5 that is none', { md5: 'abc' }],
])('of RadImageNet’s PyTorch ResNet50, %s is refused', (_, change) => {
  expect(() => parseCatalog({ schema: 1, entries: [{ ...torch, ...change }, ...others] })).toThrow(InputError);
});

test.each([
  ['an unknown partner', { partner: 'nobody' }],
  ['itself as partner', { partner: 'starter-natural' }],
  ['a partner of another network', { architecture: 'resnet50' }],
  ['an id that comes twice', { id: 'starter-radiology', partner: null }],
  ['an address without encryption', { source: { kind: 'download', url: 'http://example.org/x' } }],
  ['a hash that is none', { hash: 'abc' }],
  ['a family nobody knows', { family: 'other' }],
])('%s is refused', (_, change) => {
  const [first, ...rest] = raw.entries;
  expect(() => parseCatalog({ schema: 1, entries: [{ ...first, ...change }, ...rest] })).toThrow(InputError);
});

test('packs with a faithful partner are prepared without cutting edges off: a crop in one arm would be a difference beside the training images', () => {
  const { entries } = parseCatalog(raw);
  for (const e of entries) if (e.partner !== null) expect(e.preprocess).not.toMatch(/timm-|fit=crop/);
});
