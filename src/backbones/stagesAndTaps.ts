import type { Graph, Node } from '../domain/graph.ts';
import type { Builder } from './build.ts';
import { shapes } from './shapes.ts';

/** The graph with its stages (name, last node; in the order of depth) and a tap for each: the last stage first, then the others from the input on. Every tap is the global mean of the stage's map. */
export function withStages(b: Builder, name: string, ends: readonly (readonly [stage: string, node: Node['name']])[]): Graph {
  const stages = ends.map(([stage, node]) => ({ name: stage, ends: node }));
  const bare = b.graph(name, stages, []);
  const at = shapes(bare, 1024, 1024);
  const taps = stages.map((s) => ({ name: s.name, node: s.ends, length: at.get(s.ends)!.at(-1)! }));
  return { ...bare, taps: [...taps.slice(-1), ...taps.slice(0, -1)] };
}
