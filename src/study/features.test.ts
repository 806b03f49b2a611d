import { expect, test } from 'vitest';
import { type Hash, id } from '../domain/ids.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { parseSpec } from '../domain/spec.ts';
import { canonicalJson } from '../util/canonicalJson.ts';
import { hash } from '../util/hash.ts';
import { extractionOf } from './features.ts';
import type { Ports } from './ports.ts';

const pack = {
  ...{ id: id<'pack'>('inception'), name: 'Inception', architecture: 'inception_v3' },
  ...{ preprocess: 'keras-tf@1', input: { size: 299 }, taps: [{ name: 'pooled', length: 2048 }] },
} as unknown as BackbonePack;
const ports = {
  packs: { open: async () => ({ pack, hash: 'p'.repeat(64) as Hash }) },
  extractor: { backend: 'wasm-f32' },
} as unknown as Ports;
const arm = (preprocess: string) =>
  parseSpec({
    schema: 1,
    split: { kind: 'kfold', folds: 2 },
    arms: [{ name: 'a', pack: 'inception', preprocess, head: { kind: 'logistic' } }],
  }).arms[0];
const taken = (preprocess: string) => extractionOf(arm(preprocess), ports);

test('features are filed as before where nothing is changed, and once for one meaning', async () => {
  // What the stores of earlier versions hold is filed under this.
  const before = hash(
    canonicalJson({ recipe: 1, pack: 'p'.repeat(64), tap: 'pooled', preprocess: 'keras-tf@1', size: 299, backend: 'wasm-f32' }),
  );
  for (const same of ['pack', 'keras-tf@1', 'keras-tf@1+size=299', 'keras-tf@1+fit=stretch+resize=nearest'])
    expect(await taken(same)).toMatchObject({ key: before, preprocess: 'keras-tf@1', inputSize: 299 });
  const others = await Promise.all(['keras-tf@1+size=224', 'keras-tf@1+fit=crop', 'keras-tf@1+fit=pad', 'unit@1'].map(taken));
  expect(new Set([before, ...others.map((o) => o.key)]).size).toBe(5);
  expect(others[0]).toMatchObject({ preprocess: 'keras-tf@1+size=224', inputSize: 224 });
});

test('an unknown preprocessing and images too small for the network end the study before anything is computed', async () => {
  await expect(taken('keras-tf@2')).rejects.toMatchObject({ code: 'no-preset' });
  await expect(taken('keras-tf@1+size=74')).rejects.toMatchObject({ code: 'input-too-small', message: expect.stringContaining('75 × 75') });
  expect((await taken('keras-tf@1+size=75')).inputSize).toBe(75);
});
