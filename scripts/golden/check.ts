import { filledInput, filledWeights } from '../../src/backbones/fill.ts';
import { graphOf, type Variant } from '../../src/backbones/index.ts';
import { shapes } from '../../src/backbones/shapes.ts';
import { checkTensors } from '../../src/backbones/tensors.ts';
import type { Graph } from '../../src/domain/graph.ts';
import type { Tensors } from '../../src/domain/tensors.ts';
import { compile, compileNode } from '../../src/engine/compile.ts';
import { load } from '../../src/engine/executor.ts';
import { relativeError } from '../../src/util/relativeError.ts';
import type { GoldenCase, TapStatistics } from './cases.ts';
import { nodeOfTap } from './taps.ts';

/** A network with weights, from fill/1 or from a file. */
export interface Filled {
  graph: Graph;
  weights: Tensors;
}

/** One from a file, with what its graph was made from. */
export interface Imported extends Filled {
  from: { architecture: string; variant: Variant; bnEpsilon?: number | undefined };
}

/** What came out of a case. A relative error beyond `allowed` is a miss. */
export interface Outcome {
  error: number;
  allowed: number;
  ok: boolean;
}

/** The outcome with a line for each stage, which are compared where they were asked for and after a miss. */
export interface Tried extends Outcome {
  stages: string[];
}

/** The network of a case without a weight file. */
export function filled(c: GoldenCase): Filled {
  const differences = { bnEpsilon: c.bnEpsilon };
  const graph = graphOf(c.architecture, c.variant, differences);
  const weights = filledWeights(c.architecture, c.lib, c.seed, differences);
  checkTensors(graph, weights, c.id);
  return { graph, weights };
}

/** Runs a case on the backend in use. wasm is held to the case's tolerance, graphics cards to ten times that. */
export async function checkCase(c: GoldenCase, { graph, weights }: Filled, backend: string): Promise<Outcome> {
  const executor = load(compile(graph, weights, graph.taps[0]!.name));
  const rows: number[] = [];
  try {
    for (let k = 0; k < c.images; k++)
      for (const v of await executor.run(filledInput(c.seed, k, c.height, c.width), 1, c.height, c.width)) rows.push(v);
  } finally {
    executor.dispose();
  }
  const error = relativeError(rows, c.features);
  const allowed = c.tolerance * (backend === 'wasm' ? 1 : 10);
  return { error, allowed, ok: error <= allowed };
}

/** A case on the backend in use, with its stages if wanted or missed. */
export async function tryCase(c: GoldenCase, network: Filled, backend: string, stages: boolean): Promise<Tried> {
  const outcome = await checkCase(c, network, backend);
  return { ...outcome, stages: stages || !outcome.ok ? await compareTaps(c, network) : [] };
}

/** One line for each stage of a case, in the framework's order: how far shape, mean, root mean square and maximum are from the reference. To find where a graph goes wrong. */
export async function compareTaps(c: GoldenCase, { graph, weights }: Filled): Promise<string[]> {
  const lines: string[] = [];
  for (const [tap, want] of Object.entries(c.taps)) {
    const node = nodeOfTap(graph, c, tap);
    if (!node) {
      lines.push(`${tap}: no node is known by this name`);
      continue;
    }
    const [height, width, channels] = shapes(graph, c.height, c.width).get(node)!;
    const shape = c.lib === 'keras' ? [height, width, channels] : [channels, height, width];
    const { mean, rms, max } = await statistics(c, { graph, weights }, node);
    const off = (got: number, wanted: number) => (Math.abs(got - wanted) / want.rms).toExponential(1);
    lines.push(
      `${tap} (${node}): shape ${shape.join('x')}${shape.join() === want.shape.join() ? '' : ` instead of ${want.shape.join('x')}`}, off by ${off(mean, want.mean)} in the mean, ${off(rms, want.rms)} in the rms, ${off(max, want.max)} in the maximum`,
    );
  }
  return lines;
}

async function statistics(c: GoldenCase, { graph, weights }: Filled, node: string): Promise<Omit<TapStatistics, 'shape'>> {
  const executor = load(compileNode(graph, weights, node));
  let [n, sum, squares, max] = [0, 0, 0, Number.NEGATIVE_INFINITY];
  try {
    for (let k = 0; k < c.images; k++) {
      for (const v of await executor.run(filledInput(c.seed, k, c.height, c.width), 1, c.height, c.width)) {
        n++;
        sum += v;
        squares += v * v;
        max = Math.max(max, v);
      }
    }
  } finally {
    executor.dispose();
  }
  return { mean: sum / n, rms: Math.sqrt(squares / n), max };
}
