import { describe, expect, test } from 'vitest';
import { layoutOf, toGraph } from '../../backbones/layouts/index.ts';
import { knownLayouts } from '../../backbones/layouts/known.ts';
import { InputError } from '../../domain/notice.ts';
import type { Tensors } from '../../domain/tensors.ts';
import { rng } from '../../util/rng.ts';
import { writeSafetensors } from '../arrays/safetensors.ts';
import type { NamedBytes } from '../arrays/tfjs.ts';
import { hdf5Of } from './fixtures/hdf5.ts';
import { filledFile, keras3, kerasLegacy } from './fixtures/networks.ts';
import { tfjsLayers } from './fixtures/tfjs.ts';
import { dict, stateDict, storedZip, tensor, torchLegacy, torchZip } from './fixtures/torch.ts';
import { importWeights } from './index.ts';

const SMALL = 'mobilenet_v2-0.1';
const torch = filledFile(SMALL, 'torchvision', 7);
const keras = filledFile(SMALL, 'keras', 7);
const zipped = stateDict(torch.arrays);
const legacy = stateDict(torch.arrays, true);

const tfjs = tfjsLayers(SMALL, keras.arrays, { quantised: true, shard: 50_000 });
const dequantised: Tensors = new Map(
  layoutOf(SMALL, 'keras').map(({ graphTensor, name, transform }) => {
    const { shape, data } = tfjs.stored.get(name)!;
    return [graphTensor, toGraph(shape, data.slice(), transform)] as const;
  }),
);

/** `bytes`: each is under a checksum; `values`: a flipped bit can be one value; `manifest`: of shards, where it can also be a tensor's scale. */
type Guard = 'bytes' | 'values' | 'manifest';
const one = (name: string, bytes: Uint8Array): NamedBytes[] => [{ name, bytes }];

/** One small file of each container, what tells when it is damaged, and its weights. */
const CONTAINERS: readonly (readonly [name: string, files: readonly NamedBytes[], guard: Guard, expected: Tensors])[] = [
  ['legacy.h5', one('legacy.h5', hdf5Of(kerasLegacy(SMALL, 'keras', keras.arrays, { variable: true }))), 'values', keras.expected],
  ['three.weights.h5', one('three.weights.h5', hdf5Of(keras3(SMALL, keras.arrays))), 'values', keras.expected],
  ['three.keras', one('three.keras', storedZip([['model.weights.h5', hdf5Of(keras3(SMALL, keras.arrays))]])), 'bytes', keras.expected],
  ['zip.pt', one('zip.pt', torchZip(dict(zipped.entries), zipped.storages)), 'bytes', torch.expected],
  ['legacy.pth', one('legacy.pth', torchLegacy(dict(legacy.entries), legacy.storages)), 'values', torch.expected],
  ['some.safetensors', one('some.safetensors', writeSafetensors(torch.arrays)), 'values', torch.expected],
  ['model.json', tfjs.files, 'manifest', dequantised],
];

/** The layouts of the one network that is here: trying all for each of a thousand broken files is all that would be slow. */
const layouts = knownLayouts([...torch.arrays.values(), ...keras.arrays.values()].map((t) => t.shape)).filter(
  (l) => l.architecture === SMALL,
);

/** The weights of a file, or its refusal; anything else that is thrown fails the test. */
const attempt = (name: string, bytes: Uint8Array) => attemptAll(one(name, bytes));
async function attemptAll(files: readonly NamedBytes[]): Promise<Tensors | InputError> {
  try {
    return (await importWeights(files, () => layouts)).tensors;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    expect(error.message).toContain(files[0]!.name);
    return error;
  }
}

/** How many values differ, and in how many tensors. */
function differing(got: Tensors, want: Tensors): { values: number; tensors: number } {
  expect([...got.keys()].sort()).toEqual([...want.keys()].sort());
  const found = [...want].map(([name, t]) => {
    const own = got.get(name)!.data;
    expect(own.length).toBe(t.data.length);
    let n = 0;
    for (let i = 0; i < own.length; i++) if (!Object.is(own[i], t.data[i])) n++;
    return n;
  });
  return { values: found.reduce((a, b) => a + b), tensors: found.filter((n) => n > 0).length };
}

/** The files after a change at one place of all their bytes, in their order. */
function changed(files: readonly NamedBytes[], at: number, change: (bytes: Uint8Array, at: number) => Uint8Array): NamedBytes[] {
  let from = 0;
  return files.map(({ name, bytes }) => {
    const here = at - from;
    from += bytes.length;
    return here >= 0 && here < bytes.length ? { name, bytes: change(bytes, here) } : { name, bytes };
  });
}

describe.each(CONTAINERS)('%s', (name, files, guard, expected) => {
  const total = files.reduce((n, f) => n + f.bytes.length, 0);

  test('as it is, it is read', async () => {
    expect(differing((await attemptAll(files)) as Tensors, expected)).toEqual({ values: 0, tensors: 0 });
  });

  test('200 seeded bit flips: a refusal, or the weights; where there is no checksum a flipped bit of a value is that value alone', async () => {
    const random = rng(1, `flips ${name}`);
    let refused = 0;
    for (let k = 0; k < 200; k++) {
      // Half of them in the first part, where the structure of most containers stands.
      const at = random.int(k % 2 ? total : Math.min(total, 20_000));
      const bit = 1 << random.int(8);
      const flipped = changed(files, at, (bytes, i) => {
        const own = bytes.slice();
        own[i]! ^= bit;
        return own;
      });
      const found = await attemptAll(flipped);
      if (found instanceof InputError) {
        refused++;
        continue;
      }
      const { values, tensors } = differing(found, expected);
      // A digit of a scale or of a smallest value is that tensor's; nothing in the format can tell.
      const digit = guard === 'manifest' && at < files[0]!.bytes.length && /[-\d.]/.test(String.fromCharCode(files[0]!.bytes[at]!));
      if (digit) expect(tensors).toBeLessThanOrEqual(1);
      else expect(values).toBeLessThanOrEqual(guard === 'bytes' ? 0 : 1);
    }
    expect(refused).toBeGreaterThan(0);
  });

  test('cut short anywhere, it is refused', async () => {
    for (const share of [0, 1e-4, 0.01, 0.1, 0.5, 0.9, 0.999]) {
      const cut = changed(files, Math.floor(share * total), (bytes, i) => bytes.subarray(0, i));
      expect(await attemptAll(cut)).toBeInstanceOf(InputError);
    }
  });
});

test('a shard that was not given is asked for by name; one too many is no harm', async () => {
  const lost = tfjs.files[2]!.name;
  const refusal = (await attemptAll(tfjs.files.filter((f) => f.name !== lost))) as InputError;
  expect(refusal).toMatchObject({ code: 'missing-shard', message: expect.stringContaining(lost) });
  const more = [...tfjs.files, { name: 'group2-shard1of1.bin', bytes: new Uint8Array(8) }];
  expect(differing((await attemptAll(more)) as Tensors, dequantised).values).toBe(0);
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
