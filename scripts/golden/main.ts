import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { wasm } from '../../src/engine/backends/wasm.ts';
import { type GoldenCase, parseCases } from './cases.ts';
import { checkCase, compareTaps, type Filled, filled } from './check.ts';
import { importedCase } from './imported.ts';

const USAGE = `npm run golden -- DIR [--backend wasm] [--only TEXT] [--taps] [--json]
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

/** The command; the answer is its exit code. */
export async function main(argv: string[]): Promise<number> {
  let options: ReturnType<typeof read>;
  try {
    options = read(argv);
  } catch (error) {
    process.stderr.write(`golden: ${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const { folder, only, taps, json } = options;
  let files: string[];
  try {
    files = readdirSync(folder)
      .filter((f) => /^backbones\..*\.json$/.test(f))
      .sort();
  } catch (error) {
    process.stderr.write(`golden: ${folder} cannot be read: ${(error as Error).message}\n`);
    return 1;
  }
  await wasm.start({});
  const rows: Row[] = [];
  if (!json) process.stdout.write(`${HEAD}\n`);
  for (const file of files) {
    let cases: ReturnType<typeof parseCases>;
    try {
      cases = parseCases(readFileSync(join(folder, file), 'utf8'), file);
    } catch (error) {
      cases = [{ id: file, case: (error as Error).message }];
    }
    for (const { id, case: c } of cases.filter((entry) => entry.id.includes(only))) {
      const row = typeof c === 'string' ? untried(id, c) : await tried(c, folder, taps);
      rows.push(row);
      if (!json) process.stdout.write(`${line(row)}\n`);
    }
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
  if ((values.backend ?? 'wasm') !== 'wasm')
    throw new Error(`the backend "${values.backend}" is not there outside a browser; only wasm is`);
  return { folder: positionals[0]!, only: values.only ?? '', taps: values.taps ?? false, json: values.json ?? false };
}

async function tried(c: GoldenCase, folder: string, taps: boolean): Promise<Row> {
  const started = performance.now();
  const base = { id: c.id, network: c.architecture, variant: c.variant, size: `${c.height}x${c.width}`, backend: 'wasm' };
  try {
    const network: Filled = c.weights === undefined ? filled(c) : await importedCase(c, join(folder, c.weights));
    const { error, allowed, ok } = await checkCase(c, network, 'wasm');
    if (taps || !ok) for (const text of await compareTaps(c, network)) process.stderr.write(`  ${c.id}: ${text}\n`);
    return { ...base, error, tolerance: allowed, ok, seconds: (performance.now() - started) / 1000 };
  } catch (error) {
    const seconds = (performance.now() - started) / 1000;
    return { ...base, error: null, tolerance: c.tolerance, ok: false, seconds, why: (error as Error).message };
  }
}

const untried = (id: string, why: string): Row => ({
  ...{ id, network: '', variant: '', size: '', backend: 'wasm', error: null, tolerance: null, seconds: 0, ok: false },
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
