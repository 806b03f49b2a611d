import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeProblem } from './node.mjs';
import { npm, ROOT, stop } from './run.mjs';

/** Node's version checked, and the packages of package-lock.json installed where they are missing or another lock's. */
export function ensureDependencies() {
  const problem = nodeProblem(process.versions.node);
  if (problem) stop(problem);
  const stamp = join(ROOT, 'node_modules', '.radtune-lock');
  const wanted = createHash('sha256')
    .update(readFileSync(join(ROOT, 'package-lock.json')))
    .digest('hex');
  const has = existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
  if (has === wanted) return;
  if (has === null && installedAsLocked()) return writeFileSync(stamp, wanted);
  process.stderr.write('Installing packages (npm ci) …\n');
  if (npm(['ci', '--no-audit', '--no-fund', '--include=dev']) !== 0)
    stop('the packages could not be installed; npm says above why. A network or a registry mirror is needed once.');
  writeFileSync(stamp, wanted);
}

/** True where npm itself installed exactly these packages already, as after `npm ci` by hand. */
function installedAsLocked() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return false;
  const have = JSON.parse(readFileSync(installed, 'utf8')).packages;
  const want = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(want).every(([path, entry]) => path === '' || entry.optional || have[path]?.version === entry.version);
}
