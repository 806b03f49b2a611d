import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { modelFiles } from '../../../scripts/lib/models.mjs';
import { graphOf } from '../../backbones/index.ts';
import type { Id } from '../../domain/ids.ts';
import { loadPack } from '../../engine/loadPack.ts';
import { openZip } from '../../formats/archives/zip.ts';
import { readSafetensors } from '../../formats/arrays/safetensors.ts';
import { filledFile } from '../../formats/weights/fixtures/networks.ts';
import { memoryBlobs } from '../../storage/index.ts';
import { hash } from '../../util/hash.ts';
import { packFolders } from '../cli/packs.ts';
import { dropped, kerasFile, listedEntry, packWorld, SMALL } from './fixtures/packWorld.ts';

const top = mkdtempSync(join(tmpdir(), 'radtune-packs-'));
afterAll(() => rmSync(top, { recursive: true }));
const file = kerasFile(3);
const other = kerasFile(4);

test('a dropped file becomes a pack that is there after a reload, bit for bit, and can be opened', async () => {
  const { commands, blobs, progress } = packWorld();
  const { pack, notices } = await commands['pack.import']({ files: [dropped('folder/My Weights.h5', file)], slot: null });
  expect(notices).toEqual([]);
  expect(pack).toMatchObject({
    id: `my-weights-${hash(file).slice(0, 8)}`,
    name: 'mobilenet_v2-0.1 (My Weights.h5)',
    ...{ architecture: SMALL, variant: 'keras', family: 'unknown', precision: 'float32', ready: true, features: 1280, partner: null },
    source: { kind: 'imported', file: 'My Weights.h5', fileHash: hash(file), how: 'not known', at: '2026-01-02T03:04:05Z' },
  });
  expect([...new Set(progress.map((p) => p.stage))]).toEqual(['read', 'bind', 'store']);

  const again = packWorld([], blobs);
  expect(await again.library.catalog()).toEqual([pack]);
  const opened = await again.library.open(pack.id);
  const [weights] = await again.library.weights(opened.pack);
  expect(pack).toMatchObject({ bytes: weights!.length, hash: hash(weights!) });
  const loaded = await loadPack(opened.pack, [weights!], readSafetensors);
  for (const [name, tensor] of filledFile(SMALL, 'keras', 3).expected) expect(loaded.weights.get(name)!.data).toEqual(tensor.data);
  expect(opened.pack.taps.map((t) => t.length)).toEqual(graphOf(SMALL, 'keras').taps.map((t) => t.length));
});

test('the same weights again are the same pack, said in a notice; other weights of the same name are another', async () => {
  const { commands, library } = packWorld();
  const first = await commands['pack.import']({ files: [dropped('a.h5', file)], slot: null });
  const second = await commands['pack.import']({ files: [dropped('b.h5', file)], slot: null });
  expect(second.pack).toEqual(first.pack);
  expect(second.notices).toMatchObject([{ code: 'pack-known', saw: first.pack.id }]);
  const third = await commands['pack.import']({ files: [dropped('a.h5', other)], slot: null });
  expect(third.pack.id).not.toBe(first.pack.id);
  expect(await library.catalog()).toHaveLength(2);
});

test('a file dropped on a listed place takes its id, training and preparation; a second one does not take the place of the first', async () => {
  const entry = listedEntry();
  const { commands, library } = packWorld([entry]);
  expect(await library.catalog()).toMatchObject([{ id: entry.id, ready: false, features: 1280, source: { kind: 'by-hand' } }]);
  const { pack, notices } = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: entry.id });
  expect(pack).toMatchObject({
    id: entry.id,
    name: entry.name,
    family: 'imagenet-keras',
    preprocess: 'keras-tf@1',
    source: { how: 'chosen' },
  });
  expect(notices).toEqual([]);
  const second = await commands['pack.import']({ files: [dropped('w.h5', other)], slot: entry.id });
  expect(second.pack.id).toBe(`w-${hash(other).slice(0, 8)}`);
  expect((await library.catalog()).map((c) => c.ready)).toEqual([true, true]);
  const [a, b] = await Promise.all([library.open(entry.id), library.open(second.pack.id)]);
  expect(a.hash).not.toBe(b.hash);
});

test('a file whose name tells its training takes the listed place without being put there', async () => {
  const { commands } = packWorld([listedEntry()]);
  const { pack } = await commands['pack.import']({ files: [dropped('mobilenet_imagenet.h5', file)], slot: null });
  expect(pack).toMatchObject({ id: 'imagenet-small', source: { how: 'file name' } });
});

test('a known hash that differs is said, and so is a name that says otherwise', async () => {
  const { commands } = packWorld([listedEntry({ hash: 'ab'.repeat(32) })]);
  const { notices } = await commands['pack.import']({
    files: [dropped('RadImageNet-small.h5', file)],
    slot: 'imagenet-small' as Id<'pack'>,
  });
  expect(notices).toMatchObject([
    { code: 'training-chosen', level: 'warning' },
    { code: 'hash-differs', saw: hash(file), expected: 'ab'.repeat(32) },
  ]);
});

test.each([
  [
    'another network than the place needs',
    listedEntry({ architecture: 'resnet50' }),
    [dropped('w.h5', file)],
    'other-network',
    /mobilenet_v2-0\.1 .*resnet50/,
  ],
  ['the other framework’s network', listedEntry({ variant: 'torch' }), [dropped('w.h5', file)], 'other-network', /torch network/],
  ['files that do not belong together', listedEntry(), [dropped('a.h5', file), dropped('b.h5', other)], 'several-files', /a\.h5, b\.h5/],
  ['a torn file', listedEntry(), [dropped('w.h5', file.slice(0, 9000))], 'bad-hdf5', /w\.h5/],
  ['no file', listedEntry(), [], 'no-file', /No weight file/],
])('%s: refused in words, and nothing is kept', async (_what, entry, files, code, words) => {
  const { commands, blobs } = packWorld([entry]);
  await expect(commands['pack.import']({ files, slot: entry.id })).rejects.toMatchObject({ code, message: expect.stringMatching(words) });
  expect(await blobs.list('')).toEqual([]);
});

test('a place that is not listed is refused', async () => {
  const { commands } = packWorld();
  await expect(commands['pack.import']({ files: [dropped('w.h5', file)], slot: 'nowhere' as Id<'pack'> })).rejects.toMatchObject({
    code: 'unknown-pack',
  });
});

test('what a closed page left behind does not count and is cleared away; a pack that stands is left alone', async () => {
  const { commands, blobs, library, stored } = packWorld();
  const { pack } = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: null });
  const kept = await blobs.list('');
  await blobs.put('packs/half-written/weights.safetensors', new Uint8Array(10));
  await blobs.put(`packs/${pack.id}/weights-float16.safetensors`, new Uint8Array(10));
  expect(await library.catalog()).toHaveLength(1);
  await stored.tidy();
  expect(await blobs.list('')).toEqual(kept);
});

test('a store without room keeps nothing', async () => {
  const blobs = memoryBlobs();
  const put = blobs.put;
  blobs.put = async (path, bytes) => {
    if (path.endsWith('pack.json')) throw new DOMException('full', 'QuotaExceededError');
    return put(path, bytes);
  };
  const { commands } = packWorld([], blobs);
  await expect(commands['pack.import']({ files: [dropped('w.h5', file)], slot: null })).rejects.toThrow('full');
  expect(await blobs.list('')).toEqual([]);
});

test('a damaged pack is refused when used, breaks nothing else and can be removed', async () => {
  const { commands, blobs, library } = packWorld();
  const a = (await commands['pack.import']({ files: [dropped('a.h5', file)], slot: null })).pack;
  const b = (await commands['pack.import']({ files: [dropped('b.h5', other)], slot: null })).pack;
  await blobs.put(`packs/${a.id}/pack.json`, new TextEncoder().encode('{"schema":'));
  await blobs.put(`packs/${b.id}/weights.safetensors`, new Uint8Array(7));
  expect((await library.catalog()).map((c) => c.id).sort()).toEqual([a.id, b.id].sort());
  await expect(library.open(a.id)).rejects.toMatchObject({ code: 'pack-damaged', where: a.id });
  await expect(library.weights((await library.open(b.id)).pack)).rejects.toMatchObject({ code: 'pack-damaged' });
  await blobs.remove(`packs/${b.id}/weights.safetensors`);
  await expect(commands['pack.export']({ pack: b.id })).rejects.toMatchObject({ code: 'pack-damaged' });
  await commands['pack.remove']({ pack: a.id });
  expect((await commands['pack.remove']({ pack: b.id })).catalog).toEqual([]);
  expect(await blobs.list('')).toEqual([]);
  await expect(commands['pack.remove']({ pack: b.id })).rejects.toMatchObject({ code: 'unknown-pack' });
});

test('weights that nobody knew, put on a listed place later, are then said to be of its training; a contradiction is only told', async () => {
  const entry = listedEntry();
  const other = listedEntry({ id: 'radimagenet-small' as Id<'pack'>, family: 'radimagenet-keras', pretrainedOn: 'RadImageNet' });
  const { commands } = packWorld([entry, other]);
  const first = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: null });
  const second = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: entry.id });
  expect(second.pack).toMatchObject({ id: first.pack.id, hash: first.pack.hash, family: 'imagenet-keras', partner: other.id });
  expect(second.notices).toMatchObject([
    { code: 'pack-known', level: 'info', remedy: expect.stringContaining('now taken to be ImageNet') },
  ]);
  const third = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: other.id });
  expect(third.pack).toEqual(second.pack);
  expect(third.notices).toMatchObject([{ code: 'pack-known', level: 'warning', expected: 'RadImageNet' }]);
});

test('Cancel before a pack is stored keeps nothing', async () => {
  let asked = 0;
  const { commands, blobs } = packWorld([], undefined, { cancelled: () => asked++ > 0 });
  await expect(commands['pack.import']({ files: [dropped('w.h5', file)], slot: null })).rejects.toMatchObject({ code: 'cancelled' });
  expect(await blobs.list('')).toEqual([]);
});

test('an exported pack unzips to a folder that the command line takes', async () => {
  const { commands, library } = packWorld();
  const { pack } = await commands['pack.import']({ files: [dropped('w.h5', file)], slot: null });
  const zip = await commands['pack.export']({ pack: pack.id });
  const { entries } = await openZip(
    { size: zip.size, slice: async (a, b) => new Uint8Array(await zip.slice(a, b).arrayBuffer()) },
    'pack.zip',
  );
  expect(entries.map((e) => e.path)).toEqual([`${pack.id}/pack.json`, `${pack.id}/weights.safetensors`]);
  for (const e of entries) {
    mkdirSync(dirname(join(top, e.path)), { recursive: true });
    writeFileSync(join(top, e.path), await e.read());
  }
  const folders = await packFolders([join(top, pack.id)]);
  const there = await folders.open(pack.id);
  expect(there).toEqual(await library.open(pack.id));
  expect(there.pack.importedFrom).toMatchObject({ family: 'unknown', file: 'w.h5', hash: hash(file) });

  writeFileSync(join(top, 'catalog.json'), '{}');
  expect(modelFiles(top)).toEqual(['catalog.json', `${pack.id}/pack.json`, `${pack.id}/weights.safetensors`]);

  const radtune = (...args: string[]) => spawnSync(process.execPath, ['bin/radtune.mjs', ...args], { encoding: 'utf8' });
  const data = join(top, 'set');
  expect(radtune('phantom', 'head-ct', '--patients', '6', '--images', '1', '--seed', '3', '--out', data).status).toBe(0);
  const head = { kind: 'logistic', grid: [0.1], innerFolds: 2 };
  const arms = [{ name: 'mine', pack: pack.id, head }];
  writeFileSync(join(top, 'spec.json'), JSON.stringify({ schema: 1, split: { kind: 'kfold', folds: 2 }, arms }));
  const out = join(top, 'out');
  const run = radtune('run', join(top, 'spec.json'), '--data', data, '--out', out, '--pack', join(top, pack.id), '--quiet');
  expect(run).toMatchObject({ status: 0, stderr: '' });
  expect(JSON.parse(readFileSync(join(out, 'run.json'), 'utf8')).arms).toMatchObject([{ packHash: there.hash }]);
}, 60_000);
