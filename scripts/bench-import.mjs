// `npm run bench:import`: a full-size ResNet50 as .pt and .h5 read in Chromium by the page's worker into a pack that is kept: seconds, peak memory, the page's longest task. See docs/speed.md.
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { buildBench, openBench, serveBench } from './bench/browser.mjs';
import { median, quietMoment } from './bench/load.mjs';
import { memoryBelow, watchMemory } from './bench/memory.mjs';
import { ensureBrowser } from './lib/browser.mjs';
import { bundle } from './lib/cli.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT, stop } from './lib/run.mjs';

/** The targets: seconds to a usable pack, and peak memory over the page at rest as a multiple of the file. */
const SECONDS = 5;
const TIMES = 4;

ensureDependencies();
const { rounds, json } = read();
const browserPath = await ensureBrowser();
const home = join(ROOT, 'dist-cli');
mkdirSync(home, { recursive: true });
const folder = mkdtempSync(join(home, '.bench-'));
let server;
try {
  await bundle(ROOT, folder, { weightFiles: join(ROOT, 'scripts/bench/weightFiles.ts') });
  const { writeWeightFiles } = await import(pathToFileURL(join(folder, 'weightFiles.js')).href);
  const files = writeWeightFiles(folder);
  await buildBench(join(folder, 'page'));
  server = await serveBench(join(folder, 'page'));
  const results = [];
  for (const file of files) {
    const bytes = statSync(file).size;
    const tries = [];
    for (let r = 0; r < rounds; r++) {
      const busy = await quietMoment(20);
      tries.push({ busy, ...(await once(file)) });
      const { seconds, memory, longest, frame } = tries.at(-1);
      process.stderr.write(
        `${basename(file)}: ${seconds.toFixed(2)} s, ${memory === null ? 'memory not known' : `${(memory / bytes).toFixed(2)} times the file`}, longest task ${longest.toFixed(0)} ms, longest frame ${frame.toFixed(0)} ms; others ${Math.round(100 * busy)} %\n`,
      );
    }
    results.push({ file: basename(file), bytes, tries });
  }
  process.stdout.write(results.map(line).join(''));
  process.stdout.write(
    `\nLoad of the machine (1 min): ${loadavg()[0].toFixed(2)} at the end; ${cpus().length} cores, ${cpus()[0]?.model}.\n`,
  );
  if (json) writeFileSync(json, `${JSON.stringify({ schema: 1, results }, null, 1)}\n`);
} finally {
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
}

/** One import in a browser of its own with an empty profile on disk, as a user has it: a private window would keep its files in memory. */
async function once(file) {
  const place = await openBench(browserPath, `${server.address}import.html`, {
    ready: 'imports',
    profile: mkdtempSync(join(folder, 'profile-')),
  });
  try {
    await place.tab.evaluate(() => imports.ready());
    await place.tab.getByLabel('Weight file').setInputFiles(file);
    await place.tab.waitForTimeout(500);
    const rest = memoryBelow();
    const memory = watchMemory(20);
    const { ms, longest, frame, pack } = await place.tab.evaluate(() => imports.run());
    const peak = memory.stop();
    return { seconds: ms / 1000, memory: peak === null ? null : peak - rest, longest, frame, pack };
  } finally {
    await place.close();
  }
}

function line({ file, bytes, tries }) {
  const seconds = median(tries.map((t) => t.seconds));
  const memory = median(tries.map((t) => t.memory));
  const longest = Math.max(...tries.map((t) => t.longest));
  const met = (ok) => (ok ? 'met' : 'MISSED');
  const times =
    memory === null ? '-' : `${(memory / bytes).toFixed(2)} times the file (target under ${TIMES}) ${met(memory < TIMES * bytes)}`;
  return [
    `${file}, ${(bytes / 1e6).toFixed(1)} MB, median of ${tries.length}`,
    `  to a pack that is kept  ${seconds.toFixed(2)} s (target ${SECONDS}) ${met(seconds <= SECONDS)}`,
    `  memory above the rest   ${memory === null ? '-' : `${Math.round(memory / 1e6)} MB, `}${times}`,
    `  the page's longest task ${longest === 0 ? 'none of 50 ms or more' : `${longest.toFixed(0)} ms`}`,
    '',
  ].join('\n');
}

function read() {
  try {
    const { values } = parseArgs({ options: { rounds: { type: 'string', default: '3' }, json: { type: 'string' } } });
    const rounds = Number(values.rounds);
    if (!(Number.isInteger(rounds) && rounds > 0)) throw new Error(`--rounds is "${values.rounds}"`);
    return { rounds, json: values.json };
  } catch (error) {
    return stop(`${error.message}\nnpm run bench:import -- [--rounds N] [--json FILE]`);
  }
}
