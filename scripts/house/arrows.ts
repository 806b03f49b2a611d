import { posix } from 'node:path';
import { linksOf } from './links.ts';
import { ROOMS } from './table.ts';

/** What the import lines of a house say. */
export interface Findings {
  modules: number;
  links: number;
  /** Wrong arrows, unknown rooms and packages, links that lead nowhere: one sentence each. */
  problems: string[];
  /** Import cycles between modules, as the files in order. */
  cycles: string[][];
}

const CODE = /\.tsx?$/;
const TEST = /\.test\.tsx?$|\/fixtures\//;

/** Reads every link of `files` (path below src → text). Tests and their fixtures may import what they like, and nothing else may import them. */
export function arrowsOf(files: ReadonlyMap<string, string>): Findings {
  const graph = new Map<string, string[]>();
  const found: Findings = { modules: 0, links: 0, problems: [], cycles: [] };
  for (const [file, source] of files) {
    if (!CODE.test(file) || TEST.test(file) || file.endsWith('.d.ts')) continue;
    found.modules++;
    graph.set(file, []);
    for (const { to, line } of linksOf(file, source)) {
      found.links++;
      const say = (what: string) => found.problems.push(`${file}:${line} imports ${to}: ${what}`);
      if (to.startsWith('.')) {
        const target = resolve(file, to, files);
        if (target === null) say('there is no such file');
        else {
          graph.get(file)!.push(target);
          const problem = arrowProblem(file, target);
          if (problem) say(problem);
        }
      } else {
        const problem = packageProblem(file, to);
        if (problem) say(problem);
      }
    }
  }
  found.cycles = cyclesOf(graph);
  return found;
}

/** A bundled worker is linked by the name it gets, .js. */
function resolve(from: string, to: string, files: ReadonlyMap<string, string>): string | null {
  const path = posix.normalize(posix.join(posix.dirname(from), to.split('?')[0]!));
  for (const candidate of [path, path.replace(/\.js$/, '.ts')]) if (files.has(candidate)) return candidate;
  return null;
}

/** The room of a file below src; null where the table has none. */
export function roomOf(file: string): string | null {
  return Object.keys(ROOMS).find((room) => file.startsWith(`${room}/`)) ?? null;
}

function arrowProblem(from: string, to: string): string | null {
  const room = roomOf(from);
  if (room === null) return 'the importing file is in no room of the table';
  if (TEST.test(to)) return 'only tests may import tests and fixtures';
  if (to.startsWith(`${room}/`)) return null;
  const allowed = ROOMS[room]!.rooms.some((entry) => to === entry || to.startsWith(`${entry}/`));
  return allowed ? null : `${room} may not import ${roomOf(to) ?? 'what is outside the rooms'}`;
}

function packageProblem(from: string, to: string): string | null {
  const room = roomOf(from);
  if (room === null) return 'the importing file is in no room of the table';
  const { packages, node = [] } = ROOMS[room]!;
  if (to.startsWith('node:'))
    return node.includes('*') || node.includes(from.slice(room.length + 1)) ? null : `${room} may not use Node here`;
  const name = to
    .split('?')[0]!
    .split('/')
    .slice(0, to.startsWith('@') ? 2 : 1)
    .join('/');
  const wanted = to.endsWith('?url') ? `${name}?url` : name;
  return packages.includes(wanted) ? null : `${room} may not use the package ${wanted}`;
}

/** Strongly connected parts of more than one module, and modules that import themselves (Tarjan). */
export function cyclesOf(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const cycles: string[][] = [];
  const visit = (node: string): void => {
    index.set(node, index.size);
    low.set(node, index.get(node)!);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(node, Math.min(low.get(node)!, low.get(next)!));
    }
    if (low.get(node) !== index.get(node)) return;
    const part = stack.splice(stack.indexOf(node));
    if (part.length > 1 || graph.get(node)?.includes(node)) cycles.push(part);
  };
  for (const node of graph.keys()) if (!index.has(node)) visit(node);
  return cycles;
}
