import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Dataset, Sample } from '../../domain/dataset.ts';
import { type Hash, type Id, id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { type BackbonePack, parsePack } from '../../domain/pack.ts';
import { wasm } from '../../engine/backends/wasm.ts';
import { openExtractor } from '../../engine/extractImages.ts';
import { readSafetensors } from '../../formats/arrays/safetensors.ts';
import { openImage } from '../../formats/images/index.ts';
import { writePng } from '../../formats/images/pngWrite.ts';
import { prepare } from '../../imaging/prepare.ts';
import { makePhantom, phantomDefaults } from '../../phantoms/index.ts';
import type { Extractor, Progress } from '../../study/ports.ts';
import { type PlausibleParts, plausibleHere } from './plausible.ts';

const models = new URL('../../../models/', import.meta.url);
const file = (path: string) => new Uint8Array(readFileSync(new URL(path, models)));
const packOf = (name: string): BackbonePack => parsePack(JSON.parse(new TextDecoder().decode(file(`${name}/pack.json`))));
const packs: PlausibleParts['packs'] = {
  open: async (wanted) => ({ pack: packOf(wanted), hash: 'h' as Hash }),
  weights: async (pack) => pack.weights.map((w) => file(`${pack.id}/${w.path}`)),
};

/** One engine in this thread, wired as the engine worker is. */
const extractor: Extractor = {
  ...{ backend: 'wasm-f32', device: 'CPU' },
  async extract({ pack, tap, preprocess, images }, bytes, row, cancelled) {
    await wasm.start({});
    const open = await openExtractor(
      { pack, files: await packs.weights(pack), tap, preprocess },
      { decode: openImage, prepare, readTensors: readSafetensors },
    );
    for (const image of images) if (!cancelled()) row(image.hash, await open.features(await bytes(image.sample), image.name));
    open.dispose();
  },
};

const made = [...makePhantom({ ...phantomDefaults, task: 'chest-xray', seed: 4, patients: 12, imagesPerPatient: 1 })];
const bytes = new Map(made.map((m, i) => [`s${i}`, writePng(m.frame)]));
const dataset = {
  ...{ name: 'phantom', classes: [], labels: [] },
  samples: made.map(
    (m, i) => ({ id: `s${i}`, patient: m.patient, source: { name: m.name, hash: `h${i}`, file: `f${i}` } }) as unknown as Sample,
  ),
} as unknown as Dataset;

function world(cancelled = () => false) {
  const told: Progress[] = [];
  const parts: PlausibleParts = {
    packs,
    exclusive: (work) => work(),
    dataset: async (wanted) => {
      if (wanted !== 'd') throw new InputError('no-dataset', 'There is none.');
      return dataset;
    },
    ports: async () => ({
      images: { bytes: async (sample) => bytes.get(sample)! },
      ...{ extractor, cancelled, tell: (p: Progress) => void told.push(p), now: () => 0 },
    }),
  };
  return { parts, told };
}
const ask = (pack: string) => ({ dataset: id<'dataset'>('d'), pack: pack as Id<'pack'> });

test.each(['starter-radiology', 'starter-natural'])(
  '%s, whose preparation is known: it cannot be told from the smallest, and 127.5 times the scale is ruled out',
  async (name) => {
    const { parts, told } = world();
    const answer = await plausibleHere(ask(name), parts);
    expect(answer.images).toBe(12);
    expect(answer.layers).toEqual(['stem.bn', 'stage1.bn1', 'stage1.bn2', 'stage2.shortcut.bn', 'stage2.bn1']);
    const verdict = Object.fromEntries(answer.rows.map((r) => [r.preprocess, r.verdict]));
    expect(verdict).toMatchObject({ 'grey-unit@1': 'cannot-tell', 'keras-caffe@1': 'ruled-out' });
    // Grey images: the same input, whatever the order of the channels.
    const of = (preprocess: string) => answer.rows.find((r) => r.preprocess === preprocess)!.perLayer;
    expect(of('radimagenet-torch@1')).toEqual(of('grey-unit@1'));
    expect(told.at(-1)).toMatchObject({ done: 12 * answer.rows.length, of: 12 * answer.rows.length });
  },
);

test('it can be stopped; a network without training and a data set that is gone are said', async () => {
  const images = { seen: 0 };
  await expect(plausibleHere(ask('starter-natural'), world(() => images.seen++ > 4).parts)).rejects.toMatchObject({ code: 'cancelled' });
  await expect(plausibleHere(ask('random-starter'), world().parts)).rejects.toMatchObject({ code: 'no-batchnorm-statistics' });
  const gone = plausibleHere({ ...ask('starter-natural'), dataset: id<'dataset'>('gone') }, world().parts);
  await expect(gone).rejects.toMatchObject({ code: 'no-dataset' });
});
