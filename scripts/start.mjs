// `npm start`: installs what is missing, builds what changed, serves the page on this computer. Options: --port N (or PORT), --open.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ensureDependencies } from './lib/dependencies.mjs';
import { stop } from './lib/run.mjs';

const PORT = 4717;

const { port, open } = options();
ensureDependencies();
const { DIST, ensurePage } = await import('./lib/builtPage.mjs');
const { ours, serve } = await import('./lib/server.mjs');
try {
  await ensurePage();
} catch (error) {
  stop(`the page could not be built. ${error.message}`);
}

const address = `http://127.0.0.1:${port}/`;
try {
  const server = await serve(DIST, port);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => server.close().then(() => process.exit(0)));
  process.stdout.write(`RadTune Studio is at ${server.address}\nCtrl-C ends it. Images stay on this computer.\n`);
  if (open) openBrowser(server.address);
} catch (error) {
  if (error.code === 'EADDRINUSE') await alreadyTaken();
  else if (error.code === 'EACCES') stop(`port ${port} may not be used here. Choose another: npm start -- --port ${PORT}`);
  else stop(`the page could not be served: ${error.message}.`);
}

async function alreadyTaken() {
  const other = await ours(address);
  if (!other) {
    stop(
      `port ${port} is used by another program. Choose another port, and keep to it, because what the browser stores belongs to the address: npm start -- --port ${port + 1}`,
    );
  }
  const { stamp } = JSON.parse(readFileSync(join(DIST, 'radtune.json'), 'utf8'));
  process.stdout.write(`RadTune Studio already runs at ${address}\n`);
  if (other.stamp !== stamp) process.stderr.write(`That is another copy (version ${other.version}); end it first if you want this one.\n`);
  if (open) openBrowser(address);
}

function openBrowser(url) {
  const [command, ...args] = { darwin: ['open', url], win32: ['cmd', '/c', 'start', '', url] }[process.platform] ?? ['xdg-open', url];
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  child.on('error', () => process.stderr.write(`No browser could be opened from here; open ${url} yourself.\n`));
  child.unref();
}

function options() {
  try {
    const { values } = parseArgs({ options: { port: { type: 'string' }, open: { type: 'boolean', default: false } } });
    const wanted = values.port ?? process.env.PORT ?? String(PORT);
    if (!/^\d+$/.test(wanted) || Number(wanted) < 1 || Number(wanted) > 65535)
      return stop(`"${wanted}" is no port; a port is a number from 1 to 65535.`);
    return { port: Number(wanted), open: values.open };
  } catch (error) {
    return stop(`${error.message} Usage: npm start -- [--port N] [--open]`);
  }
}
