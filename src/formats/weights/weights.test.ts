import { describe, expect, test } from 'vitest';
import type { Lib } from '../../backbones/layouts/index.ts';
import { knownLayouts } from '../../backbones/layouts/known.ts';
import type { Tensor, Tensors } from '../../domain/tensors.ts';
import { writeSafetensors } from '../arrays/safetensors.ts';
import { hdf5Of } from './fixtures/hdf5.ts';
import { type Arrays, filledFile, keras3, kerasLegacy, type LegacyOptions } from './fixtures/networks.ts';
import { tfjsLayers } from './fixtures/tfjs.ts';
import { dict, named, number, stateDict, storedZip, tensor, torchLegacy, torchZip, words } from './fixtures/torch.ts';
import { importWeights } from './index.ts';

const SMALL = 'mobilenet_v2-0.1';
const inception = filledFile('inception_v3', 'keras', 26);
const load = (name: string, bytes: Uint8Array) => importWeights([{ name, bytes }], knownLayouts);

function same(got: Tensors, want: Tensors): void {
  expect([...got.keys()].sort()).toEqual([...want.keys()].sort());
  const bits = ({ data }: Tensor) => new Uint32Array(data.buffer, data.byteOffset, data.length);
  const other = [...want].filter(([name, t]) => {
    const own = got.get(name)!;
    const [a, b] = [bits(own), bits(t)];
    if (own.shape.join() !== t.shape.join() || a.length !== b.length) return true;
    for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return true;
    return false;
  });
  expect(other.map(([name]) => name)).toEqual([]);
}

const prefixed = (arrays: Arrays, prefix: string, strip = ''): Arrays =>
  new Map([...arrays].map(([k, v]) => [prefix + (k.startsWith(strip) ? k.slice(strip.length) : k), v]));
const zip = (arrays: Arrays) => {
  const { entries, storages } = stateDict(arrays);
  return torchZip(dict(entries), storages);
};
const codes = (notices: readonly { code: string }[]) => notices.map((n) => n.code).sort();

describe('legacy Keras HDF5', () => {
  const cases: [string, string, 'keras' | 'keras-2' | 'keras-old', LegacyOptions][] = [
    ['weights alone, fixed texts', SMALL, 'keras', {}],
    ['a whole model, variable texts', SMALL, 'keras', { model: true, variable: true }],
    ['Keras 3 writes no :0', SMALL, 'keras', { suffix: '' }],
    ['names in pieces', SMALL, 'keras', { pieces: 20, variable: true }],
    ['a head behind', SMALL, 'keras', { head: true }],
    ['nested in a classifier', SMALL, 'keras', { nested: 'mobilenetv2_0.10_96', head: true, model: true }],
  ];
  test.each(cases)('%s', async (_, architecture, lib, options) => {
    const { arrays, expected } = filledFile(architecture, lib, 3);
    const found = await load('some.h5', hdf5Of(kerasLegacy(architecture, lib, arrays, options)));
    expect(found).toMatchObject({ architecture, variant: 'keras', lib });
    expect(found.container).toBe(options.model ? 'keras-h5-model' : 'keras-h5-weights');
    expect(codes(found.notices)).toEqual([...(options.head ? ['head-left-out'] : []), ...(options.model ? ['optimizer-left-out'] : [])]);
    same(found.tensors, expected);
  });

  test('DenseNet121 of Keras 2, names with slashes', async () => {
    const { arrays, expected } = filledFile('densenet121', 'keras-2', 24);
    const found = await load('x.h5', hdf5Of(kerasLegacy('densenet121', 'keras-2', arrays, { model: true })));
    expect(found).toMatchObject({ architecture: 'densenet121', variant: 'keras', lib: 'keras-2', bnEpsilon: undefined });
    same(found.tensors, expected);
  });

  test('ResNet50 of before 2019 has its own epsilon', async () => {
    const { arrays, expected } = filledFile('resnet50', 'keras-old', 5);
    const found = await load('x.h5', hdf5Of(kerasLegacy('resnet50', 'keras-old', arrays)));
    expect(found).toMatchObject({ architecture: 'resnet50', variant: 'keras', lib: 'keras-old', bnEpsilon: 1e-3 });
    same(found.tensors, expected);
  });

  test.each([94, 1])('InceptionV3 whose layer numbers begin at %i', async (from) => {
    const rename = (layer: string) =>
      layer.replace(/^(conv2d|batch_normalization)(?:_(\d+))?$/, (_, k, n) => `${k}_${Number(n ?? 0) + from}`);
    const found = await load('x.h5', hdf5Of(kerasLegacy('inception_v3', 'keras', inception.arrays, { rename })));
    expect(found).toMatchObject({ architecture: 'inception_v3', variant: 'keras' });
    same(found.tensors, inception.expected);
  });
});

describe('Keras 3', () => {
  test.each([
    ['flat', 'layers', false],
    ['nested, with a head and an optimizer', 'layers/functional/layers', true],
  ])('.weights.h5 and .keras, %s: counters in the order of the model', async (_, inside, head) => {
    const bytes = hdf5Of(keras3('inception_v3', inception.arrays, inside, head));
    const plain = await load('x.weights.h5', bytes);
    expect(plain).toMatchObject({ architecture: 'inception_v3', variant: 'keras', container: 'keras-3-weights' });
    same(plain.tensors, inception.expected);
    if (head) return expect(codes(plain.notices)).toEqual(['head-left-out', 'nested-network', 'optimizer-left-out']);
    const small = filledFile(SMALL, 'keras', 8);
    const text = (t: string) => new TextEncoder().encode(t);
    const entries = [
      ['metadata.json', text('{}')],
      ['config.json', text('{"class_name": "Lambda"')],
      ['model.weights.h5', hdf5Of(keras3(SMALL, small.arrays))],
    ] as const;
    const zipped = await load('x.keras', storedZip(entries));
    expect(zipped).toMatchObject({ architecture: SMALL, variant: 'keras', container: 'keras-zip' });
    same(zipped.tensors, small.expected);
  });
});

describe('TensorFlow.js', () => {
  const { arrays, expected } = filledFile(SMALL, 'keras', 9);
  test('float32 in one shard, and in many, whatever their order', async () => {
    for (const shard of [4 << 20, 10_000]) {
      const { files } = tfjsLayers(SMALL, arrays, { shard });
      const found = await importWeights([files[0]!, ...files.slice(1).reverse()], knownLayouts);
      expect(found).toMatchObject({ architecture: SMALL, variant: 'keras', lib: 'keras', container: 'tfjs-layers' });
      same(found.tensors, expected);
    }
  });

  test('quantised: no value is further off than one step of its tensor', async () => {
    const { files } = tfjsLayers(SMALL, arrays, { quantised: true });
    const { tensors } = await importWeights(files, knownLayouts);
    for (const [name, { data }] of expected) {
      let [low, high, off] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
      data.forEach((v, i) => {
        [low, high, off] = [Math.min(low, v), Math.max(high, v), Math.max(off, Math.abs(v - tensors.get(name)!.data[i]!))];
      });
      // The zero that stays exactly zero moves the range by up to half a step.
      expect(off, name).toBeLessThanOrEqual((1.01 * (high - low)) / 255);
    }
  });
});

describe('PyTorch', () => {
  const { arrays, expected } = filledFile(SMALL, 'torchvision', 40);
  const wrapped = (prefix: string, strip = '') => zip(prefixed(arrays, prefix, strip));
  const bare = (lib: Lib, architecture = SMALL) => filledFile(architecture, lib, 40);

  test.each([
    ['bare', wrapped('')],
    ['data-parallel', wrapped('module.')],
    ['compiled', wrapped('_orig_mod.')],
    ['an encoder', wrapped('encoder.')],
    ['several wrappers', wrapped('module.model.backbone.')],
    ['features alone', wrapped('backbone.', 'features.')],
  ])('a zip, %s', async (_, bytes) => {
    const found = await load('x.pt', bytes);
    expect(found).toMatchObject({ architecture: SMALL, variant: 'torch', container: 'torch-zip' });
    same(found.tensors, expected);
  });

  test('a checkpoint: the state dict beside an epoch and an optimizer, with a head and counters', async () => {
    const { entries, storages } = stateDict(new Map([...arrays, ['classifier.1.weight', { shape: [2, 3], data: new Float32Array(6) }]]));
    storages.set('c', new Uint8Array(8));
    const counter = tensor({ shape: [], strides: [], offset: 0, storage: 'c', count: 1, type: 'LongStorage' });
    const inner = dict([...entries, ['features.0.1.num_batches_tracked', counter]]);
    const found = await load(
      'x.pth.tar',
      torchZip(
        dict([
          ['epoch', number(7)],
          ['arch', words('mobilenet_v2')],
          ['state_dict', inner],
          ['optimizer', dict([['state', dict([])]])],
        ]),
        storages,
      ),
    );
    expect(codes(found.notices)).toEqual(['checkpoint-left-out', 'counters-left-out', 'head-left-out']);
    same(found.tensors, expected);
  });

  test('the format of before 1.6', async () => {
    const { entries, storages } = stateDict(arrays, true);
    const found = await load('x.pth', torchLegacy(dict(entries), storages));
    expect(found.container).toBe('torch-legacy');
    same(found.tensors, expected);
  });

  test('one storage for all, odd offsets, kernels channels-last', async () => {
    const total = [...arrays.values()].reduce((n, t) => n + t.data.length + 3, 1);
    const shared = new Float32Array(total);
    let at = 1;
    const entries = [...arrays].map(([name, { shape, data }]) => {
      const offset = at;
      let strides = shape.map((_, i) => shape.slice(i + 1).reduce((n, d) => n * d, 1));
      if (shape.length === 4) {
        const [, c, h, w] = shape as [number, number, number, number];
        strides = [h * w * c, 1, w * c, c];
      }
      const index = shape.map(() => 0);
      for (const v of data) {
        shared[offset + index.reduce((n, k, i) => n + k * strides[i]!, 0)] = v;
        for (let d = shape.length - 1; d >= 0 && ++index[d]! === shape[d]; d--) index[d] = 0;
      }
      at += data.length + 3;
      return [name, tensor({ shape, strides, offset, storage: '0', count: total })] as const;
    });
    same((await load('x.pt', torchZip(dict(entries), new Map([['0', new Uint8Array(shared.buffer)]])))).tensors, expected);
  });

  test.each([
    ['densenet121', 'torchvision-old'],
    ['densenet121', 'radimagenet-torch'],
    ['inception_v3', 'radimagenet-torch'],
    [SMALL, 'timm'],
  ] as const)('%s in the names of %s', async (architecture, lib) => {
    const file = bare(lib, architecture);
    const found = await load('x.pt', zip(file.arrays));
    expect(found).toMatchObject({ architecture, variant: 'torch', lib });
    same(found.tensors, file.expected);
  });

  test('InceptionV3 in safetensors with its auxiliary head', async () => {
    const file = bare('torchvision', 'inception_v3');
    const aux = { shape: [8, 768, 1, 1], data: new Float32Array(6144) };
    const found = await load('x.safetensors', writeSafetensors(new Map([...file.arrays, ['AuxLogits.conv0.conv.weight', aux]])));
    expect(found).toMatchObject({ architecture: 'inception_v3', variant: 'torch', container: 'safetensors' });
    expect(codes(found.notices)).toEqual(['head-left-out']);
    same(found.tensors, file.expected);
  });
});

describe('ResNet50 is two networks', () => {
  test('RadImageNet’s children by number are v1.5', async () => {
    const file = filledFile('resnet50', 'radimagenet-torch', 1);
    const bytes = zip(file.arrays);
    const found = await load('ResNet50.pt', bytes);
    expect(found).toMatchObject({ architecture: 'resnet50', variant: 'torch', lib: 'radimagenet-torch' });
    same(found.tensors, file.expected);
    const keras = { architecture: 'resnet50', variant: 'keras' } as const;
    await expect(importWeights([{ name: 'ResNet50.pt', bytes }], knownLayouts, keras)).rejects.toMatchObject({
      code: 'other-network',
      message: expect.stringMatching(/ResNet50\.pt .*torch network.*keras network/),
    });
  });

  test('conv1.bias under torch’s names means v1; one bias missing is neither', async () => {
    const { arrays } = filledFile('resnet50', 'torchvision', 1);
    const ported = new Map(arrays);
    for (const [name, { shape }] of arrays)
      if (shape.length === 4)
        ported.set(name.replace(/weight$/, 'bias'), { shape: [shape[0]!], data: new Float32Array(shape[0]!).fill(0.5) });
    const found = await load('x.pth', writeSafetensors(ported));
    expect(found).toMatchObject({ architecture: 'resnet50', variant: 'keras', lib: 'torchvision-v1' });
    expect(codes(found.notices)).toEqual(['v1-in-torch']);
    expect(found.tensors.get('conv1.bias')!.data[0]).toBe(0.5);
    ported.delete('layer3.1.conv2.bias');
    await expect(load('x.pth', writeSafetensors(ported))).rejects.toMatchObject({
      message: expect.stringMatching(/resnet50 \(Keras network.*1 missing: layer3\.1\.conv2\.bias/),
    });
  });
});

test('every tensor that does not fit is listed in one sentence, with the nearest layout', async () => {
  const { arrays } = filledFile(SMALL, 'torchvision', 1);
  arrays.delete('features.9.conv.1.1.running_var');
  arrays.set('features.9.conv.4.weight', { shape: [3], data: new Float32Array(3) });
  arrays.set('features.2.conv.0.1.weight', { shape: [5], data: new Float32Array(5) });
  arrays.get('features.3.conv.0.0.weight')!.data[1] = Number.NaN;
  arrays.get('features.4.conv.0.1.running_var')!.data[0] = -1;
  await expect(load('mine.pt', zip(arrays))).rejects.toMatchObject({
    code: 'weights-do-not-fit',
    message: expect.stringMatching(
      /mine\.pt.*mobilenet_v2-0\.1 \(PyTorch network, torchvision names\).*1 missing: features\.9\.conv\.1\.1\.running_var; 1 unexpected: features\.9\.conv\.4\.weight; 1 of another shape: features\.2\.conv\.0\.1\.weight is 5, not \d+; 2 with values.*features\.3\.conv\.0\.0\.weight, features\.4\.conv\.0\.1\.running_var/,
    ),
  });
});

describe('a pickle can build tensors and nothing else', () => {
  const call = (module: string, name: string) => [...named(module, name), 0x28, ...words('echo'), 0x74, 0x52];
  test.each([
    ['posix', 'system'],
    ['builtins', 'eval'],
    ['torch.storage', '_load_from_bytes'],
    ['collections', 'OrderedDict.fromkeys'],
    ['torchvision.models.resnet', 'ResNet'],
    ['toString', 'constructor'],
  ])('%s.%s is refused by name', async (module, name) => {
    const hook = dict([['hook', call(module, name)]]);
    for (const bytes of [torchZip(hook, new Map()), torchLegacy(hook, new Map())])
      await expect(load('x.pt', bytes)).rejects.toMatchObject({
        code: 'pickle-refused',
        message: expect.stringContaining(`${module}.${name}`),
      });
  });

  test('TorchScript is not a state dict', async () => {
    const bytes = torchZip(dict([]), new Map(), { 'archive/constants.pkl': '', 'archive/code/a.py': '' });
    await expect(load('x.pt', bytes)).rejects.toMatchObject({ code: 'torchscript' });
  });
});
