// `npm run golden -- DIR`: the networks against reference features of the frameworks (every backbones.*.json in DIR). Exit code 1 on a miss.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inBrowser } from './golden/browser.mjs';
import { bundle } from './lib/cli.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT } from './lib/run.mjs';

/** Checks a folder of golden cases; the answer is the exit code. */
export async function golden(args) {
  ensureDependencies();
  // Inside the repository, where the packages are found.
  const home = join(ROOT, 'dist-cli');
  mkdirSync(home, { recursive: true });
  const folder = mkdtempSync(join(home, '.golden-'));
  try {
    await bundle(ROOT, folder, { main: join(ROOT, 'scripts/golden/main.ts') });
    const { main } = await import(pathToFileURL(join(folder, 'main.js')).href);
    return await main(args, (backend) => inBrowser(folder, backend));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) process.exit(await golden(process.argv.slice(2)));
