import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { filledWeights } from '../../src/backbones/fill.ts';
import { layoutOf } from '../../src/backbones/layouts/index.ts';
import type { Tensor } from '../../src/domain/tensors.ts';
import { writeSafetensors } from '../../src/formats/arrays/safetensors.ts';
import { main } from './main.ts';

type Raw = Record<string, unknown>;
const file = JSON.parse(readFileSync(new URL('fixtures/backbones.torch.json', import.meta.url), 'utf8')) as { cases: Raw[] };
const small = file.cases.find((c) => c.id === 'tv-mobilenet_v2-0.35-96')!;

const folders: string[] = [];
afterEach(() => {
  vi.restoreAllMocks();
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** Runs the command on a folder with these cases; its answer, what it said, and the folder. */
async function golden(cases: readonly Raw[], files: Record<string, Uint8Array> = {}, more: string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'golden-'));
  folders.push(folder);
  if (cases.length > 0) writeFileSync(join(folder, 'backbones.some.json'), JSON.stringify({ ...file, cases }));
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(folder, name), bytes);
  const said: string[] = [];
  const out: string[] = [];
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => out.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  const code = await main([folder, ...more], async () => {
    throw new Error('no browser here');
  });
  return { code, out: out.join(''), said: said.join('') };
}

/** torchvision's state dict of the small case, as safetensors. */
function stateDict(change: (tensors: Map<string, Tensor>) => void = () => {}): Uint8Array {
  const weights = filledWeights('mobilenet_v2-0.35', 'torchvision', small.seed as number);
  const tensors = new Map<string, Tensor>();
  for (const { graphTensor, name, transform } of layoutOf('mobilenet_v2-0.35', 'torchvision')) {
    const { shape, data } = weights.get(graphTensor)!;
    if (transform === 'same') tensors.set(name, { shape, data });
    else {
      const [height, width, input, output] = shape as [number, number, number, number];
      const depthwise = transform === 'C1HW->HWC1';
      const [a, b] = depthwise ? [input, output] : [output, input];
      const turned = new Float32Array(data.length);
      for (let i = 0, at = 0; i < a; i++)
        for (let j = 0; j < b; j++)
          for (let p = 0; p < height * width; p++) turned[at++] = data[p * a * b + (depthwise ? i * b + j : j * a + i)]!;
      tensors.set(name, { shape: [a, b, height, width], data: turned });
    }
  }
  change(tensors);
  return writeSafetensors(tensors);
}

test('a folder whose cases all agree: a line each, exit code 0', async () => {
  const { code, out } = await golden([small]);
  expect(out).toMatch(/tv-mobilenet_v2-0\.35-96 +mobilenet_v2-0\.35 +torch +96x96 +wasm .* ok/);
  expect(out).toContain('1 of 1 within their tolerance');
  expect(code).toBe(0);
});

test('a case that differs is a miss with its stages, and the rest is still tried', async () => {
  const { code, out, said } = await golden([{ ...small, id: 'wrong', seed: 99 }, small], {}, ['--json']);
  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    ...{ schema: 1, checked: 2, missed: 1 },
    cases: [{ id: 'wrong', ok: false, network: 'mobilenet_v2-0.35', backend: 'wasm' }, { ok: true }],
  });
  expect(said).toMatch(/wrong: features\.1 .*in the rms/);
});

test('a case that cannot be tried is a miss that says why', async () => {
  const { code, out } = await golden([
    { ...small, network: 'vgg16', alpha: undefined },
    { ...small, lib: 'jax' },
    { ...small, weights: { file: 'absent.pt' } },
  ]);
  expect(code).toBe(1);
  for (const part of ['vgg16', 'jax', 'absent.pt', '0 of 3']) expect(out).toContain(part);
});

test('weights in a file go through the importer', async () => {
  const inFile = { ...small, weights: { file: 'w.safetensors' } };
  expect((await golden([inFile], { 'w.safetensors': stateDict() })).code).toBe(0);
  const lacking = await golden([inFile], { 'w.safetensors': stateDict((t) => t.delete('features.9.conv.1.1.running_var')) });
  expect(lacking.code).toBe(1);
  expect(lacking.out).toContain('features.9.conv.1.1.running_var');
  const other = await golden([{ ...inFile, lib: 'keras', variant: 'keras' }], { 'w.safetensors': stateDict() });
  expect(other.code).toBe(1);
  expect(other.out).toMatch(/torch network.*keras network/);
});

test('nothing to check is no success; wrong usage has its own exit code', async () => {
  expect((await golden([])).code).toBe(1);
  expect((await golden([small], {}, ['--only', 'nobody'])).code).toBe(1);
  expect((await golden([small], {}, ['--backend', 'tpu'])).code).toBe(2);
  expect((await golden([small], {}, ['another'])).code).toBe(2);
  expect(await golden([small], {}, ['--backend', 'webgl'])).toMatchObject({ code: 1, said: expect.stringContaining('no browser here') });
});
