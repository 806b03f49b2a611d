import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { graphOf } from '../../backbones/index.ts';
import { checkTensors } from '../../backbones/tensors.ts';
import { parsePack } from '../../domain/pack.ts';
import { readSafetensors } from '../../formats/arrays/safetensors.ts';
import { hdf5Of } from '../../formats/weights/fixtures/hdf5.ts';
import { filledFile, kerasLegacy } from '../../formats/weights/fixtures/networks.ts';
import { type ImportedWeights, provenanceOf } from '../../formats/weights/index.ts';
import { presetOf } from '../../imaging/presets.ts';
import { hash } from '../../util/hash.ts';
import { command as importCommand } from './import.ts';
import { command as inspectCommand } from './inspect.ts';

const top = mkdtempSync(join(tmpdir(), 'radtune-import-'));
const { arrays, expected } = filledFile('mobilenet_v2-0.1', 'keras', 3);
const good = join(top, 'ImageNet.h5');
let said = '';

beforeAll(() => {
  writeFileSync(good, hdf5Of(kerasLegacy('mobilenet_v2-0.1', 'keras', arrays, { model: true, head: true })));
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    said += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterAll(() => {
  vi.restoreAllMocks();
  rmSync(top, { recursive: true });
});

test('import writes a pack with the graph’s tensors, and does not write over one', async () => {
  const out = join(top, 'pack');
  expect(await importCommand([good, '--out', out, '--as', 'mine'])).toBe(0);
  const pack = parsePack(JSON.parse(readFileSync(join(out, 'pack.json'), 'utf8')));
  expect(pack).toMatchObject({
    id: 'mine',
    architecture: 'mobilenet_v2-0.1',
    variant: 'keras',
    preprocess: 'keras-tf@1',
    pretrainedOn: expect.stringContaining('ImageNet'),
  });
  const bytes = new Uint8Array(readFileSync(join(out, 'weights.safetensors')));
  expect(pack.weights).toEqual([{ path: 'weights.safetensors', bytes: bytes.length, hash: hash(bytes) }]);
  const tensors = readSafetensors(bytes, 'weights');
  checkTensors(graphOf(pack.architecture, pack.variant), tensors, 'weights');
  expect(tensors.get('features.0.0.kernel')!.data).toEqual(expected.get('features.0.0.kernel')!.data);
  expect(pack.taps[0]).toEqual({ name: 'head', length: 1280 });
  await expect(importCommand([good, '--out', out])).rejects.toMatchObject({ code: 'pack-exists' });
});

test('a refused file leaves nothing behind', async () => {
  const bad = join(top, 'bad.h5');
  writeFileSync(bad, readFileSync(good).subarray(0, 50_000));
  await expect(importCommand([bad, '--out', join(top, 'none')])).rejects.toMatchObject({ code: 'bad-hdf5' });
  expect(readdirSync(top).sort()).toEqual(['ImageNet.h5', 'bad.h5', 'pack']);
});

test('inspect says what a file is, tensor by tensor, and refuses in words', async () => {
  said = '';
  expect(await inspectCommand([good, join(top, 'bad.h5')])).toBe(1);
  const [report, refusal] = said
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(report).toMatchObject({
    container: 'keras-h5-model',
    architecture: 'mobilenet_v2-0.1',
    variant: 'keras',
    layout: 'keras',
    top: true,
    fits: true,
  });
  expect(report.tensors).toHaveLength(arrays.size + 2);
  const sum = arrays.get('Conv1/kernel')!.data.reduce((a, b) => a + b, 0);
  expect(report.tensors[0]).toEqual({ name: 'Conv1/kernel', shape: [3, 3, 3, 8], dtype: 'float32', sum });
  expect(refusal).toMatchObject({ ok: false, reason: 'bad-hdf5', message: expect.stringContaining('bad.h5') });
});

test('every network of every library gets a preset that exists; RadImageNet’s two trainings are told apart', () => {
  const from = (architecture: string, variant: 'keras' | 'torch', lib: string, file = '', prefix = '') =>
    provenanceOf({ architecture, variant, lib, prefix } as ImportedWeights, file, '');
  for (const architecture of ['resnet50', 'densenet121', 'inception_v3', 'inception_resnet_v2', 'mobilenet_v2-0.35'])
    for (const variant of ['keras', 'torch'] as const)
      for (const file of ['a.h5', 'RadImageNet.h5', 'imagenet.h5'])
        expect(() => presetOf(from(architecture, variant, variant === 'keras' ? 'keras' : 'torchvision', file).preprocess)).not.toThrow();
  expect(from('resnet50', 'torch', 'radimagenet-torch', 'x.pt', 'backbone.')).toMatchObject({ family: 'radimagenet-torch', how: 'names' });
  expect(from('resnet50', 'keras', 'keras', 'RadImageNet-ResNet50_notop.h5')).toMatchObject({
    family: 'radimagenet-keras',
    how: 'file name',
    preprocess: 'radimagenet-study@1',
  });
  expect(from('resnet50', 'keras', 'keras')).toMatchObject({ family: 'unknown', preprocess: 'keras-caffe@1' });
  const known = provenanceOf(
    { architecture: 'inception_v3', variant: 'keras', lib: 'keras', prefix: '' } as ImportedWeights,
    'x.h5',
    'b4fd87165c563cfaf491da4b9f3955394bdda9841ee1a05832467377fb3decc4',
  );
  expect(known).toMatchObject({ family: 'radimagenet-keras', how: 'hash' });
});
