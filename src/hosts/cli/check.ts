import { checkReport } from '../../formats/checkReport.ts';
import { intake } from '../../formats/intake.ts';
import { onlyPositional, readArgs } from './args.ts';
import { installDecoders } from './decoders.ts';
import { entriesOf } from './entries.ts';

/** `radtune check PATH`: what it holds and what is wrong with it. */
export async function command(argv: string[]): Promise<number> {
  const { values, positionals } = readArgs(argv, {
    json: { type: 'boolean', default: false },
    strict: { type: 'boolean', default: false },
  });
  const path = onlyPositional(positionals, 'folder, zip or table');
  await installDecoders();
  const { name, entries } = await entriesOf(path);
  const { dataset } = await intake(entries, { name });
  const report = checkReport(dataset);
  if (values.json) process.stdout.write(`${JSON.stringify(report, null, 1)}\n`);
  else {
    const lines = [`${path}: ${report.images} images, ${report.patients} patients`];
    for (const [cls, n] of Object.entries(report.classes)) lines.push(`  ${cls}: ${n}`);
    for (const f of report.findings) lines.push(`${f.severity}: ${f.message}`);
    for (const s of report.skipped) lines.push(`skipped ${s.file}: ${s.message}`);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return values.strict && report.findings.some((f) => f.severity !== 'info') ? 1 : 0;
}
