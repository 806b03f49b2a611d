import { readFile } from 'node:fs/promises';
import { readTable } from '../../formats/tables/csv.ts';
import { parsePredictions, statsOf } from '../../study/report/index.ts';
import { onlyPositional, readArgs, realNumber, wholeNumber } from './args.ts';
import { statsText } from './text.ts';

/** `radtune stats predictions.csv`: DESIGN 8.2 as JSON, or a table for people. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, {
    positive: { type: 'string' },
    margin: { type: 'string', default: '0.02' },
    resamples: { type: 'string', default: '2000' },
    seed: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  });
  const file = onlyPositional(positionals, 'predictions file');
  const table = parsePredictions(readTable(new Uint8Array(await readFile(file)), file).rows, file);
  const stats = statsOf(table, {
    positive: values.positive ?? null,
    margin: realNumber(values.margin, 'margin', 0, 1),
    resamples: wholeNumber(values.resamples, 'resamples', 0, 100_000),
    seed: wholeNumber(values.seed, 'seed', 0, 2 ** 31),
  });
  process.stdout.write(values.json || !process.stdout.isTTY ? `${JSON.stringify(stats, null, 2)}\n` : `${statsText(stats)}\n`);
  return 0;
}
