import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { graphOf } from '../../backbones/index.ts';
import { knownLayouts } from '../../backbones/layouts/known.ts';
import { checkTensors } from '../../backbones/tensors.ts';
import { InputError } from '../../domain/notice.ts';
import type { ImportedFrom } from '../../domain/pack.ts';
import { packFromFiles } from '../../formats/weights/index.ts';
import { presetOf } from '../../imaging/presets.ts';
import { onlyPositional, readArgs, UsageError } from './args.ts';
import { weightFiles } from './weightFiles.ts';

const sha256 = (parts: readonly Uint8Array[]): string => {
  const h = createHash('sha256');
  for (const part of parts) h.update(part);
  return h.digest('hex');
};

/** `radtune import FILE --out DIR`: a pack folder, or a refusal that leaves nothing behind. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, {
    out: { type: 'string' },
    as: { type: 'string' },
    preprocess: { type: 'string' },
    json: { type: 'boolean', default: false },
  });
  const file = onlyPositional(positionals, 'weight file');
  if (!values.out) throw new UsageError('--out DIR says where the pack goes.');
  if (values.as !== undefined && !/^[a-z0-9][a-z0-9.-]*$/.test(values.as))
    throw new UsageError(`--as takes small letters, digits, dots and dashes, not "${values.as}".`);
  if (values.preprocess !== undefined) presetOf(values.preprocess);
  if (existsSync(join(values.out, 'pack.json')))
    throw new InputError(
      'pack-exists',
      `${values.out} already holds a pack. Name another folder with --out, or remove that one.`,
      values.out,
    );

  const { pack, weights, tensors, notices } = await packFromFiles(
    await weightFiles(file),
    { layouts: knownLayouts, graphOf, checkTensors },
    async (parts) => sha256(parts),
    { preprocess: values.preprocess, named: () => ({ id: values.as }) },
  );
  const { importedFrom } = pack;
  await write(values.out, { 'weights.safetensors': weights, 'pack.json': `${JSON.stringify(pack, null, 1)}\n` });

  for (const n of notices) process.stderr.write(`${n.remedy}${n.saw ? ` (${n.saw})` : ''}\n`);
  process.stderr.write(
    `${origin(importedFrom!.familyKnownBy)} Its images are prepared by ${pack.preprocess}${values.preprocess ? ', as you chose' : '; --preprocess names another preset'}.\n`,
  );
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ ...pack, notices, out: values.out })}\n`
      : `${pack.id}: ${pack.architecture} (${pack.variant} network), ${pack.pretrainedOn}; ${tensors} tensors in ${values.out}\n`,
  );
  return 0;
}

function origin(how: ImportedFrom['familyKnownBy']): string {
  if (how === 'hash') return 'The training is known by the file’s hash.';
  if (how === 'names') return 'The training is taken from the tensors’ names.';
  if (how === 'file name') return 'The training is taken from the file’s name, since its content does not tell: check it.';
  if (how === 'chosen') return 'The training is the one you chose.';
  return 'Which images the network was trained on is not known, so its preparation is the usual one of its library: check it.';
}

/** All files or none. */
async function write(dir: string, files: Readonly<Record<string, Uint8Array | string>>): Promise<void> {
  const made = await mkdir(dir, { recursive: true });
  const names = Object.keys(files);
  try {
    for (const name of names) await writeFile(join(dir, `${name}.part`), files[name]!);
    for (const name of names) await rename(join(dir, `${name}.part`), join(dir, name));
  } catch (error) {
    for (const name of names.flatMap((n) => [n, `${n}.part`])) await rm(join(dir, name), { force: true });
    if (made !== undefined) await rm(made, { recursive: true, force: true });
    throw error;
  }
}
