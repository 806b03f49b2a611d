// `npm run bench:extract`: feature extraction in headless Chromium beside the unfused tf.layers-style model and onnxruntime-web: images per second, peak memory. See docs/speed.md.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildBench, serveBench } from './bench/browser.mjs';
import { measure } from './bench/extract.mjs';
import { table } from './bench/table.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { bundle } from './lib/cli.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT, stop } from './lib/run.mjs';

const USAGE = `npm run bench:extract -- [--networks resnet50,densenet121,…] [--backends wasm,webgl,webgpu] [--rounds N] [--patience SECONDS] [--json FILE]
--rounds: turns of each way (7; one on webgl and webgpu, whose software adapters take minutes); --patience: how long a round waits for others to be quiet (20).`;

ensureDependencies();
const options = read();
const browserPath = await ensureBrowser();
const home = join(ROOT, 'dist-cli');
mkdirSync(home, { recursive: true });
const folder = mkdtempSync(join(home, '.bench-'));
const page = join(folder, 'page');
let server;
try {
  await bundle(ROOT, folder, { networks: join(ROOT, 'scripts/bench/networks.ts') });
  const { NETWORKS, prepareNetwork } = await import(pathToFileURL(join(folder, 'networks.js')).href);
  await buildBench(page);
  server = await serveBench(page);
  const started = loadavg()[0];
  const results = [];
  for (const name of options.networks ?? Object.keys(NETWORKS)) {
    const network = prepareNetwork(name, page);
    for (const backend of options.backends) {
      process.stderr.write(`${name}, ${network.size} px, ${backend}\n`);
      const rounds = options.rounds ?? (backend === 'wasm' ? 7 : 1);
      results.push(await measure(network, backend, { browserPath, address: server.address, rounds, patience: options.patience }));
      if (options.json) save(options.json, results, started);
    }
  }
  process.stdout.write(table(results));
  process.stdout.write(`\nLoad of the machine (1 min): ${started.toFixed(2)} at the start; ${cpus().length} cores, ${cpus()[0]?.model}.\n`);
} finally {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
}

function save(file, results, load) {
  const machine = { cores: cpus().length, model: cpus()[0]?.model, node: process.versions.node, load };
  writeFileSync(file, `${JSON.stringify({ schema: 1, machine, results }, null, 1)}\n`);
}

function read() {
  try {
    const { values } = parseArgs({
      options: {
        networks: { type: 'string' },
        backends: { type: 'string', default: 'wasm' },
        rounds: { type: 'string' },
        patience: { type: 'string', default: '20' },
        json: { type: 'string' },
      },
    });
    const backends = values.backends.split(',');
    for (const b of backends) if (!['wasm', 'webgl', 'webgpu'].includes(b)) throw new Error(`the backend "${b}" is not known`);
    const rounds = values.rounds === undefined ? null : Number(values.rounds);
    if (rounds !== null && !(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds is "${values.rounds}"`);
    const patience = Number(values.patience);
    if (!(patience >= 0)) throw new Error(`--patience is "${values.patience}"`);
    return { networks: values.networks?.split(','), backends, rounds, patience, json: values.json };
  } catch (error) {
    return stop(`${error.message}\n${USAGE}`);
  }
}
