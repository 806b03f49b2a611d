import { readFile, writeFile } from 'node:fs/promises';
import { parseJson } from '../../domain/parse.ts';
import { parseRun } from '../../domain/run.ts';
import { onlyPositional, readArgs, UsageError } from './args.ts';
import { htmlOf } from './outputs.ts';

/** `radtune report run.json --out FILE.html`. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, { out: { type: 'string' }, positive: { type: 'string' } });
  const file = onlyPositional(positionals, 'run.json');
  if (!values.out) throw new UsageError('--out FILE.html says where the report goes.');
  const run = parseRun(parseJson(await readFile(file, 'utf8'), file), file);
  await writeFile(values.out, htmlOf(run, values.positive ?? null));
  process.stderr.write(`${values.out} written\n`);
  return 0;
}
