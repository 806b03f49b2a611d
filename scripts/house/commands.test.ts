import { spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { nodeProblem } from '../lib/node.mjs';
import { ROOT } from './files.ts';

const place = mkdtempSync(join(tmpdir(), 'radtune with spaces '));
afterAll(() => rmSync(place, { recursive: true, force: true }));

function run(file: string, args: string[]): Promise<{ code: number | null; out: string; err: string }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file, ...args], { env: { ...process.env, PORT: '' } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (d) => (out += d));
    child.stderr.on('data', (d) => (err += d));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}

describe('bin/radtune.mjs', () => {
  test('several started at once in a folder with spaces each bundle or wait, answer on stdout alone, and leave one build', async () => {
    const copy = join(place, 'a copy');
    for (const part of ['src', 'bin', 'scripts', 'package.json', 'package-lock.json']) {
      cpSync(join(ROOT, part), join(copy, part), { recursive: true, filter: (from) => !/node_modules|\.test\.tsx?$/.test(from) });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'), 'junction');
    const bin = join(copy, 'bin/radtune.mjs');
    const answers = await Promise.all([1, 2, 3].map(() => run(bin, ['--version'])));
    for (const answer of answers) expect(answer).toMatchObject({ code: 0, err: '' });
    expect(new Set(answers.map((a) => a.out)).size).toBe(1);
    expect(answers[0]!.out).toMatch(/^\d+\.\d+\.\d+\n$/);
    expect(readdirSync(join(copy, 'dist-cli'))).toHaveLength(1);

    writeFileSync(join(copy, 'src/hosts/cli/main.ts'), 'export const main = async () => (console.log("changed"), 0);');
    expect(await run(bin, [])).toMatchObject({ code: 0, out: 'changed\n' });
    writeFileSync(join(copy, 'src/hosts/cli/main.ts'), 'export const main = (;');
    expect(await run(bin, [])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('could not be built') });
  });

  test('without packages it says what to do', async () => {
    const bare = join(place, 'bare');
    mkdirSync(bare);
    for (const part of ['bin', 'scripts/lib', 'package.json', 'package-lock.json'])
      cpSync(join(ROOT, part), join(bare, part), { recursive: true });
    expect(await run(join(bare, 'bin/radtune.mjs'), ['--version'])).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringContaining('npm ci'),
    });
  });
});

describe('scripts/start.mjs', () => {
  test('a port held by another program: stops and says how to choose another', async () => {
    const other = createServer((_, response) => response.end('{}'));
    await new Promise<void>((listening) => other.listen(0, '127.0.0.1', listening));
    const { port } = other.address() as AddressInfo;
    const answer = await run(join(ROOT, 'scripts/start.mjs'), ['--port', String(port)]);
    other.close();
    expect(answer).toMatchObject({ code: 1, err: expect.stringContaining(`port ${port} is used by another program`) });
    expect(answer.err).toContain('npm start -- --port');
  });

  test.skipIf(process.platform === 'win32')('serves, is found by a second start, and ends cleanly on Ctrl-C', async () => {
    const free = createServer();
    await new Promise<void>((listening) => free.listen(0, '127.0.0.1', listening));
    const port = String((free.address() as AddressInfo).port);
    await new Promise((closed) => free.close(closed));
    const first = spawn(process.execPath, [join(ROOT, 'scripts/start.mjs'), '--port', port]);
    const ended = new Promise<number | null>((resolve) => first.on('close', resolve));
    const said = await new Promise<string>((resolve) => {
      first.stdout.once('data', (d) => resolve(String(d)));
      first.on('close', () => resolve('nothing'));
    });
    expect(said).toContain(`http://127.0.0.1:${port}/`);
    const page = await fetch(`http://127.0.0.1:${port}/`);
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'self'");
    expect(await page.text()).toContain('<title>RadTune Studio</title>');
    expect((await fetch(`http://127.0.0.1:${port}/../package.json`)).ok).toBe(false);
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: 'POST' })).status).toBe(405);
    const second = await run(join(ROOT, 'scripts/start.mjs'), ['--port', port]);
    expect(second).toMatchObject({ code: 0, out: expect.stringContaining(`already runs at http://127.0.0.1:${port}/`) });
    first.kill('SIGINT');
    expect(await ended).toBe(0);
  });

  test.each([['--port', 'abc'], ['--port', '0'], ['--what']])('%s %s is refused with a sentence', async (...args) => {
    const answer = await run(join(ROOT, 'scripts/start.mjs'), args);
    expect(answer.code).toBe(1);
    expect(answer.err.trim().split('\n')).toHaveLength(1);
  });
});

test('the versions of Node that do, and those that do not', () => {
  for (const version of ['20.19.0', '20.20.2', '22.12.0', '24.0.0']) expect(nodeProblem(version)).toBeNull();
  for (const version of ['18.20.0', '20.18.9', '21.7.0', '22.11.0']) expect(nodeProblem(version)).toContain(`this is Node ${version}`);
});

test('.ci/run calls npm test and nothing else', () => {
  expect(existsSync(join(ROOT, '.ci/run'))).toBe(true);
  const { stdout } = spawnSync('sed', ['/^#!/d', join(ROOT, '.ci/run')], { encoding: 'utf8' });
  if (process.platform !== 'win32') expect(stdout.trim()).toBe('exec npm test');
});
