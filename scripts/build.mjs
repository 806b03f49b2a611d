// Builds the page into dist: a folder for any static host, from a sub-path too. Fails where the page breaks its budget or holds TensorFlow.js.
import { ensureDependencies } from './lib/dependencies.mjs';
import { stop } from './lib/run.mjs';

ensureDependencies();
const { buildPage } = await import('./lib/builtPage.mjs');
const { FIRST_LOAD_LIMIT } = await import('./lib/page.mjs');
try {
  const report = await buildPage();
  for (const { file, gzip } of report.first) process.stdout.write(`  ${file}  ${(gzip / 1000).toFixed(1)} kB gz\n`);
  process.stdout.write(
    `dist is built: first load ${(report.total / 1000).toFixed(1)} kB of gzipped JavaScript (limit ${FIRST_LOAD_LIMIT / 1000}).\n`,
  );
} catch (error) {
  stop(`the page could not be built. ${error.message}`);
}
