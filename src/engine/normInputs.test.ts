import { ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import { graphOf } from '../backbones/index.ts';
import { randomWeights } from '../backbones/randomWeights.ts';
import { normLayers, normTap, normTapCount } from '../domain/batchNorms.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import type { Tensors } from '../domain/tensors.ts';
import { relativeError } from '../util/relativeError.ts';
import { wasm } from './backends/wasm.ts';
import { compile } from './compile.ts';
import { caseInput, caseWeights, conformanceCases } from './conformanceCases.ts';
import { load, tensorCount } from './executor.ts';
import { type RefMap, reference } from './fixtures/reference.ts';
import { normStatistics } from './normStatistics.ts';

const start: Record<string, () => Promise<unknown>> = {
  wasm: () => wasm.start({}),
  cpu: () => setBackend('cpu').then(() => ready()),
};

/** Means, then variances, of a map's channels over its pixels, in float64 and two passes. */
function moments({ height, width, channels, data }: RefMap): number[] {
  const pixels = height * width;
  const mean = new Array<number>(channels).fill(0);
  const variance = new Array<number>(channels).fill(0);
  data.forEach((v, i) => {
    mean[i % channels]! += v / pixels;
  });
  data.forEach((v, i) => {
    variance[i % channels]! += (v - mean[i % channels]!) ** 2 / pixels;
  });
  return [...mean, ...variance];
}

describe.each(Object.keys(start))('the virtual tap on %s', (backend) => {
  beforeAll(async () => {
    await start[backend]!();
  });

  // A block with BatchNorms behind convolutions, and one with them before, two of which take one value's parts.
  test.each(['residual block', 'dense block'])('%s: what enters each BatchNorm, by definition', async (name) => {
    const c = conformanceCases().find((c) => c.name === name)!;
    const weights = caseWeights(c);
    const values = reference(c.graph, weights, caseInput(c), c.height, c.width);
    const layers = normLayers(c.graph, 99);
    for (const count of [1, layers.length, 99]) {
      const executor = load(compile(c.graph, weights, normTap(count)));
      const before = tensorCount();
      const row = await executor.run(caseInput(c), 1, c.height, c.width);
      expect(tensorCount(), 'tensors left behind').toBe(before);
      executor.dispose();
      const want = layers.slice(0, count).flatMap((layer) => moments(values.get(layer.input)!));
      expect(row.length).toBe(want.length);
      expect(relativeError(row, want)).toBeLessThan(2e-6);
    }
  });

  test('variances of values near a million keep their digits', async () => {
    const c = conformanceCases().find((c) => c.name === 'batch norm alone')!;
    const input = caseInput(c).map((v) => 1e6 + Math.round(v));
    const executor = load(compile(c.graph, caseWeights(c), normTap(1)));
    const row = await executor.run(input, 1, c.height, c.width);
    executor.dispose();
    const want = moments({ height: c.height, width: c.width, channels: 5, data: Float64Array.from(input) });
    // float32 near a million is 0.06 apart.
    row.slice(0, 5).forEach((v, i) => {
      expect(Math.abs(v - want[i]!)).toBeLessThan(0.04);
    });
    expect(relativeError(row.slice(5), want.slice(5))).toBeLessThan(2e-6);
  });

  test('the network ends at the last BatchNorm asked for: nothing behind it is computed', () => {
    const graph = graphOf('starter-resnet', 'torch');
    const plan = compile(graph, randomWeights(graph, 1), normTap(2));
    expect(plan.steps.filter((s) => s.work.kind === 'conv').map((s) => s.name)).toEqual(['stem.conv', 'stage1.conv1']);
  });
});

test('only its own spelling is the virtual tap; another unknown tap is still refused', () => {
  expect(['batchnorm-inputs:5', 'batchnorm-inputs:0', 'batchnorm-inputs', 'batchnorm-inputs:5x', 'stages2-4'].map(normTapCount)).toEqual([
    ...[5, null, null, null, null],
  ]);
  const graph = graphOf('starter-resnet', 'torch');
  expect(() => compile(graph, randomWeights(graph, 1), 'batchnorm-inputs:0')).toThrow(InputError);
});

test('a pack that was never trained has nothing to compare with', async () => {
  const pack = { id: 'p', name: 'P', architecture: 'starter-resnet', variant: 'torch', weights: [], seed: 3 } as unknown as BackbonePack;
  const read = () => new Map() as Tensors;
  await expect(normStatistics(pack, [], 5, read)).rejects.toMatchObject({ code: 'no-batchnorm-statistics', where: 'p' });
  // The same with its weights in a file: every mean 0, every variance 1.
  const graph = graphOf('starter-resnet', 'torch');
  const weights = randomWeights(graph, 3);
  const file = Uint8Array.of(1);
  const hash = '4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a';
  const stored = { ...pack, weights: [{ path: 'w', bytes: 1, hash }] } as unknown as BackbonePack;
  await expect(normStatistics(stored, [file], 5, () => weights)).rejects.toMatchObject({ code: 'no-batchnorm-statistics' });
  const trained = new Map(weights).set('stem.bn.mean', { shape: [32], data: new Float32Array(32).fill(0.25) });
  const found = await normStatistics(stored, [file], 2, () => trained);
  expect(found.map((l) => [l.name, l.mean[0], l.variance[0]])).toEqual([
    ['stem.bn', 0.25, 1],
    ['stage1.bn1', 0, 1],
  ]);
});
