#!/usr/bin/env node
// The command line: bundles itself when its sources changed (a second or two), then runs. stdout belongs to the command's result.
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { nodeProblem } from '../scripts/lib/node.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

async function run() {
  const problem = nodeProblem(process.versions.node);
  if (problem) return complain(problem);
  let folder;
  try {
    const { builtCli } = await import('../scripts/lib/cli.mjs');
    folder = await builtCli(root);
  } catch (error) {
    if (error?.code === 'ERR_MODULE_NOT_FOUND') return complain('its packages are not installed; run "npm ci" in its folder first.');
    return complain(`its program could not be built from ${join(root, 'src')}: ${error?.message ?? error}`);
  }
  const { main } = await import(pathToFileURL(join(folder, 'main.js')).href);
  return main(process.argv.slice(2));
}

function complain(sentence) {
  process.stderr.write(`radtune: ${sentence}\n`);
  return 1;
}

// A reader that has seen enough (`radtune check . | head`) ends us quietly.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
process.exitCode = await run();
