import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Ends the program with one sentence on stderr. */
export function stop(sentence) {
  process.stderr.write(`radtune: ${sentence}\n`);
  process.exit(1);
}

/** Runs a program in the repository, its output shown and also handed back. */
export function shown(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const [from, to] of [
      [child.stdout, process.stdout],
      [child.stderr, process.stderr],
    ]) {
      from.setEncoding('utf8').on('data', (text) => {
        output += text;
        to.write(text);
      });
    }
    child.on('error', reject);
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

/** npm itself, its output on stderr. Under `npm run` it is the same npm; on Windows its .cmd needs a shell. Answers its exit code. */
export function npm(args) {
  const own = process.env.npm_execpath ?? '';
  const done = /npm-cli\.c?js$/.test(own)
    ? spawnSync(process.execPath, [own, ...args], { cwd: ROOT, stdio: ['ignore', 2, 2] })
    : spawnSync('npm', args, { cwd: ROOT, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  return done.status ?? 1;
}

/** The script of an installed package, for `node`: needs no shell and no PATH. */
export const tool = (path) => fileURLToPath(new URL(`../../node_modules/${path}`, import.meta.url));
