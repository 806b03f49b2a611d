// Type-checks the three parts: rooms without a DOM, rooms of the browser, and Node's (command line, tests, configuration).
import { spawnSync } from 'node:child_process';
import { ensureDependencies } from './lib/dependencies.mjs';
import { ROOT, tool } from './lib/run.mjs';

ensureDependencies();
for (const project of ['tsconfig.pure.json', 'tsconfig.dom.json', 'tsconfig.node.json']) {
  const { status } = spawnSync(process.execPath, [tool('typescript/bin/tsc'), '-p', project], { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) {
    process.stderr.write(`Types do not hold in ${project}.\n`);
    process.exit(1);
  }
}
