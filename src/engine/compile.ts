import { normLayers, normTapCount } from '../domain/batchNorms.ts';
import type { Graph, Node } from '../domain/graph.ts';
import { InputError } from '../domain/notice.ts';
import type { Tensors } from '../domain/tensors.ts';
import { batchNormAffine, foldInto } from './fold.ts';
import type { Activation, Plan, Step, Work } from './plan.ts';

type BatchNorm = Node & { op: { kind: 'batchnorm' } };

/**
 * The plan for a tap of the graph: a map is pooled globally, a vector is taken as it is; the virtual tap `batchnorm-inputs:N` gives means and variances (see
 * domain/batchNorms.ts). Weights must have passed `checkTensors`. Throws InputError for an unknown tap.
 */
export function compile(graph: Graph, weights: Tensors, tap: string): Plan {
  const norms = normTapCount(tap);
  if (norms !== null) return compileNormInputs(graph, weights, norms);
  const found = graph.taps.find((t) => t.name === tap);
  if (!found) {
    throw new InputError(
      'unknown-tap',
      `The network ${graph.name} has no tap "${tap}"; it has ${graph.taps.map((t) => t.name).join(', ')}.`,
      tap,
    );
  }
  const node = graph.nodes.find((n) => n.name === found.node)!;
  return compileNode(graph, weights, found.node, !isVector(graph, node));
}

/** The plan for the value of any node, pooled globally if `pool`. */
export function compileNode(graph: Graph, weights: Tensors, output: string, pool = false): Plan {
  const { input, channels, steps } = stepsFor(graph, weights, [output]);
  let name = output;
  if (pool) {
    name = `${output}/pooled`;
    steps.push({ name, inputs: [output], work: { kind: 'globalpool' } });
  }
  return { input, channels, steps: withLast(steps, name), output: name };
}

/** Mean and variance of each channel, over the pixels of an image, of what enters the first `count` BatchNorms: all means and variances of the first layer, then of the next. */
function compileNormInputs(graph: Graph, weights: Tensors, count: number): Plan {
  const wanted = normLayers(graph, count).map((layer) => layer.input);
  const { input, channels, steps } = stepsFor(graph, weights, wanted);
  const moments = [...new Set(wanted)].map((name) => ({ name: `${name}/moments`, inputs: [name], work: { kind: 'moments' as const } }));
  const all = { name: 'batchnorm-inputs', inputs: wanted.map((name) => `${name}/moments`), work: { kind: 'concat' as const } };
  return { input, channels, steps: withLast([...steps, ...moments, all], all.name), output: all.name };
}

/** The steps that give the values of `outputs`; nothing is folded into or rides on a step whose value is asked for. */
function stepsFor(
  graph: Graph,
  weights: Tensors,
  outputs: readonly string[],
): { input: string; channels: number; steps: Omit<Step, 'last'>[] } {
  const nodes = live(graph, outputs);
  const uses = new Map<string, Node[]>();
  for (const node of nodes) for (const input of node.inputs) uses.set(input, [...(uses.get(input) ?? []), node]);
  /** The one node that takes this value, unless others need the value too. */
  const follower = (node: Node): Node | undefined => {
    const next = uses.get(node.name) ?? [];
    return !outputs.includes(node.name) && next.length === 1 ? next[0] : undefined;
  };
  const input = nodes.find((n) => n.op.kind === 'input');
  if (input?.op.kind !== 'input') throw new Error(`${graph.name}: ${outputs.join(', ')} does not depend on an input`);

  const done = new Set<string>([input.name]);
  const steps: Omit<Step, 'last'>[] = [];
  for (const node of nodes) {
    if (done.has(node.name)) continue;
    let last = node;
    const take = (next: Node | undefined) => {
      if (next) done.add((last = next).name);
    };
    const activation = (): Activation => {
      const next = follower(last);
      if (next?.op.kind !== 'relu' && next?.op.kind !== 'relu6') return 'linear';
      take(next);
      return next.op.kind;
    };
    let work: Work;
    const { op } = node;
    if (op.kind === 'conv' || op.kind === 'depthwise') {
      const next = follower(node);
      const norm = next && isBatchNorm(next) ? next : null;
      if (norm) take(norm);
      const kernel = weights.get(`${node.name}.kernel`)!;
      const channels = op.kind === 'conv' ? op.filters : kernel.shape[2]!;
      const bias = op.kind === 'conv' && op.bias ? weights.get(`${node.name}.bias`)!.data : null;
      const folded = foldInto(kernel, bias, norm && batchNormAffine(norm, weights), channels);
      const { size, stride, padding } = op;
      work = { kind: op.kind, size, stride, padding, ...folded, activation: activation() };
    } else if (isBatchNorm(node)) {
      const { scale, offset } = batchNormAffine(node, weights);
      work = { kind: 'affine', scale: Float32Array.from(scale), offset: Float32Array.from(offset), activation: activation() };
    } else if (op.kind === 'input' || op.kind === 'batchnorm') {
      throw new Error(`${graph.name}: a second input, ${node.name}`);
    } else {
      work = op;
    }
    steps.push({ name: last.name, inputs: node.inputs, work });
  }
  return { input: input.name, channels: input.op.channels, steps };
}

const isBatchNorm = (node: Node): node is BatchNorm => node.op.kind === 'batchnorm';

/** Whether a node gives one number a channel: behind a global pool there are only vectors. */
function isVector(graph: Graph, node: Node): boolean {
  if (node.op.kind === 'globalpool') return true;
  const first = graph.nodes.find((n) => n.name === node.inputs[0]);
  return first !== undefined && isVector(graph, first);
}

/** The nodes that outputs depend on, in the graph's order. */
function live(graph: Graph, outputs: readonly string[]): readonly Node[] {
  const needed = new Set(outputs);
  for (const node of [...graph.nodes].reverse()) if (needed.has(node.name)) for (const input of node.inputs) needed.add(input);
  const nodes = graph.nodes.filter((n) => needed.has(n.name));
  for (const output of outputs) if (!nodes.some((n) => n.name === output)) throw new Error(`${graph.name} has no node ${output}`);
  return nodes;
}

function withLast(steps: readonly Omit<Step, 'last'>[], output: string): Step[] {
  const kept = new Set([output]);
  const out: Step[] = [];
  for (const step of [...steps].reverse()) {
    const last = [...new Set(step.inputs)].filter((name) => !kept.has(name));
    for (const name of last) kept.add(name);
    out.unshift({ ...step, last });
  }
  return out;
}
