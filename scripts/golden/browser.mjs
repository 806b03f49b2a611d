import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ensureBrowser } from '../lib/browser.mjs';
import { ROOT } from '../lib/run.mjs';
import { serve } from '../lib/server.mjs';

const ARGUMENTS = [
  // Without it there is no WebGPU adapter where there is no graphics card; a card is used where there is one.
  '--enable-unsafe-webgpu',
  '--ignore-gpu-blocklist',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

/** Builds the page of the golden cases into `folder`, opens it in a browser and starts a backend there. Rejects, everything closed, where that cannot be used. */
export async function inBrowser(folder, backend) {
  const { build } = await import('vite');
  const page = join(folder, 'page');
  await build({
    root: join(ROOT, 'scripts/golden'),
    configFile: false,
    logLevel: 'error',
    base: './',
    build: { outDir: page, target: 'es2022' },
  });
  const server = await serve(page, 0);
  const path = await ensureBrowser();
  const { chromium } = await import('@playwright/test');
  const browser = await chromium.launch({ args: ARGUMENTS, ...(path === 'playwright' ? {} : { executablePath: path }) });
  const close = async () => {
    await browser.close();
    await server.close();
  };
  try {
    const tab = await browser.newPage();
    await tab.goto(server.address);
    const device = await tab.evaluate((name) => globalThis.golden.start(name), backend);
    return { device, attempt: (c, network, stages) => attempt(tab, page, c, network, stages), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Weights go to the page as a file beside it; all else as an argument. */
async function attempt(tab, page, c, network, stages) {
  const file = 'weights.bin';
  let sent = null;
  if (network) {
    let at = 0;
    const tensors = [...network.weights].map(([name, { shape, data }]) => ({
      name,
      shape,
      at: (at += data.length) - data.length,
      length: data.length,
    }));
    const all = new Float32Array(at);
    for (const t of tensors) all.set(network.weights.get(t.name).data, t.at);
    writeFileSync(join(page, file), all);
    sent = { ...network.from, tensors, data: `./${file}` };
  }
  try {
    return await tab.evaluate(([a, b, d]) => globalThis.golden.attempt(a, b, d), [{ ...c, features: [...c.features] }, sent, stages]);
  } finally {
    rmSync(join(page, file), { force: true });
  }
}
