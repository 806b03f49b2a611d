import { ready, setBackend } from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-cpu';
import { relativeError } from '../util/relativeError.ts';
import { wasm } from './backends/wasm.ts';
import { compileNode } from './compile.ts';
import { caseInput, caseWeights, conformanceCases } from './conformanceCases.ts';
import { load, tensorCount } from './executor.ts';
import { reference } from './fixtures/reference.ts';

const start: Record<string, () => Promise<unknown>> = {
  wasm: () => wasm.start({}),
  cpu: () => setBackend('cpu').then(() => ready()),
};

describe.each(Object.keys(start))('every operation on %s', (backend) => {
  beforeAll(async () => {
    await start[backend]!();
  });

  test.each(conformanceCases().map((c) => [c.name, c] as const))('%s', async (_, c) => {
    const weights = caseWeights(c);
    const images = [0, 1, 2].map((i) => caseInput(c, i));
    const executor = load(compileNode(c.graph, weights, c.output));
    const before = tensorCount();
    const singles: Float32Array[] = [];
    for (const image of images) singles.push(await executor.run(image, 1, c.height, c.width));
    const batch = await executor.run(Float32Array.from(images.flatMap((image) => [...image])), images.length, c.height, c.width);
    expect(tensorCount(), 'tensors left behind').toBe(before);
    images.forEach((image, i) => {
      const want = reference(c.graph, weights, image, c.height, c.width).get(c.output)!.data;
      expect(relativeError(singles[i]!, want)).toBeLessThan(2e-6);
    });
    // One image alone and the same image in a batch: equal to the bit.
    expect(batch).toEqual(Float32Array.from(singles.flatMap((s) => [...s])));
    executor.dispose();
  });
});
