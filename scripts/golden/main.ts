import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wasm } from '../../src/engine/backends/wasm.ts';
import { type GoldenCase, parseCases } from './cases.ts';
import { filled, type Imported, type Tried, tryCase } from './check.ts';
import { importedCase } from './imported.ts';

const USAGE = `npm run golden -- DIR [--backend wasm|webgl|webgpu] [--only TEXT] [--taps] [--json]
Checks the networks against every backbones.*.json in DIR. --only: cases whose id contains TEXT; --taps: statistics of every stage; --json: for machines.
Exit code 0: every case within its tolerance; 1: a miss, or nothing to check; 2: wrong usage.
`;

interface Row {
  id: string;
  network: string;
  variant: string;
  size: string;
  backend: string;
  error: number | null;
  tolerance: number | null;
  seconds: number;
  ok: boolean;
  /** Why a case could not be tried. */
  why?: string;
}

/** Where cases are tried: wasm here, the graphics interfaces in a browser. */
export interface Place {
  /** What it runs on, in words. */
  device: string;
  /** `network` is filled by the rule where it is null. */
  attempt(c: GoldenCase, network: Imported | null, stages: boolean): Promise<Tried>;
  close(): Promise<void>;
}

/** wasm in this process. */
async function here(): Promise<Place> {
  const { device } = await wasm.start({});
  return { device, attempt: (c, network, stages) => tryCase(c, network ?? filled(c), 'wasm', stages), close: async () => {} };
}

/** The command; the answer is its exit code. `inBrowser` opens a browser in which the named backend was started. */
export async function main(argv: string[], inBrowser: (backend: string) => Promise<Place>): Promise<number> {
  let options: ReturnType<typeof read>;
  try {
    options = read(argv);
  } catch (error) {
    process.stderr.write(`golden: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const { folder, backend, only, taps, json } = options;
  let files: string[];
  try {
    files = readdirSync(folder)
      .filter((f) => /^backbones\..*\.json$/.test(f))
      .sort();
  } catch (error) {
    process.stderr.write(`golden: ${folder} cannot be read: ${(error as Error).message}\n`);
    return 1;
  }
  let place: Place;
  try {
    place = await (backend === 'wasm' ? here() : inBrowser(backend));
  } catch (error) {
    process.stderr.write(`golden: ${(error as Error).message}\n`);
    return 1;
  }
  const rows: Row[] = [];
  process.stderr.write(`${backend}: ${place.device}\n`);
  if (!json) process.stdout.write(`${HEAD}\n`);
  try {
    for (const file of files) {
      let cases: ReturnType<typeof parseCases>;
      try {
        cases = parseCases(readFileSync(join(folder, file), 'utf8'), file);
      } catch (error) {
        cases = [{ id: file, case: (error as Error).message }];
      }
      for (const { id, case: c } of cases.filter((entry) => entry.id.includes(only))) {
        const row = typeof c === 'string' ? untried(id, c) : await tried(c, folder, place, taps);
        rows.push({ ...row, backend });
        if (!json) process.stdout.write(`${line(rows.at(-1)!)}\n`);
      }
    }
  } finally {
    await place.close();
  }
  const missed = rows.filter((r) => !r.ok).length;
  if (json) process.stdout.write(`${JSON.stringify({ schema: 1, checked: rows.length, missed, cases: rows })}\n`);
  else if (rows.length > 0)
    process.stdout.write(`${rows.length - missed} of ${rows.length} within their tolerance${missed ? `, ${missed} missed` : ''}\n`);
  if (rows.length === 0) process.stderr.write(`golden: there is no case${only && ` with "${only}"`} in a backbones.*.json in ${folder}\n`);
  return rows.length > 0 && missed === 0 ? 0 : 1;
}

function read(argv: string[]) {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: { backend: { type: 'string' }, only: { type: 'string' }, taps: { type: 'boolean' }, json: { type: 'boolean' } },
  });
  if (positionals.length !== 1) throw new Error(`it takes one folder; ${positionals.length} given`);
  const backend = values.backend ?? 'wasm';
  if (!['wasm', 'webgl', 'webgpu'].includes(backend)) throw new Error(`the backend "${backend}" is not known`);
  return { folder: positionals[0]!, backend, only: values.only ?? '', taps: values.taps ?? false, json: values.json ?? false };
}

async function tried(c: GoldenCase, folder: string, place: Place, taps: boolean): Promise<Omit<Row, 'backend'>> {
  const started = performance.now();
  const seconds = () => (performance.now() - started) / 1000;
  const base = { id: c.id, network: c.architecture, variant: c.variant, size: `${c.height}x${c.width}` };
  try {
    const network = c.weights === undefined ? null : await importedCase(c, join(folder, c.weights));
    const { error, allowed, ok, stages } = await place.attempt(c, network, taps);
    for (const text of stages) process.stderr.write(`  ${c.id}: ${text}\n`);
    return { ...base, error, tolerance: allowed, ok, seconds: seconds() };
  } catch (error) {
    return { ...base, error: null, tolerance: c.tolerance, ok: false, seconds: seconds(), why: (error as Error).message };
  }
}

const untried = (id: string, why: string): Omit<Row, 'backend'> => ({
  ...{ id, network: '', variant: '', size: '', error: null, tolerance: null, seconds: 0, ok: false },
  why,
});

const COLUMNS = [36, 22, 8, 10, 8, 10, 10, 8] as const;
const columns = (cells: readonly string[]) => cells.map((cell, i) => cell.padEnd(COLUMNS[i] ?? 0)).join(' ');
const HEAD = columns(['case', 'network', 'variant', 'size', 'backend', 'error', 'tolerance', 'seconds', '']);

function line(r: Row): string {
  const number = (v: number | null) => (v === null ? '-' : v.toExponential(2));
  const verdict = r.ok ? 'ok' : `MISS${r.why ? `: ${r.why}` : ''}`;
  return columns([r.id, r.network, r.variant, r.size, r.backend, number(r.error), number(r.tolerance), r.seconds.toFixed(1), verdict]);
}
