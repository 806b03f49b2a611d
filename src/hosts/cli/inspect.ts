import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { knownLayouts } from '../../backbones/layouts/known.ts';
import { InputError } from '../../domain/notice.ts';
import { pixelReport } from '../../formats/images/pixelReport.ts';
import { inspectWeights, provenanceOf, type WeightReport } from '../../formats/weights/index.ts';
import { readArgs, UsageError } from './args.ts';
import { installDecoders } from './decoders.ts';
import { weightFiles } from './weightFiles.ts';

/** `radtune inspect [--pixels] FILE…`: one JSON object a line; exit code 1 if any file is refused. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, {
    pixels: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  });
  if (positionals.length === 0) throw new UsageError('Name at least one file.');
  return values.pixels ? pixels(positionals) : weights(positionals);
}

async function pixels(files: readonly string[]): Promise<number> {
  await installDecoders();
  let refused = 0;
  for (const file of files) {
    const report = pixelReport(file, new Uint8Array(await readFile(file)));
    if (!report.ok) {
      refused++;
      process.stderr.write(`${report.message}\n`);
    }
    process.stdout.write(`${JSON.stringify(report)}\n`);
  }
  return refused > 0 ? 1 : 0;
}

async function weights(files: readonly string[]): Promise<number> {
  let refused = 0;
  for (const file of files) {
    try {
      const parts = await weightFiles(file);
      const report = await inspectWeights(parts, knownLayouts);
      process.stdout.write(`${JSON.stringify({ ...report, training: trainingOf(report, parts), file, ok: true })}\n`);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      refused++;
      process.stderr.write(`${error.message}\n`);
      process.stdout.write(`${JSON.stringify({ file, ok: false, reason: error.code, message: error.message })}\n`);
    }
  }
  return refused > 0 ? 1 : 0;
}

/** Which training the weights are of, and how that is known; null for a file that does not fit. RadImageNet's Keras and PyTorch files are two. */
function trainingOf({ file, architecture, variant, layout, prefix, fits }: WeightReport, parts: readonly { bytes: Uint8Array }[]) {
  if (!fits || !architecture || !variant || !layout) return null;
  const digest = createHash('sha256');
  for (const { bytes } of parts) digest.update(bytes);
  const hash = digest.digest('hex');
  const { family, how, pretrainedOn } = provenanceOf({ architecture, variant, lib: layout, prefix: prefix ?? '' }, file, hash);
  return { family, knownBy: how, pretrainedOn, hash };
}
