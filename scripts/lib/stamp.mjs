import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const IGNORED = /(^|[\\/])(fixtures|node_modules|__pycache__|training)$|\.test\.tsx?$/;

/** Files at and below `path`, in a fixed order; tests, fixtures and training code are not part of a build. */
function filesBelow(path, except) {
  if (IGNORED.test(path) || except.includes(path) || !existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .sort()
    .flatMap((name) => filesBelow(join(path, name), except));
}

/**
 * A hash of what a build is made from, paths relative to `root`, leaving out those in `except`: two equal stamps mean an equal build.
 * Content, not times: a clone, a checkout or a copy sets the times as it likes.
 */
export function stampOf(root, paths, except = []) {
  const out = except.map((path) => join(root, path));
  const hash = createHash('sha256').update(process.versions.node);
  for (const path of paths) {
    for (const file of filesBelow(join(root, path), out)) hash.update(`\n${file.slice(root.length)}\n`).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 16);
}
