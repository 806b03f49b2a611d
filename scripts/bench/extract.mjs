import { openBench } from './browser.mjs';
import { median, quietMoment } from './load.mjs';
import { processorSeconds, watchMemory } from './memory.mjs';

/** What is measured on a backend: name in the table, runner, onnxruntime-web's threads, images in flight. */
const WAYS = [
  { key: 'own', runner: 'own', threads: 1, flight: 1 },
  { key: 'unfused', runner: 'unfused', threads: 1, flight: 1 },
  { key: 'ort', runner: 'ort', threads: 1, flight: 1 },
  { key: 'own x2', runner: 'own', threads: 1, flight: 2 },
  { key: 'ort 2 threads', runner: 'ort', threads: 2, flight: 1 },
];
/** On a graphics card one worker is used, and onnxruntime-web has no threads that matter. */
const waysOf = (backend) => (backend === 'wasm' ? WAYS : WAYS.slice(0, 3));

/** Features of another way may differ from ours by so much, relative to their norm. */
const TOLERANCE = 1e-4;

const say = (text) => process.stderr.write(`${text}\n`);

/**
 * One network on one backend. Memory first: each way alone in a browser of its own. Then speed: all ways open in one page, taking turns, each round starting
 * with another. Answers rates, medians of the ratios within rounds, and peaks.
 */
export async function measure(network, backend, { browserPath, address, rounds, patience }) {
  const ways = waysOf(backend);
  const result = { network: network.architecture, size: network.size, backend, device: '', ways: {}, rounds: [], pool: null };
  const task = (way) => ({ ...network, pack: undefined, base: address, runner: way.runner, threads: way.threads, backend });
  let reference = null;
  let each = 0;
  for (const way of ways) {
    const place = await openBench(browserPath, address);
    const memory = watchMemory();
    const mine = (result.ways[way.key] = { memory: null, heap: null, error: null, imagesPerSecond: null, problem: null });
    try {
      const keys = [];
      for (let i = 0; i < way.flight; i++) {
        keys.push(`${way.key} ${i}`);
        const device = await place.tab.evaluate(([key, t]) => bench.open(key, t), [keys[i], task(way)]);
        if (way.key === 'own') result.device = device;
      }
      let said = await place.tab.evaluate(([k, n]) => bench.run(k, n), [keys, 1]);
      // Where an image takes long, one shows all; elsewhere three.
      if (said.ms < 10_000) said = await place.tab.evaluate(([k, n]) => bench.run(k, n), [keys, 3]);
      if (way.key === 'own') each = said.ms / 3;
      mine.heap = said.heap || null;
      mine.memory = memory.stop();
      reference ??= said.features;
      mine.error = distance(said.features, reference);
      if (!(mine.error < TOLERANCE)) mine.problem = `its features are ${mine.error.toExponential(1)} from ours`;
    } catch (error) {
      mine.memory = memory.stop();
      mine.problem = String(error.message ?? error).split('\n')[0];
    } finally {
      await place.close();
    }
    say(`  ${way.key}: ${mine.problem ?? `${megabytes(mine.memory)} at most, features ${mine.error.toExponential(1)} from ours`}`);
  }
  await speed(result, ways, task, { browserPath, address, rounds, patience, each });
  if (backend === 'wasm') result.pool = await pool(network, { browserPath, address, each });
  return result;
}

async function speed(result, ways, task, { browserPath, address, rounds, patience, each }) {
  const usable = ways.filter((way) => result.ways[way.key].problem === null);
  const place = await openBench(browserPath, address);
  const images = Math.max(1, Math.round(1500 / each));
  const keysOf = (way) => Array.from({ length: way.flight }, (_, i) => `${way.key} ${i}`);
  const run = (way, n) => place.tab.evaluate(([k, m]) => bench.run(k, m), [keysOf(way), n]);
  try {
    for (const way of usable) {
      for (const key of keysOf(way)) await place.tab.evaluate(([k, t]) => bench.open(k, t), [key, task(way)]);
      await run(way, each > 5000 ? 1 : 2);
    }
    for (let r = 0; r < rounds; r++) {
      const busy = await quietMoment(patience);
      const rates = {};
      const cpu = {};
      for (let i = 0; i < usable.length; i++) {
        const way = usable[(i + r) % usable.length];
        const before = processorSeconds();
        rates[way.key] = (1000 * images * way.flight) / (await run(way, images)).ms;
        cpu[way.key] = before === null ? null : (processorSeconds() - before) / (images * way.flight);
      }
      result.rounds.push({ busy, rates, cpu });
      say(
        `  round ${r + 1}: others ${Math.round(100 * busy)} %, ${Object.entries(rates)
          .map(([k, v]) => `${k} ${v.toFixed(2)}`)
          .join(', ')}`,
      );
    }
  } finally {
    await place.close();
  }
  for (const way of usable) {
    result.ways[way.key].imagesPerSecond = median(result.rounds.map((r) => r.rates[way.key]));
    result.ways[way.key].processorSeconds = median(result.rounds.map((r) => r.cpu[way.key]));
  }
  const cheaper = (a, b) => median(result.rounds.map((r) => (r.cpu[a] && r.cpu[b] ? r.cpu[b] / r.cpu[a] : null)));
  result.cpuRatios = { 'own / unfused': cheaper('own', 'unfused'), 'own / ort': cheaper('own', 'ort') };
  const ratio = (a, b) => median(result.rounds.map((r) => (r.rates[a] && r.rates[b] ? r.rates[a] / r.rates[b] : null)));
  result.ratios = {
    'own / unfused': ratio('own', 'unfused'),
    'own / ort': ratio('own', 'ort'),
    'own x2 / own': ratio('own x2', 'own'),
    'own x2 / ort 2 threads': ratio('own x2', 'ort 2 threads'),
  };
}

/** The product's pool with two engines over a job of images, from PNG files to rows, in a browser of its own. */
async function pool(network, { browserPath, address, each }) {
  const place = await openBench(browserPath, address);
  const memory = watchMemory();
  try {
    const images = Math.max(12, Math.min(60, Math.round(15_000 / each)));
    const task = { pack: network.pack, tap: network.tap, images, cores: 2 };
    const { rows, engines } = await place.tab.evaluate((t) => bench.pool(t), task);
    // Once the second engine has opened the pack too.
    const from = Math.floor(images / 2);
    const rate = (1000 * (images - 1 - from)) / (rows.at(-1) - rows[from]);
    const answer = { engines, images, seconds: rows.at(-1) / 1000, imagesPerSecond: rate, memory: memory.stop() };
    say(`  the pool: ${engines} engines, ${images} images in ${answer.seconds.toFixed(1)} s, ${megabytes(answer.memory)} at most`);
    return answer;
  } finally {
    memory.stop();
    await place.close();
  }
}

/** Norm of the difference over norm of the reference. */
function distance(got, want) {
  let [difference, norm] = [0, 0];
  for (let i = 0; i < want.length; i++) {
    difference += (got[i] - want[i]) ** 2;
    norm += want[i] ** 2;
  }
  return got.length === want.length ? Math.sqrt(difference / norm) : Number.NaN;
}

export const megabytes = (bytes) => (bytes === null ? '-' : `${Math.round(bytes / 1e6)} MB`);
