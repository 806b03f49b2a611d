import { readFileSync, writeFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { relativeError } from '../util/relativeError.ts';
import { wasm } from './backends/wasm.ts';
import { conformance, decodeFloats, encodeFloats } from './conformance.ts';
import { caseInput, caseWeights, conformanceCases } from './conformanceCases.ts';
import { reference } from './fixtures/reference.ts';

const file = new URL('./conformanceValues.json', import.meta.url);

const computed = () =>
  Object.fromEntries(
    conformanceCases().map((c) => [
      c.name,
      encodeFloats(reference(c.graph, caseWeights(c), caseInput(c), c.height, c.width).get(c.output)!.data),
    ]),
  );

// WRITE_CONFORMANCE=1 npx vitest run src/engine/conformance.test.ts writes the file anew, from the float64 loops of fixtures/reference.ts.
if (process.env.WRITE_CONFORMANCE) writeFileSync(file, `${JSON.stringify(computed(), null, 1)}\n`);

beforeAll(async () => {
  await wasm.start({});
});

test('the stored values are those of the float64 reference', () => {
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(computed());
});

test('wasm computes them', async () => {
  expect(await conformance()).toBeNull();
});

test('no case is trivial: an output without its largest value would be found out', () => {
  for (const [name, text] of Object.entries(computed())) {
    const want = decodeFloats(text);
    const largest = want.reduce((best, v, i) => (Math.abs(v) > Math.abs(want[best]!) ? i : best), 0);
    expect(relativeError(want.with(largest, 0), want), name).toBeGreaterThan(0.05);
  }
});
