import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Hash, Id } from '../../domain/ids.ts';
import { parsePack } from '../../domain/pack.ts';
import { parseJson } from '../../domain/parse.ts';
import type { Plausibility } from '../../domain/plausibility.ts';
import { normStatistics } from '../../engine/normStatistics.ts';
import { readSafetensors } from '../../formats/arrays/safetensors.ts';
import { canonicalPreprocess } from '../../imaging/presets.ts';
import { NORM_LAYERS, plausible } from '../../study/plausible.ts';
import { readArgs, UsageError, wholeNumber } from './args.ts';
import { startThreads } from './engines.ts';
import { watchInterrupt } from './interrupt.ts';
import { packFolders } from './packs.ts';
import { progressLine } from './progress.ts';
import { readData } from './readData.ts';

/** `radtune plausible --pack DIR --data PATH`: which preprocessing the pack's BatchNorm statistics rule out on these images. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, {
    pack: { type: 'string' },
    data: { type: 'string' },
    workers: { type: 'string' },
    json: { type: 'boolean', default: false },
    quiet: { type: 'boolean', default: false },
  });
  if (positionals.length > 0)
    throw new UsageError(`"${positionals[0]}" is one word too many: the pack goes behind --pack, the images behind --data.`);
  if (!values.pack) throw new UsageError('--pack DIR names the folder of a pack (see radtune import), or the id of a bundled one.');
  if (!values.data) throw new UsageError('--data PATH names the folder, zip or table with the images.');
  const workers = values.workers === undefined ? null : wholeNumber(values.workers, 'workers', 1, 256);

  const folder = existsSync(join(values.pack, 'pack.json')) ? values.pack : null;
  const packs = await packFolders(folder ? [folder] : []);
  const { pack } = await packs.open(folder ? await idIn(folder) : (values.pack as Id<'pack'>));
  const weights = await Promise.all(pack.weights.map(async (w) => new Uint8Array(await readFile(join(packs.folderOf(pack), w.path)))));
  const trained = await normStatistics(pack, weights, NORM_LAYERS, readSafetensors);

  const files = new Map<Hash, Uint8Array>();
  const dataset = await readData(values.data, async (hash, bytes) => void files.set(hash, bytes));
  const fileOf = new Map(dataset.samples.map((s) => [s.id, s.source.file]));

  const extractor = await startThreads(workers, packs.folderOf);
  const interrupt = watchInterrupt();
  try {
    const answer = await plausible(
      { pack, trained, dataset },
      {
        images: { bytes: async (sample) => files.get(fileOf.get(sample)!)! },
        extractor,
        tell: values.quiet ? () => {} : progressLine(),
        cancelled: interrupt.stopped,
        now: () => performance.now(),
      },
    );
    process.stdout.write(values.json ? `${json(answer)}\n` : `${text(answer, pack.name, pack.preprocess)}\n`);
    return 0;
  } finally {
    extractor.close();
    interrupt.release();
  }
}

async function idIn(folder: string): Promise<Id<'pack'>> {
  const file = join(folder, 'pack.json');
  return parsePack(parseJson(await readFile(file, 'utf8'), file), file).id;
}

/** JSON has no Infinity: a divergence that is not finite is written as the word. */
const json = (answer: Plausibility) => JSON.stringify(answer, (_, v) => (v === Number.POSITIVE_INFINITY ? 'Infinity' : v), 2);

const VERDICTS = { 'ruled-out': 'ruled out', unlikely: 'unlikely', 'cannot-tell': 'cannot tell' } as const;
const number = (v: number) => (v >= 100 ? Math.round(v).toLocaleString('en') : v.toFixed(3));

function text({ images, layers, rows, far }: Plausibility, pack: string, own: string): string {
  const width = Math.max(...rows.map((r) => r.preprocess.length));
  return [
    `${pack}, ${images} images: activations against the statistics of the first ${layers.length} BatchNorm layers (0: as in training)`,
    '',
    ...rows.map(
      (r) =>
        `  ${r.preprocess.padEnd(width)}  ${number(r.divergence).padStart(10)}  ${VERDICTS[r.verdict]}${r.preprocess === canonicalPreprocess(own) ? '  (the pack’s own)' : ''}`,
    ),
    '',
    ...(far
      ? [
          'Even the smallest is large: these images are far from what the pack was trained on, so the order means little. Only what is ruled out can be told.',
        ]
      : []),
    'This can rule a preparation out; it cannot choose one, and hardly sees channel order. All were stretched to the square alike. Nothing was changed.',
  ].join('\n');
}
