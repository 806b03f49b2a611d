// `npm test`: sets the machine up, then style, types, unit tests, build and the browser's journeys; stops at the first that fails.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBrowser } from './lib/browser.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { shown, tool } from './lib/run.mjs';

ensureDependencies();
const browser = await ensureBrowser();
const results = mkdtempSync(join(tmpdir(), 'radtune-tests-'));
const unit = join(results, 'unit.json');
const journeys = join(results, 'journeys.json');
const env = {
  ...(browser === 'playwright' ? {} : { CHROMIUM_PATH: browser }),
  PLAYWRIGHT_JSON_OUTPUT_NAME: journeys,
  PLAYWRIGHT_JSON_OUTPUT_FILE: journeys,
};

await step('style', [tool('@biomejs/biome/bin/biome'), 'check', '.']);
await step('types', ['scripts/types.mjs']);
await step('unit tests', [tool('vitest/vitest.mjs'), 'run', '--reporter=default', '--reporter=json', `--outputFile.json=${unit}`]);
await step('build', ['scripts/build.mjs']);
await step('journeys in the browser', [tool('@playwright/test/cli.js'), 'test', '--reporter=list,json']);

const u = JSON.parse(readFileSync(unit, 'utf8'));
const j = JSON.parse(readFileSync(journeys, 'utf8')).stats;
rmSync(results, { recursive: true, force: true });
const skipped = u.numPendingTests + u.numTodoTests + j.skipped;
process.stdout.write(`\n${u.numPassedTests + j.expected} passed, 0 failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`);

async function step(name, args) {
  process.stdout.write(`\n== ${name}\n`);
  const { code } = await shown(process.execPath, args, env);
  if (code === 0) return;
  rmSync(results, { recursive: true, force: true });
  process.stderr.write(`\nStopped: ${name} did not pass.\n`);
  process.exit(1);
}
