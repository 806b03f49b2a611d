import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pageProblems, pageReport } from './page.mjs';
import { ROOT } from './run.mjs';
import { stampOf } from './stamp.mjs';

const SOURCES = ['src', 'public', 'models', 'index.html', 'vite.config.ts', 'scripts/lib', 'package.json', 'package-lock.json'];

/** The page's build lies here. */
export const DIST = join(ROOT, 'dist');
const STAMP = join(DIST, 'radtune.json');

/** True where dist is the build of the sources as they are. */
export function isCurrent() {
  return existsSync(STAMP) && JSON.parse(readFileSync(STAMP, 'utf8')).stamp === stampOf(ROOT, SOURCES);
}

/** Builds the page into dist, in one step from the old build to the new. Answers the report of scripts/lib/page.mjs; throws, and keeps the old build, where it breaks a rule. */
export async function buildPage() {
  const { build } = await import('vite');
  const stamp = stampOf(ROOT, SOURCES);
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  // Somebody's NODE_ENV would bundle React's development build.
  const environment = process.env.NODE_ENV;
  process.env.NODE_ENV = 'production';
  const beside = join(ROOT, `dist.building-${process.pid}`);
  try {
    const { output } = await build({
      root: ROOT,
      configFile: join(ROOT, 'vite.config.ts'),
      logLevel: 'warn',
      build: { outDir: beside, emptyOutDir: true },
    });
    const report = pageReport(output);
    const problems = pageProblems(report);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    mkdirSync(beside, { recursive: true });
    writeFileSync(join(beside, 'radtune.json'), JSON.stringify({ name: 'radtune', version, stamp }));
    rmSync(DIST, { recursive: true, force: true });
    renameSync(beside, DIST);
    return report;
  } finally {
    if (environment === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = environment;
    rmSync(beside, { recursive: true, force: true });
  }
}

/** Builds where the sources are not those of dist. */
export async function ensurePage() {
  if (isCurrent()) return;
  process.stderr.write('Building the page …\n');
  await buildPage();
}
