import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseJson } from '../../domain/parse.ts';
import { parseSpec } from '../../domain/spec.ts';
import { diskBlobs } from '../../storage/disk.ts';
import { featureStore } from '../../storage/features.ts';
import type { Ports } from '../../study/ports.ts';
import { reportOf } from '../../study/report/index.ts';
import { runStudy } from '../../study/run.ts';
import { onlyPositional, readArgs, UsageError, wholeNumber } from './args.ts';
import { startThreads } from './engines.ts';
import { watchInterrupt } from './interrupt.ts';
import { writeOutputs } from './outputs.ts';
import { packFolders } from './packs.ts';
import { progressLine } from './progress.ts';
import { readData } from './readData.ts';
import { statsText } from './text.ts';

declare const __APP_VERSION__: string;

/** `radtune run SPEC.json --data PATH --out DIR`: the study of the page, without the page. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, {
    data: { type: 'string' },
    out: { type: 'string' },
    pack: { type: 'string', multiple: true, default: [] },
    backend: { type: 'string', default: 'wasm' },
    workers: { type: 'string' },
    resume: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  });
  const file = onlyPositional(positionals, 'spec');
  if (!values.data) throw new UsageError('--data PATH names the folder, zip or table with the images.');
  if (!values.out) throw new UsageError('--out DIR says where the results go.');
  if (values.backend !== 'wasm') throw new UsageError(`Without a browser there is one backend, wasm; "${values.backend}" cannot be had.`);
  const workers = values.workers === undefined ? null : wholeNumber(values.workers, 'workers', 1, 256);
  const spec = parseSpec(parseJson(await readFile(file, 'utf8'), file), file);

  const cache = join(values.out, '.radtune');
  if (!values.resume) await rm(cache, { recursive: true, force: true });
  await mkdir(cache, { recursive: true });
  const blobs = diskBlobs(cache);
  const tell = values.quiet ? () => {} : progressLine();
  const dataset = await readData(values.data, (hash, bytes) => blobs.put(`images/${hash}`, bytes));

  const packs = await packFolders(values.pack);
  const extractor = await startThreads(workers, packs.folderOf);
  const interrupt = watchInterrupt();
  const files = new Map(dataset.samples.map((s) => [s.id, s.source.file]));
  const ports: Ports = {
    images: { bytes: async (sample) => (await blobs.get(`images/${files.get(sample)!}`))! },
    packs,
    features: featureStore(blobs),
    runs: { append: (run) => writeOutputs(run, values.out!) },
    extractor,
    tell,
    cancelled: interrupt.stopped,
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    now: () => performance.now(),
    date: () => new Date().toISOString(),
  };
  try {
    const run = await runStudy(spec, dataset, `radtune ${__APP_VERSION__}`, ports);
    await rm(cache, { recursive: true, force: true });
    const { stats } = reportOf(run, spec.positive);
    process.stdout.write(
      values.json
        ? `${JSON.stringify(stats, null, 2)}\n`
        : `${statsText(stats)}\n\n${values.out}: run.json, predictions.csv, metrics.csv, report.html\n`,
    );
    return 0;
  } finally {
    extractor.close();
    interrupt.release();
  }
}
