import { describe, expect, test } from 'vitest';
import { knownLayouts } from '../../backbones/layouts/known.ts';
import { InputError } from '../../domain/notice.ts';
import type { Tensors } from '../../domain/tensors.ts';
import { rng } from '../../util/rng.ts';
import { writeSafetensors } from '../arrays/safetensors.ts';
import { hdf5Of } from './fixtures/hdf5.ts';
import { filledFile, keras3, kerasLegacy } from './fixtures/networks.ts';
import { dict, stateDict, storedZip, tensor, torchLegacy, torchZip } from './fixtures/torch.ts';
import { importWeights } from './index.ts';

const SMALL = 'mobilenet_v2-0.1';
const torch = filledFile(SMALL, 'torchvision', 7);
const keras = filledFile(SMALL, 'keras', 7);
const zipped = stateDict(torch.arrays);
const legacy = stateDict(torch.arrays, true);

/** One small file of each container, whether each of its bytes is under a checksum, and its weights. */
const CONTAINERS: readonly (readonly [name: string, bytes: Uint8Array, guarded: boolean, expected: Tensors])[] = [
  ['legacy.h5', hdf5Of(kerasLegacy(SMALL, 'keras', keras.arrays, { variable: true })), false, keras.expected],
  ['three.weights.h5', hdf5Of(keras3(SMALL, keras.arrays)), false, keras.expected],
  ['three.keras', storedZip([['model.weights.h5', hdf5Of(keras3(SMALL, keras.arrays))]]), true, keras.expected],
  ['zip.pt', torchZip(dict(zipped.entries), zipped.storages), true, torch.expected],
  ['legacy.pth', torchLegacy(dict(legacy.entries), legacy.storages), false, torch.expected],
  ['some.safetensors', writeSafetensors(torch.arrays), false, torch.expected],
];

/** The layouts of the one network that is here: trying all for each of a thousand broken files is all that would be slow. */
const layouts = knownLayouts([...torch.arrays.values(), ...keras.arrays.values()].map((t) => t.shape)).filter(
  (l) => l.architecture === SMALL,
);

/** The weights of a file, or its refusal; anything else that is thrown fails the test. */
async function attempt(name: string, bytes: Uint8Array): Promise<Tensors | InputError> {
  try {
    return (await importWeights([{ name, bytes }], () => layouts)).tensors;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toContain(name);
    return error;
  }
}

function differing(got: Tensors, want: Tensors): number {
  expect(got.size).toBe(want.size);
  let n = 0;
  for (const [name, t] of want) {
    const own = got.get(name)!.data;
    for (let i = 0; i < own.length; i++) if (!Object.is(own[i], t.data[i])) n++;
  }
  return n;
}

describe.each(CONTAINERS)('%s', (name, bytes, guarded, expected) => {
  test('as it is, it is read', async () => {
    expect(differing((await attempt(name, bytes)) as Tensors, expected)).toBe(0);
  });

  test('200 seeded bit flips: a refusal, or the weights; where there is no checksum a flipped bit of a value is that value alone', async () => {
    const random = rng(1, `flips ${name}`);
    let refused = 0;
    for (let k = 0; k < 200; k++) {
      const flipped = bytes.slice();
      // Half of them in the first part, where the structure of most containers stands.
      const at = random.int(k % 2 ? bytes.length : Math.min(bytes.length, 20_000));
      flipped[at]! ^= 1 << random.int(8);
      const found = await attempt(name, flipped);
      if (found instanceof InputError) refused++;
      else expect(differing(found, expected)).toBeLessThanOrEqual(guarded ? 0 : 1);
    }
    expect(refused).toBeGreaterThan(0);
  });

  test('cut short anywhere, it is refused', async () => {
    for (const share of [0, 1e-4, 0.01, 0.1, 0.5, 0.9, 0.999]) {
      const cut = bytes.subarray(0, Math.floor(share * bytes.length));
      expect(await attempt(name, cut)).toBeInstanceOf(InputError);
    }
  });
});

describe('sizes that lie', () => {
  const refusal = async (name: string, bytes: Uint8Array) => (await attempt(name, bytes)) as InputError;

  test.each([
    ['a shape far beyond the storage', { shape: [2 ** 30, 2 ** 30], strides: [2 ** 30, 1], offset: 0, storage: '0', count: 4 }],
    ['one value repeated', { shape: [2 ** 30], strides: [0], offset: 0, storage: '0', count: 4 }],
    ['an offset behind the end', { shape: [2], strides: [1], offset: 3, storage: '0', count: 4 }],
    ['steps that overlap', { shape: [2, 2], strides: [1, 1], offset: 0, storage: '0', count: 4 }],
    ['a stride behind the end', { shape: [2], strides: [4], offset: 0, storage: '0', count: 4 }],
  ])('torch: %s', async (_, view) => {
    const entries = zipped.entries.map(([k, v], i) => [k, i === 0 ? tensor(view) : v] as const);
    expect(await refusal('x.pt', torchZip(dict(entries), zipped.storages))).toBeInstanceOf(InputError);
    const { read } = (await import('../arrays/torch/views.ts')).storedTensor(
      'w',
      { kind: 'tensor', ...view, storage: { kind: 'storage', key: '0', dtype: 'float32', count: 4 } },
      () => new Uint8Array(16),
      () => {},
      (what) => new InputError('bad-torch', what),
    );
    expect(() => read()).toThrow(/w (reaches beyond|repeats)/);
  });

  test('safetensors and HDF5 that declare more than there is', async () => {
    const head = (json: string) => {
      const text = new TextEncoder().encode(json);
      const out = new Uint8Array(8 + text.length);
      new DataView(out.buffer).setBigUint64(0, BigInt(text.length), true);
      out.set(text, 8);
      return out;
    };
    const huge = head('{"a":{"dtype":"F32","shape":[1000000000000],"data_offsets":[0,4000000000000]}}');
    expect((await refusal('x.safetensors', huge)).message).toMatch(/outside the file/);
    new DataView(huge.buffer).setBigUint64(0, 2n ** 40n, true);
    expect(await refusal('x.safetensors', huge)).toBeInstanceOf(InputError);

    const h5 = hdf5Of({
      groups: { c: { datasets: { 'k:0': { shape: [3, 3], data: new Float32Array(9) } }, texts: { weight_names: ['k:0'] } } },
      texts: { layer_names: ['c'] },
    });
    const view = new DataView(h5.buffer);
    for (let at = 0; at + 8 <= h5.length; at += 8) if (view.getBigUint64(at, true) === 3n) view.setBigUint64(at, 2n ** 48n, true);
    expect((await refusal('x.h5', h5)).message).toMatch(/more than the file can hold/);
  });

  test('many arrays that share the same bytes do not fill the memory', async () => {
    const shared = new Float32Array(25_000);
    const entries = Array.from(
      { length: 400 },
      (_, i) => [`w${i}`, tensor({ shape: [25_000], strides: [1], offset: 0, storage: '0', count: 25_000 })] as const,
    );
    const bytes = torchZip(dict(entries), new Map([['0', new Uint8Array(shared.buffer)]]));
    const { readTorchZip } = await import('../arrays/torch/index.ts');
    const tree = await readTorchZip(bytes, 'x.pt');
    if (tree.kind !== 'dict') throw new Error('no dictionary');
    expect(() => {
      for (const t of tree.entries.values()) if (t.kind === 'tensor') t.tensor.read();
    }).toThrow(/far larger than the file/);
  });
});

test.each([
  ['nothing.pt', new Uint8Array(0), /nothing\.pt is empty/],
  ['text.h5', new TextEncoder().encode('hello, world, this is no weight file'), /none of the weight files/],
  ['plain.pkl', Uint8Array.of(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, 0x2e), /Python pickle/],
  ['model.json', new TextEncoder().encode('{"weightsManifest": [{"paths": ["a.bin"], "weights": []}]}'), /needs 1 more files: a\.bin/],
  ['config.json', new TextEncoder().encode('{"a": 1}'), /no weightsManifest/],
])('%s is refused in words', async (name, bytes, words) => {
  expect(((await attempt(name, bytes)) as InputError).message).toMatch(words);
});
