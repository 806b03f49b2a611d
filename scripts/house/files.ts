import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's top folder. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Texts of the files below a folder of the repository, by their path inside it, '/' between names. */
export function textsBelow(folder: string): Map<string, string> {
  const texts = new Map<string, string>();
  for (const entry of readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).sort()) {
    const path = join(ROOT, folder, entry);
    if (statSync(path).isFile()) texts.set(entry.replaceAll('\\', '/'), readFileSync(path, 'utf8'));
  }
  return texts;
}

/** Paths of all files that are committed or would be: what git knows and does not ignore. */
export function committable(): string[] {
  const listed = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64e6,
  });
  return listed.split('\0').filter((path) => path !== '' && statSync(join(ROOT, path), { throwIfNoEntry: false })?.isFile());
}
