import { readFile } from 'node:fs/promises';
import { pixelReport } from '../../formats/images/pixelReport.ts';
import { readArgs, UsageError } from './args.ts';
import { installDecoders } from './decoders.ts';

/** `radtune inspect --pixels FILE…`: one JSON object a line; exit code 1 if any file is refused. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, {
    pixels: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (positionals.length === 0) throw new UsageError('Name at least one file.');
  if (!values.pixels) throw new UsageError('This version inspects images: add --pixels. Weight files come with a later one.');
  await installDecoders();
  let refused = 0;
  for (const file of positionals) {
    const report = pixelReport(file, new Uint8Array(await readFile(file)));
    if (!report.ok) {
      refused++;
      process.stderr.write(`${report.message}\n`);
    }
    process.stdout.write(`${JSON.stringify(report)}\n`);
  }
  return refused > 0 ? 1 : 0;
}
