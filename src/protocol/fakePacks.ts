import { type Id, id } from '../domain/ids.ts';
import { InputError } from '../domain/notice.ts';
import type { CatalogEntry, FromWorker, Picture, WorkspaceState } from './messages.ts';
import type { Handlers } from './serve.ts';

const pack = (name: string, title: string, bytes: number | null, more: Partial<CatalogEntry> = {}): CatalogEntry => ({
  id: id<'pack'>(name),
  name: title,
  architecture: 'starter-resnet',
  variant: 'torch',
  family: 'starter',
  pretrainedOn: bytes ? 'made-up pictures' : '',
  licence: bytes ? 'CC-BY-4.0' : 'none',
  cite: '',
  bytes,
  hash: null,
  features: 448,
  preprocess: 'grey-unit@1',
  inputSize: 128,
  ready: true,
  precision: bytes ? 'float16' : null,
  source: { kind: 'bundled' },
  partner: null,
  ...more,
});

const RESNET: Partial<CatalogEntry> = {
  ...{ architecture: 'resnet50', variant: 'keras', features: 2048, inputSize: 224, ready: false, precision: null },
};

export const FAKE_CATALOG: readonly CatalogEntry[] = [
  pack('starter-natural', 'Natural-picture starter', 2_466_600, { partner: id<'pack'>('starter-radiology') }),
  pack('starter-radiology', 'Radiology starter', 2_466_600, { partner: id<'pack'>('starter-natural') }),
  pack('random-starter', 'No pretraining', 0, { family: 'random' }),
  pack('radimagenet-resnet50-keras', 'RadImageNet ResNet50 (Keras training)', 94_900_000, {
    ...RESNET,
    family: 'radimagenet-keras',
    preprocess: 'radimagenet-study@1',
    source: {
      kind: 'download',
      url: 'https://huggingface.co/a/b/resolve/0/RadImageNet-ResNet50_notop.h5',
      host: 'huggingface.co',
      part: 0,
    },
    partner: id<'pack'>('imagenet-resnet50-keras'),
  }),
  pack('imagenet-resnet50-keras', 'ImageNet ResNet50 (Keras)', 94_765_736, {
    ...RESNET,
    family: 'imagenet-keras',
    preprocess: 'keras-caffe@1',
    source: {
      kind: 'by-hand',
      page: 'https://keras.io/api/applications/',
      file: 'resnet50_weights_tf_dim_ordering_tf_kernels_notop.h5',
    },
    partner: id<'pack'>('radimagenet-resnet50-keras'),
  }),
];

/** The pack library and the preprocessing of the fake worker. `state` gives the workspace with the catalog that stands. */
export function fakePacks(
  emit: (message: FromWorker) => void,
  state: () => WorkspaceState,
  picture: (seed: number, size: number) => Picture,
): { catalog(): readonly CatalogEntry[]; handlers: Pick<Handlers, Extract<keyof Handlers, `pack.${string}` | `preprocess.${string}`>> } {
  let catalog = FAKE_CATALOG;
  const find = (which: Id<'pack'>): CatalogEntry => {
    const found = catalog.find((c) => c.id === which);
    if (!found) throw new InputError('unknown-pack', `There is no pack ${which}.`, which);
    return found;
  };
  const change = (which: Id<'pack'>, to: Partial<CatalogEntry>) => {
    catalog = catalog.map((c) => (c.id === which ? { ...c, ...to } : c));
    return state();
  };
  const arrived = (which: Id<'pack'>, file: string) => {
    change(which, {
      ...{ ready: true, precision: 'float32', hash: 'ab'.repeat(32), bytes: 94_000_000 },
      source: { kind: 'imported', file, fileHash: 'cd'.repeat(32), how: 'file name', at: '2026-01-01T00:00:00Z' },
    });
    return {
      pack: find(which),
      notices: [{ code: 'head-left-out', level: 'info' as const, where: file, saw: 'fc.weight', remedy: 'The head was left out.' }],
    };
  };
  return {
    catalog: () => catalog,
    handlers: {
      'pack.import': async ({ files, slot }) => {
        const file = files[0]!.path;
        if (/bad/.test(file))
          throw new InputError('weights-do-not-fit', `The weights in ${file} come nearest to resnet50 but do not fit.`, file);
        return arrived(slot ?? id<'pack'>(/radimagenet/i.test(file) ? 'radimagenet-resnet50-keras' : 'imagenet-resnet50-keras'), file);
      },
      'pack.download': async ({ pack: which }) => {
        for (const done of [20, 60, 94])
          emit({
            event: 'progress',
            data: { job: 'pack', stage: 'download', name: find(which).name, done: done * 1e6, of: 94e6, perSecond: 5e6, secondsLeft: 9 },
          });
        emit({ event: 'hosts', data: ['huggingface.co'] });
        return arrived(which, 'RadImageNet-ResNet50_notop.h5');
      },
      'pack.discard': async () => state(),
      'pack.family': async ({ pack: which, family }) => change(which, { family }),
      'pack.remove': async ({ pack: which }) => {
        const listed = FAKE_CATALOG.find((c) => c.id === which)!;
        return change(which, listed);
      },
      'pack.export': async () => new Blob(['PK']),
      'pack.half': async () => ({ images: 40, median: 2.1e-4, largest: 8.8e-4, bytes: 47_000_000 }),
      'pack.keepHalf': async ({ pack: which }) => change(which, { precision: 'float16', bytes: 47_000_000 }),
      'preprocess.preview': async ({ sample }) => ({
        channels: [0, 1, 2].map((c) => picture(Number(sample.slice(1)) + c, 224)),
        ...{ low: -0.48, high: 0.59, means: [0.1, 0.05, 0.02] },
      }),
      'preprocess.plausible': async () => ({
        images: 50,
        layers: ['conv1_bn', 'conv2_block1_1_bn'],
        rows: [
          { preprocess: 'keras-tf@1', divergence: 0.009, perLayer: [0.01, 0.008], verdict: 'cannot-tell' },
          { preprocess: 'radimagenet-study@1', divergence: 0.19, perLayer: [0.2, 0.18], verdict: 'unlikely' },
          { preprocess: 'keras-caffe@1', divergence: 1335, perLayer: [2000, 670], verdict: 'ruled-out' },
        ],
        far: false,
      }),
    },
  };
}
