import { createServer } from 'node:http';
import { join } from 'node:path';
import sirv from 'sirv';
import { ROOT } from '../lib/run.mjs';

const ARGUMENTS = [
  ...['--disable-background-networking', '--no-first-run'],
  // Without it there is no WebGPU adapter where there is no graphics card; a card is used where there is one.
  ...['--enable-unsafe-webgpu', '--ignore-gpu-blocklist'],
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Isolated from other origins: onnxruntime-web's threads need it. The product does not, and is not. */
const HEADERS = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Builds the bench's page into `folder` as the product is built: bundled and minified. */
export async function buildBench(folder) {
  const { build } = await import('vite');
  const { models } = await import('../lib/models.mjs');
  await build({
    root: join(ROOT, 'scripts/bench'),
    configFile: false,
    logLevel: 'error',
    base: './',
    plugins: [models(join(ROOT, 'models'))],
    define: { __APP_VERSION__: '"bench"' },
    worker: { format: 'es' },
    build: {
      ...{ outDir: folder, emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
      rollupOptions: { input: ['index.html', 'import.html'].map((name) => join(ROOT, 'scripts/bench', name)) },
    },
  });
}

/** Serves the page, with onnxruntime-web's files at ort/, on this computer only. */
export async function serveBench(folder) {
  const page = sirv(folder, { dev: true, etag: false });
  const ort = sirv(join(ROOT, 'node_modules/onnxruntime-web/dist'), { dev: true, etag: false });
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(HEADERS)) response.setHeader(name, value);
    const files = request.url.startsWith('/ort/') ? ort : page;
    if (files === ort) request.url = request.url.slice(4);
    files(request, response, () => {
      response.statusCode = 404;
      response.end();
    });
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { address: `http://127.0.0.1:${server.address().port}/`, close: () => new Promise((done) => server.close(done)) };
}

/** A browser of its own with a page open: `tab` to call, `close` to end it with all its processes. `ready`: the global that the page sets last; `profile`: a folder for what the browser keeps, else memory. */
export async function openBench(browserPath, address, { ready = 'bench', profile = null } = {}) {
  const { chromium } = await import('@playwright/test');
  const options = { args: ARGUMENTS, ...(browserPath === 'playwright' ? {} : { executablePath: browserPath }) };
  const browser = profile === null ? await chromium.launch(options) : await chromium.launchPersistentContext(profile, options);
  const tab = await browser.newPage();
  tab.setDefaultTimeout(0);
  await tab.goto(address);
  await tab.waitForFunction((name) => globalThis[name] !== undefined, ready);
  return { tab, close: () => browser.close() };
}
