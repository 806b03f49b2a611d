import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Runs the command line; it must succeed. Answers its standard output. */
export function radtune(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(ROOT, 'bin/radtune.mjs'), ...args], { encoding: 'utf8' });
  expect(stderr, `radtune ${args.join(' ')}`).not.toMatch(/failed/);
  expect(status, stderr).toBe(0);
  return stdout;
}

export const linesOf = (csv: string): string[] => csv.trim().split('\n');

/** Rows that only one of the two has, the first few; none where the files say the same to the last digit. */
export function differences(page: string, shell: string): string[] {
  const [a, b] = [new Set(linesOf(page)), new Set(linesOf(shell))];
  const only = (of: Set<string>, other: Set<string>, name: string) =>
    [...of]
      .filter((l) => !other.has(l))
      .map((l) => `${name}: ${l}`)
      .slice(0, 4);
  return [...only(a, b, 'page'), ...only(b, a, 'shell')];
}
