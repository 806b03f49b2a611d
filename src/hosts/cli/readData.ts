import type { Dataset } from '../../domain/dataset.ts';
import type { Hash } from '../../domain/ids.ts';
import { intake } from '../../formats/intake.ts';
import { installDecoders } from './decoders.ts';
import { entriesOf } from './entries.ts';

/** The data set of a folder, zip or table; each file's bytes are handed to `keep`. What was skipped, and why, is told on stderr. */
export async function readData(path: string, keep: (file: Hash, bytes: Uint8Array) => Promise<void>): Promise<Dataset> {
  await installDecoders();
  const { name, entries } = await entriesOf(path);
  const { dataset } = await intake(entries, { name, keep });
  for (const s of dataset.skipped) process.stderr.write(`skipped ${s.file}: ${s.message}\n`);
  return dataset;
}
