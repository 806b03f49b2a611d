import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { graphOf } from '../../src/backbones/index.ts';
import { wasm } from '../../src/engine/backends/wasm.ts';
import { relativeError } from '../../src/util/relativeError.ts';
import { architectureOf, type GoldenCase, parseCases } from './cases.ts';
import { checkCase, compareTaps, filled } from './check.ts';
import { nodeOfTap } from './taps.ts';

const text = (file: string) => readFileSync(new URL(`fixtures/${file}`, import.meta.url), 'utf8');
const cases = ['backbones.keras.json', 'backbones.torch.json'].flatMap((file) =>
  parseCases(text(file), file).map((entry) => entry.case as GoldenCase),
);
const find = (id: string) => cases.find((c) => c.id === id)!;

/** Of each network and variant one that is quick; `npm run verify` has them all. */
const QUICK = [
  ...['keras-mobilenet_v2-0.35-96', 'tv-mobilenet_v2-0.35-96', 'timm-mobilenetv2_050-130', 'keras-densenet121-161', 'tv-densenet121-161'],
  ...['keras-resnet50-old-224', 'tv-resnet50-224', 'keras-inception_v3-224', 'tv-inception_v3-224', 'keras-inception_resnet_v2-224'],
];
const chosen = process.env.RADTUNE_LONG ? cases.map((c) => c.id) : QUICK;

beforeAll(async () => {
  await wasm.start({});
});

test('the reference files are read: every case is of a known network', () => {
  expect(cases.length).toBe(25);
  for (const c of cases) expect(graphOf(c.architecture, c.variant).taps[0]!.length * c.images).toBe(c.features.length);
});

test.each(chosen)('%s gives the features of its framework', async (id) => {
  const c = find(id);
  const { error, ok } = await checkCase(c, filled(c), 'wasm');
  expect(error).toBeLessThanOrEqual(c.tolerance);
  expect(ok).toBe(true);
});

describe('what would go wrong is seen', () => {
  const c = () => find('keras-mobilenet_v2-0.35-96');
  test('another epsilon, another seed and another framework’s names each miss', async () => {
    for (const wrong of [{ bnEpsilon: 1.1e-3 }, { seed: 32 }]) {
      const { ok } = await checkCase(c(), filled({ ...c(), ...wrong }), 'wasm');
      expect(ok, JSON.stringify(wrong)).toBe(false);
    }
    const torch = filled({ ...c(), lib: 'torchvision', variant: 'torch' });
    expect((await checkCase(c(), torch, 'wasm')).ok).toBe(false);
  });

  test('features that are not numbers are no match', async () => {
    const { ok } = await checkCase({ ...c(), features: c().features.map(() => Number.NaN) }, filled(c()), 'wasm');
    expect(ok).toBe(false);
  });

  test('a graphics card has ten times the tolerance', async () => {
    expect((await checkCase(c(), filled(c()), 'webgl')).allowed).toBe(10 * c().tolerance);
  });

  test('the stages tell where: those before the fault agree', async () => {
    const { graph, weights } = filled(c());
    const broken = new Map(weights);
    const kernel = broken.get('features.10.conv.0.0.kernel')!;
    broken.set('features.10.conv.0.0.kernel', { ...kernel, data: kernel.data.map((v) => -v) });
    const offs = (await compareTaps(c(), { graph, weights: broken })).map((l) => Number(/ (\S+) in the rms/.exec(l)![1]));
    expect(offs.map((v) => v < 1e-5)).toEqual([true, true, false, false]);
  });
});

test('every stage that a reference names has its node', () => {
  const unknown = cases.flatMap((c) => {
    const graph = graphOf(c.architecture, c.variant);
    return Object.keys(c.taps).filter((tap) => nodeOfTap(graph, c, tap) === undefined);
  });
  expect(unknown).toEqual([]);
});

describe('a file of cases', () => {
  const good = () => JSON.parse(text('backbones.keras.json')).cases.at(-1) as Record<string, unknown>;
  const one = (change: Record<string, unknown>, file: Record<string, unknown> = {}) =>
    parseCases(JSON.stringify({ schema: 'backbones/1', fill: 'fill/1', cases: [{ ...good(), ...change }], ...file }), 'f.json')[0]!.case;

  test('of another schema is refused', () => expect(() => one({}, { schema: 'backbones/2' })).toThrow('backbones/2'));

  test.each([
    [{ lib: 'jax' }, 'jax'],
    [{ variant: 'torch' }, 'variant'],
    [{ height: 0 }, 'height'],
    [{ seed: 'x' }, 'seed'],
    [{ tolerance: null }, 'tolerance'],
    [{ images: 3 }, '3 images'],
    [{ network: 'resnet50' }, 'alpha'],
    [{ bnEpsilon: -1 }, 'bnEpsilon'],
    [{ weights: {} }, 'names no file'],
  ])('%j is told', (change, part) => expect(one(change)).toContain(part));

  test('of another rule of filling is told, unless its weights are in a file', () => {
    expect(one({}, { fill: 'fill/2' })).toContain('fill/2');
    expect(one({ weights: { file: 'w.h5' } }, { fill: 'fill/2' })).toMatchObject({ weights: 'w.h5' });
  });

  test('timm’s widths are in the name', () => {
    expect(architectureOf('mobilenetv2_035', undefined)).toBe('mobilenet_v2-0.35');
    expect(architectureOf('mobilenetv2_140', undefined)).toBe('mobilenet_v2-1.4');
    expect(architectureOf('mobilenetv2_100', undefined)).toBe('mobilenet_v2');
  });
});

test('the relative error is the norm of the difference over that of the reference', () => {
  expect(relativeError([3, 4, 1], [3, 4, 0])).toBe(0.2);
  expect(() => relativeError([1], [1, 2])).toThrow('1 values, 2 expected');
});
