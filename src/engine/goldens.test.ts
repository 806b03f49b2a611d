import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { starterResnet } from '../backbones/starterResnet.ts';
import { checkTensors, tensorsOf } from '../backbones/tensors.ts';
import { readSafetensors } from '../formats/arrays/safetensors.ts';
import { relativeError } from '../util/relativeError.ts';
import { wasm } from './backends/wasm.ts';
import { compile } from './compile.ts';
import { load } from './executor.ts';
import { formulaWeights, goldenInput } from './fixtures/goldens.ts';

const models = new URL('../../models/', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, models), 'utf8'));
const graph = starterResnet();

beforeAll(async () => {
  await wasm.start({});
});

async function features(weights: ReturnType<typeof formulaWeights>, formulas: readonly { formula: string }[]): Promise<Float32Array[]> {
  const executor = load(compile(graph, weights, 'stages2-4'));
  const rows: Float32Array[] = [];
  for (const { formula } of formulas) rows.push(await executor.run(goldenInput(formula), 1, 128, 128));
  executor.dispose();
  return rows;
}

test('features of the formula weights are those of PyTorch', async () => {
  const golden = json('training/goldens-formula.json');
  expect([...tensorsOf(graph)].map(([name, shape]) => ({ name, shape })).sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
    golden.tensors,
  );
  const weights = formulaWeights(graph);
  for (const [name, first] of Object.entries(golden.firstValues as Record<string, number[]>))
    expect([...weights.get(name)!.data.slice(0, 4)], name).toEqual(first);
  const rows = await features(weights, golden.inputs);
  rows.forEach((row, i) => {
    expect(relativeError(row, golden.features[i]), golden.inputs[i].id).toBeLessThan(1e-4);
  });
});

describe.each(['starter-natural', 'starter-radiology'])('%s', (pack) => {
  test('its weights give the features PyTorch gives', async () => {
    expect(existsSync(new URL(`${pack}/pack.json`, models))).toBe(true);
    const golden = json(`${pack}/goldens.json`);
    const weights = readSafetensors(readFileSync(new URL(`${pack}/weights.safetensors`, models)), 'weights.safetensors');
    checkTensors(graph, weights, 'weights.safetensors');
    const rows = await features(weights, golden.inputs);
    rows.forEach((row, i) => {
      expect(relativeError(row, golden.features.float16[i]), golden.inputs[i].id).toBeLessThan(1e-4);
    });
    // What rounding the kernels to float16 costs: the engine adds nothing to it.
    rows.forEach((row, i) => {
      expect(relativeError(row, golden.features.float32[i]), golden.inputs[i].id).toBeLessThan(2e-3);
    });
  });
});
