import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { arrowsOf, cyclesOf, roomOf } from './arrows.ts';
import { ROOT, textsBelow } from './files.ts';
import { linksOf } from './links.ts';
import { ROOMS } from './table.ts';

const sources = textsBelow('src');
/** The planted files among the house's own, which are there as names only. */
const plant = (...files: [path: string, text: string][]) =>
  arrowsOf(new Map([...[...sources.keys()].map((file) => [file, ''] as const), ...files]));

describe('the house as it stands', () => {
  const found = arrowsOf(sources);
  test('every arrow is in the table', () => expect(found.problems).toEqual([]));
  test('no module takes part in a cycle', () => expect(found.cycles).toEqual([]));
  test('the house was read: hundreds of modules, more links than modules, every room lived in', () => {
    expect(found.modules).toBeGreaterThan(150);
    expect(found.links).toBeGreaterThan(2 * found.modules);
    const livedIn = new Set([...sources.keys()].map(roomOf));
    for (const room of Object.keys(ROOMS)) expect(livedIn).toContain(room);
  });
  test('the table itself has no cycle', () => {
    const names = Object.keys(ROOMS);
    const graph = new Map(names.map((room) => [room, ROOMS[room]!.rooms.filter((r) => names.includes(r))]));
    expect(cyclesOf(graph)).toEqual([]);
  });
});

describe('a wrong arrow is found', () => {
  test.each([
    ['stats/planted.ts', "import { x } from '../app/main.tsx';", 'stats may not import app'],
    ['stats/planted.ts', "import type { RunRecord } from '../domain/run.ts';", 'stats may not import domain'],
    ['study/planted.ts', "export * from '../engine/executor.ts';", 'study may not import engine'],
    ['study/planted.ts', "const f = () => import('../drawing/index.ts');", 'study may not import drawing'],
    ['app/planted.tsx', "type E = import('../engine/executor.ts').Executor; export const a = <b />;", 'app may not import engine'],
    ['app/planted.ts', "new Worker(new URL('../hosts/worker/main.ts', import.meta.url));", 'app may not import hosts/worker'],
    ['app/planted.ts', "import '@tensorflow/tfjs-core';", 'app may not use the package @tensorflow/tfjs-core'],
    [
      'hosts/worker/planted.ts',
      "import '@tensorflow/tfjs-backend-wasm/dist/index.js';",
      'hosts/worker may not use the package @tensorflow/tfjs-backend-wasm',
    ],
    ['hosts/cli/planted.ts', "import '../../protocol/messages.ts';", 'hosts/cli may not import protocol'],
    ['storage/planted.ts', "import 'node:fs';", 'storage may not use Node here'],
    ['util/planted.ts', "import 'left-pad';", 'util may not use the package left-pad'],
    ['util/planted.ts', "import '../../package.json';", 'there is no such file'],
    ['attic/planted.ts', "import '../util/hash.ts';", 'in no room'],
    ['learn/planted.ts', "import './fixtures/heads.ts';", 'only tests may import'],
  ])('%s: %s', (file, text, problem) => {
    const { problems } = plant([file, text], ['drawing/index.ts', ''], ['learn/fixtures/heads.ts', '']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problems[0]).toContain(`${file}:1`);
  });

  test('a computed import is refused, since nobody could check it', () => {
    expect(() => linksOf('a.ts', 'const name = 1;\nimport(name);')).toThrow('a.ts:2 computes');
  });
  test('what only looks like an import is none', () => {
    expect(linksOf('a.ts', "// import '../app/x.ts'\nconst s = \"import '../app/y.ts'\"; new URL('./z.ts', location.href);")).toEqual([]);
  });
});

describe('a cycle is found', () => {
  test('of three modules, one link being a type and one dynamic', () => {
    const { cycles } = plant(
      ['stats/one.ts', "import { two } from './two.ts';"],
      ['stats/two.ts', "import type { Three } from './three.ts';"],
      ['stats/three.ts', "export const one = () => import('./one.ts');"],
    );
    expect(cycles.map((c) => c.sort())).toEqual([['stats/one.ts', 'stats/three.ts', 'stats/two.ts']]);
  });
  test('of a module with itself', () => {
    expect(plant(['util/self.ts', "import './self.ts';"]).cycles).toEqual([['util/self.ts']]);
  });
});

describe('docs/architecture.md', () => {
  const text = readFileSync(join(ROOT, 'docs/architecture.md'), 'utf8');
  const rows = text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

  test('shows the same table', () => {
    for (const [room, { rooms }] of Object.entries(ROOMS)) {
      const row = rows.find((cells) => cells[0]!.includes(`\`src/${room}\``));
      expect(row, `a row for ${room}`).toBeDefined();
      if (room.startsWith('hosts/')) continue; // in words: everything but …
      const named = row![2]! === '–' ? [] : row![2]!.split(' ');
      expect(new Set(named), room).toEqual(new Set(rooms.map((r) => r.replace(/\.ts$/, ''))));
    }
  });

  test('names only files and folders that are there', () => {
    const named = [...text.matchAll(/`((?:src|models|scripts|docs|examples|e2e)\/[^`\s]*|[a-z]+\/[\w./-]+\.ts)`/g)].map((m) => m[1]!);
    const concrete = named.filter((path) => !/(^|\/)x\.|<|\*/.test(path));
    expect(concrete.length).toBeGreaterThan(20);
    for (const path of concrete) expect([path, existsSync(join(ROOT, path)) || existsSync(join(ROOT, 'src', path))]).toEqual([path, true]);
  });
});
