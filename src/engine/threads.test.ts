import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker as Thread } from 'node:worker_threads';
import { type Browser, chromium, type Page } from '@playwright/test';
import { build } from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphOf } from '../backbones/index.ts';
import { writeSafetensors } from '../formats/arrays/safetensors.ts';
import { hash } from '../util/hash.ts';
import { relativeError } from '../util/relativeError.ts';
import type { BackendName, WasmPaths } from './backends/types.ts';
import { CONFORMANCE_TOLERANCE, decodeFloats } from './conformance.ts';
import { formulaWeights } from './fixtures/goldens.ts';
import { type Answer, probe, type Question } from './fixtures/probe.ts';

const models = new URL('../../models/', import.meta.url);
const json = (path: string) => JSON.parse(readFileSync(new URL(path, models), 'utf8'));
const formula = json('training/goldens-formula.json');
const inputs: string[] = formula.inputs.map((i: { formula: string }) => i.formula);
const pack = (name: string) => new Uint8Array(readFileSync(new URL(`${name}/weights.safetensors`, models)));
const wasmFile = (name: string) => fileURLToPath(import.meta.resolve(`@tensorflow/tfjs-backend-wasm/dist/${name}`));

let folder: string;
beforeAll(async () => {
  // Inside the repository, so that Node finds the packages from there.
  folder = mkdtempSync(join(fileURLToPath(new URL('../../node_modules/', import.meta.url)), '.probe-'));
  const entry = fileURLToPath(new URL('./fixtures/probeWorker.ts', import.meta.url));
  const common = { configFile: false, logLevel: 'error', publicDir: false } as const;
  const output = (name: string) => ({ entryFileNames: `${name}.mjs`, chunkFileNames: `${name}-[hash].mjs` });
  await build({
    ...common,
    build: { ssr: entry, outDir: join(folder, 'node'), target: 'node20', rollupOptions: { output: output('probe') } },
  });
  const web = { outDir: join(folder, 'web'), target: 'es2022', minify: true, modulePreload: false } as const;
  await build({
    ...common,
    base: './',
    build: { ...web, rollupOptions: { input: entry, output: output('probe') } },
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const question = (change: Partial<Question>): Question => ({
  wanted: 'wasm',
  allowSoftware: false,
  weights: [1, pack('starter-natural')],
  inputs,
  ...change,
});

/** Weight files and what PyTorch makes of them. Weights by formula go as a file: Math.sin is not the same in every engine. */
function trained() {
  const packs = ['starter-natural', 'starter-radiology'].map((name) => ({
    file: pack(name),
    features: json(`${name}/goldens.json`).features.float16 as number[][],
  }));
  return { packs, formulaFile: writeSafetensors(formulaWeights(graphOf('starter-resnet', 'torch'))) };
}

function inThread(q: Question): Promise<Answer> {
  const thread = new Thread(join(folder, 'node', 'probe.mjs'));
  return new Promise<Answer>((resolve, reject) => {
    thread.on('error', reject);
    thread.on('message', (m) => (m.error ? reject(new Error(m.error)) : resolve(m.answer)));
    thread.postMessage(q);
  }).finally(() => thread.terminate());
}

/** Short texts that differ where a bit does. */
const bits = (answer: Answer) => answer.rows.map((row) => row.map((text) => hash(text)));

test('wasm: a thread of Node gives the bits of its main thread', async () => {
  const [main, ...threads] = await Promise.all([probe(question({})), inThread(question({})), inThread(question({}))]);
  for (const t of threads) expect(bits(t)).toEqual(bits(main!));
  expect(main!.choice.key).toBe('wasm-f32');
  expect(main!.leaked).toBe(0);
});

/** `CHROMIUM` of the environment, a Chromium on the PATH, or the one Playwright installed; null where there is none. */
function findChromium(): string | null {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const candidates = [process.env.CHROMIUM ?? '', ...names.flatMap((name) => folders.map((f) => join(f, name))), chromium.executablePath()];
  const runs = (path: string) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return candidates.find(runs) ?? null;
}

const browserPath = findChromium();

describe.skipIf(browserPath === null)('in a browser’s worker (Chromium)', () => {
  let server: Server;
  let browser: Browser;
  let page: Page;
  let wasmPaths: WasmPaths;

  beforeAll(async () => {
    server = createServer((request, response) => {
      const name = (request.url ?? '/').slice(1);
      const wasm = name.endsWith('.wasm');
      if (!/^(\w[\w.-]*\.(mjs|wasm))?$/.test(name)) return response.writeHead(404).end();
      response.setHeader('content-type', wasm ? 'application/wasm' : name.endsWith('.mjs') ? 'text/javascript' : 'text/html');
      response.end(name === '' ? '<!doctype html>' : readFileSync(wasm ? wasmFile(name) : join(folder, 'web', name)));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const path = (name: keyof WasmPaths) => ({ [name]: `${origin}/${name}` });
    wasmPaths = { ...path('tfjs-backend-wasm.wasm'), ...path('tfjs-backend-wasm-simd.wasm') } as WasmPaths;
    // The flag lets WebGPU run on SwiftShader, a processor posing as a graphics card.
    browser = await chromium.launch({ executablePath: browserPath!, args: ['--enable-unsafe-webgpu', '--no-sandbox'], timeout: 60_000 });
    page = await browser.newPage();
    await page.goto(origin);
  });
  afterAll(async () => {
    await browser?.close();
    server?.close();
  });

  const inBrowser = (q: Question): Promise<Answer> =>
    page.evaluate(
      (q) =>
        new Promise<Answer>((resolve, reject) => {
          const worker = new Worker('/probe.mjs', { type: 'module' });
          worker.onerror = (event) => reject(new Error(event.message));
          worker.onmessage = ({ data }) => {
            worker.terminate();
            if (data.error) reject(new Error(data.error));
            else resolve(data.answer);
          };
          const weights = q.weights.map((w) => (typeof w === 'string' ? Uint8Array.from(atob(w), (c) => c.charCodeAt(0)) : w));
          worker.postMessage({ ...q, weights });
        }),
      { ...q, wasmPaths, weights: q.weights.map((w) => (typeof w === 'number' ? w : Buffer.from(w).toString('base64'))) },
    );

  test('wasm gives the bits of Node, for random and for trained weights', async () => {
    const [web, node] = [await inBrowser(question({})), await probe(question({}))];
    expect(bits(web)).toEqual(bits(node));
    expect(web.choice.key).toBe(node.choice.key);
  });

  test('left to itself it takes no software adapter, and says why', async () => {
    const { choice } = await inBrowser(question({ wanted: 'auto', weights: [] }));
    expect(choice.software).toBe(false);
    expect(choice.reasons.at(-1)).toMatchObject({ backend: choice.name, code: 'chosen' });
    expect(choice.reasons.map((r) => r.backend)).toEqual(['webgpu', 'webgl', 'wasm'].slice(0, choice.reasons.length));
    for (const r of choice.reasons.slice(0, -1)) expect(['absent', 'software', 'half-precision']).toContain(r.code);
  });

  test.each<BackendName>(['webgl', 'webgpu'])('%s, on a software adapter if need be: features are those of PyTorch', async (wanted) => {
    const { packs, formulaFile } = trained();
    const some = [4];
    const inputsOf = some.map((i) => inputs[i]!);
    const answer = await inBrowser(
      question({ wanted, allowSoftware: true, weights: [formulaFile, ...packs.map((p) => p.file)], inputs: inputsOf }),
    );
    expect(answer.choice.reasons.at(-1), JSON.stringify(answer.choice.reasons)).toMatchObject({ backend: wanted, code: 'chosen' });
    expect(answer.choice.key).toBe(`${wanted}-f32`);
    expect(answer.leaked).toBe(0);
    const want = [formula.features, ...packs.map((p) => p.features)];
    answer.rows.forEach((rows, w) => {
      some.forEach((i, row) => {
        expect(relativeError(decodeFloats(rows[row]!), want[w][i]!), `weights ${w}, ${inputs[i]}`).toBeLessThan(CONFORMANCE_TOLERANCE);
      });
    });
  });
});
