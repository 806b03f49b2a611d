import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const top = mkdtempSync(join(tmpdir(), 'radtune cli '));
afterAll(() => rmSync(top, { recursive: true, force: true }));

const radtune = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['bin/radtune.mjs', ...args], { encoding: 'utf8', maxBuffer: 1e8 });
  return { status, stdout, stderr };
};
const spec = (arms: unknown[], more: object = {}) => {
  const file = join(top, `spec-${Math.random().toString(36).slice(2)}.json`);
  writeFileSync(file, JSON.stringify({ schema: 1, split: { kind: 'kfold', folds: 3 }, arms, ...more }));
  return file;
};
const natural = { name: 'natural', pack: 'starter-natural', head: { kind: 'logistic', grid: [0.001, 0.1], innerFolds: 2 } };
const none = { name: 'none', pack: 'random-starter', head: { kind: 'logistic', grid: [0.001, 0.1], innerFolds: 2 } };
const data = join(top, 'set');

beforeAll(() => {
  const made = radtune('phantom', 'head-ct', '--patients', '12', '--images', '2', '--seed', '3', '--out', data, '--json');
  expect(made.stderr).toBe('');
  expect(JSON.parse(made.stdout)).toMatchObject({ task: 'head-ct', images: 24 });
});

test('version and help, and wrong usage with exit code 2', () => {
  expect(radtune('--version')).toEqual({ status: 0, stdout: `${JSON.parse(readFileSync('package.json', 'utf8')).version}\n`, stderr: '' });
  expect(radtune('--help').stdout).toContain('radtune run SPEC.json');
  for (const args of [
    ['nonsense'],
    ['stats'],
    ['run', 'x.json'],
    ['phantom', 'nonsense', '--out', top],
    ['check', '--no-such-option', '.'],
    [],
  ]) {
    const { status, stderr, stdout } = radtune(...args);
    expect([args, status]).toEqual([args, 2]);
    expect((args.length ? stderr : stdout).length).toBeGreaterThan(20);
  }
});

test('files that are missing, no spec or no images end with exit code 1 and a sentence that names them, without a stack', () => {
  const text = join(top, 'notes.csv');
  writeFileSync(text, 'not a prediction\n1\n');
  mkdirSync(join(top, 'empty'), { recursive: true });
  for (const args of [
    ['check', join(top, 'nowhere')],
    ['check', join(top, 'empty')],
    ['stats', text],
    ['run', join(top, 'nowhere.json'), '--data', data, '--out', join(top, 'o')],
    ['run', spec([{ ...natural, pack: 'no-such-pack' }]), '--data', data, '--out', join(top, 'o')],
    ['run', spec([natural], { schema: 9 }), '--data', data, '--out', join(top, 'o')],
  ]) {
    const { status, stderr } = radtune(...args);
    expect([args[1], status]).toEqual([args[1], 1]);
    expect(stderr.trim().length).toBeGreaterThan(20);
    expect(stderr).not.toMatch(/^\s+at /m);
  }
});

test('check tells images, patients and classes of a synthetic set', () => {
  const report = JSON.parse(radtune('check', data, '--json').stdout);
  expect([report.images, report.patients]).toEqual([24, 12]);
  expect(Object.values(report.classes)).toEqual([12, 12]);
});

test('a run writes its four files, tests every image once, keeps patients in one fold, and comes out the same to the byte', () => {
  const study = spec([natural, none]);
  const [a, b] = [join(top, 'a'), join(top, 'b')];
  for (const out of [a, b]) expect(radtune('run', study, '--data', data, '--out', out, '--quiet')).toMatchObject({ status: 0 });
  expect(readdirSync(a).sort()).toEqual(['metrics.csv', 'predictions.csv', 'report.html', 'run.json']);
  const csv = readFileSync(join(a, 'predictions.csv'), 'utf8');
  expect(readFileSync(join(b, 'predictions.csv'), 'utf8')).toBe(csv);
  const rows = csv
    .trim()
    .split('\n')
    .slice(1)
    .map((l) => l.split(','));
  expect(rows).toHaveLength(48);
  const folds = new Map<string, string>();
  for (const [, patient, fold] of rows) expect(folds.set(patient!, folds.get(patient!) ?? fold!).get(patient!)).toBe(fold);
  const stats = JSON.parse(radtune('stats', join(a, 'predictions.csv'), '--json').stdout);
  expect(stats.n).toEqual({ images: 24, patients: 12 });
  expect(stats.arms.map((x: { arm: string }) => x.arm)).toEqual(['natural', 'none']);
  expect(readFileSync(join(a, 'report.html'), 'utf8')).toContain(stats.verdict.text.slice(0, 30));
});

test('a run that was stopped goes on with --resume from the features it had', async () => {
  const study = spec([natural, none]);
  const out = join(top, 'stopped');
  const child = spawn(process.execPath, ['bin/radtune.mjs', 'run', study, '--data', data, '--out', out], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let said = '';
  child.stderr.on('data', (d) => {
    said += d;
    if (/heads/.test(said) && !child.killed) child.kill('SIGINT');
  });
  expect(await ended).toBe(1);
  expect(existsSync(join(out, '.radtune', 'features'))).toBe(true);
  expect(existsSync(join(out, 'predictions.csv'))).toBe(false);
  const again = radtune('run', study, '--data', data, '--out', out, '--resume');
  expect(again.status).toBe(0);
  expect(again.stderr).toContain('24 of 24');
  expect(again.stderr).not.toMatch(/: [1-9]\d? of 24, \d/);
  expect(existsSync(join(out, '.radtune'))).toBe(false);
});

test('an arm may change its preprocessing; what ran is recorded in one spelling and told in the report, what cannot be read ends the run', () => {
  const changed = (preprocess: string) => ({ ...natural, name: preprocess, preprocess });
  const arms = [natural, changed('grey-unit@1+size=96+fit=pad+resize=bicubic'), changed('grey-unit@1+size=128')];
  const out = join(top, 'changed');
  expect(radtune('run', spec(arms), '--data', data, '--out', out, '--quiet')).toMatchObject({ status: 0, stderr: '' });
  const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
  expect(run.arms.map((a: { preprocess: string; inputSize: number }) => [a.preprocess, a.inputSize])).toEqual([
    ['grey-unit@1', 128],
    ['grey-unit@1+resize=bicubic+fit=pad+size=96', 96],
    ['grey-unit@1', 128],
  ]);
  const scores = (arm: number) => run.predictions.filter((p: { arm: number }) => p.arm === arm).map((p: { scores: number[] }) => p.scores);
  expect(scores(2)).toEqual(scores(0));
  expect(scores(1)).not.toEqual(scores(0));
  const page = readFileSync(join(out, 'report.html'), 'utf8');
  expect(page).toMatch(/<h2>Results<\/h2>\s*<p>Preprocessing: chosen by hand; not the pack(&#39;|')s own in grey-unit@1\+size=96/);
  expect(page).toContain('proportions kept, padded with black to a square');
  const { status, stderr } = radtune('run', spec([changed('grey-unit@1+resize=lanczos')]), '--data', data, '--out', join(top, 'o'));
  expect([status, stderr]).toEqual([1, expect.stringMatching(/lanczos.*nearest, bilinear, antialias, bicubic, area/)]);
});

test('the softmax head runs too, and several seeds', () => {
  const arm = { name: 'natural', pack: 'starter-natural', head: { kind: 'softmax', epochs: 4 } };
  const out = join(top, 'softmax');
  const { status, stdout } = radtune('run', spec([arm], { seeds: [1, 2] }), '--data', data, '--out', out, '--json', '--quiet');
  expect(status).toBe(0);
  expect(JSON.parse(stdout).arms[0].metrics.auroc.perSeed).toHaveLength(2);
  const run = JSON.parse(readFileSync(join(out, 'run.json'), 'utf8'));
  expect(run.fits[0].trace).toHaveLength(4);
});

test('a damaged image costs itself alone', () => {
  const set = join(top, 'damaged');
  for (const cls of ['a', 'b']) mkdirSync(join(set, cls), { recursive: true });
  const images = readdirSync(join(data, 'images'));
  for (const [i, name] of images.entries()) copyFileSync(join(data, 'images', name), join(set, i % 2 ? 'a' : 'b', name));
  writeFileSync(join(set, 'a', 'broken.png'), readFileSync(join(data, 'images', images[0]!)).subarray(0, 400));
  writeFileSync(join(set, 'b', 'words.png'), 'not a picture');
  const report = JSON.parse(radtune('check', set, '--json').stdout);
  expect(report.images).toBe(24);
  expect(report.skipped.map((s: { file: string }) => s.file).sort()).toEqual(['a/broken.png', 'b/words.png']);
});
