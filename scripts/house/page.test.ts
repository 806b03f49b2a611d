import { join } from 'node:path';
import { build, type Plugin, type Rolldown } from 'vite';
import { afterAll, expect, test, vi } from 'vitest';
import { FIRST_LOAD_LIMIT, pageProblems, pageReport } from '../lib/page.mjs';
import { ROOT } from './files.ts';

// The test runner's own value would bundle React's development build.
vi.stubEnv('NODE_ENV', 'production');
afterAll(() => {
  vi.unstubAllEnvs();
});

async function built(...plugins: Plugin[]): Promise<Rolldown.RolldownOutput['output']> {
  const options = { root: ROOT, configFile: join(ROOT, 'vite.config.ts'), logLevel: 'error' as const, plugins, build: { write: false } };
  return ((await build(options)) as Rolldown.RolldownOutput).output;
}

/** Leaves the workers out: they are bundled apart, and take their time. */
const noWorkers: Plugin = {
  name: 'no-workers',
  transform: { filter: { id: /src[\\/]hosts[\\/]worker[\\/]start\.ts$/ }, handler: () => 'export const startWorker = () => null;' },
};

/** Adds a line to the page's entry, as somebody might by mistake. */
const planted = (line: string): Plugin => ({
  name: 'planted',
  transform: { filter: { id: /src[\\/]app[\\/]main\.tsx$/ }, handler: (code) => `${code}\n${line}` },
});

test('the page holds no TensorFlow.js, and its first load is light', async () => {
  const report = pageReport(await built());
  expect(pageProblems(report)).toEqual([]);
  expect(report.modules).toBeGreaterThan(50);
  expect(report.total).toBeGreaterThan(50_000);
  expect(report.total).toBeLessThanOrEqual(FIRST_LOAD_LIMIT);
});

test.each([
  ['imported', "import { scalar } from '@tensorflow/tfjs-core'; globalThis.planted = scalar;"],
  ['loaded later', "globalThis.planted = () => import('@tensorflow/tfjs-core');"],
  ['reached through the engine', "import { load } from '../engine/executor.ts'; globalThis.planted = load;"],
])('TensorFlow.js %s is found', async (_how, line) => {
  const report = pageReport(await built(noWorkers, planted(line)));
  expect(report.engine.length).toBeGreaterThan(0);
  expect(pageProblems(report)[0]).toContain('TensorFlow.js');
});
