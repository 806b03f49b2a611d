// Writes the pictures of the sample cards (public/samples): one image with a lesion of each synthetic task, as `radtune phantom` makes it.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const tasks = {
  'thyroid-us': 'malignant',
  'breast-us': 'malignant',
  'knee-mr': 'torn',
  'chest-xray': 'pneumonia',
  'chest-ct': 'covid',
  'head-ct': 'hemorrhage',
};
mkdirSync(join(root, 'public/samples'), { recursive: true });
for (const [task, positive] of Object.entries(tasks)) {
  const out = mkdtempSync(join(tmpdir(), 'radtune-sample-'));
  execFileSync(process.execPath, [
    join(root, 'bin/radtune.mjs'),
    'phantom',
    task,
    '--out',
    out,
    '--patients',
    '12',
    '--images',
    '1',
    '--contrast',
    '0.8',
    '--noise',
    '0.3',
  ]);
  const rows = readFileSync(join(out, 'labels.csv'), 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((l) => l.split(','));
  const row = rows.find(([, label]) => label.toLowerCase() === positive);
  if (!row) throw new Error(`${task}: no image of the class ${positive}; there are ${[...new Set(rows.map((r) => r[1]))].join(', ')}.`);
  copyFileSync(join(out, row[0]), join(root, 'public/samples', `${task}.png`));
  rmSync(out, { recursive: true });
}
