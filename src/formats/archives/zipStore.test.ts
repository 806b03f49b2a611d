import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import { expect, test } from 'vitest';
import { storedZip } from './zipStore.ts';

const files = [
  { path: 'mine/pack.json', bytes: new TextEncoder().encode('{}\n') },
  { path: 'mine/weights.safetensors', bytes: Uint8Array.from({ length: 100_003 }, (_, i) => (i * 7) % 251) },
  { path: 'mine/empty', bytes: new Uint8Array(0) },
];
const whole = () => new Uint8Array(Buffer.concat(storedZip(files)));

test('fflate reads it back', () => {
  const read = unzipSync(whole());
  expect(Object.keys(read)).toEqual(files.map((f) => f.path));
  for (const { path, bytes } of files) expect(read[path]).toEqual(bytes);
});

test('the bytes of a file are handed on, not copied', () => {
  expect(storedZip(files)).toContain(files[1]!.bytes);
});

const python = (() => {
  try {
    execFileSync('python3', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

test.skipIf(!python)('Python’s zipfile finds every checksum right', () => {
  const dir = mkdtempSync(join(tmpdir(), 'radtune-zip-'));
  writeFileSync(join(dir, 'a.zip'), whole());
  const said = execFileSync('python3', [
    '-c',
    'import sys, zipfile; z = zipfile.ZipFile(sys.argv[1]); print(z.testzip()); z.extractall(sys.argv[2])',
    join(dir, 'a.zip'),
    dir,
  ]);
  expect(String(said).trim()).toBe('None');
  expect(new Uint8Array(readFileSync(join(dir, files[1]!.path)))).toEqual(files[1]!.bytes);
  rmSync(dir, { recursive: true });
});
