import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { committable, ROOT } from './files.ts';

const MAX_BYTES = 3_000_000;
const files = committable();

/** Paths that only the machine of whoever wrote them has: home folders, and those where this copy lies. */
function machinePaths(text: string, root = ROOT.replace(/\/$/, ''), home = homedir()): string[] {
  const deep = (path: string) => path.split('/').length > 2;
  const own = [root, dirname(root)].filter(deep).concat(home === '/' ? [] : home);
  const found = [...text.matchAll(/(?<![\w.~/-])(?:\/home\/|\/Users\/|[A-Z]:\\Users\\)\w[\w.-]*/g)].map((m) => m[0]);
  for (const path of own) {
    const at = text.search(new RegExp(`(?<![\\w.~/-])${path.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}(?![\\w.-])`));
    if (at >= 0) found.push(path);
  }
  return found;
}

describe('what is committed', () => {
  test('was listed', () => expect(files.length).toBeGreaterThan(200));

  test(`no file is larger than ${MAX_BYTES} bytes`, () => {
    expect(files.filter((file) => statSync(join(ROOT, file)).size > MAX_BYTES)).toEqual([]);
  });

  test('no text names a path of the machine it was written on', () => {
    const named = files.flatMap((file) => {
      const bytes = readFileSync(join(ROOT, file));
      if (bytes.subarray(0, 8000).includes(0)) return [];
      return machinePaths(bytes.toString('utf8')).map((path) => `${file}: ${path}`);
    });
    expect(named).toEqual([]);
  });

  test('such a path would be found', () => {
    const user = 'ada';
    expect(machinePaths(`see /home/${user}/x`)).toEqual([`/home/${user}`]);
    expect(machinePaths(`C:\\Users\\${user}\\x`)).toEqual([`C:\\Users\\${user}`]);
    expect(machinePaths('at /srv/build/copy/src/a.ts', '/srv/build/copy', '/')).toEqual(['/srv/build/copy', '/srv/build']);
    expect(machinePaths('src/app/home/x and https://example.org/home/x', '/srv/build/copy', '/')).toEqual([]);
  });

  test('the lock file names no registry, so that everybody uses their own', () => {
    expect(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')).not.toMatch(/"resolved": "https?:/);
  });
});
