import type { Graph, Node } from '../domain/graph.ts';
import { InputError } from '../domain/notice.ts';
import type { Tensors } from '../domain/tensors.ts';
import { batchNormAffine, foldInto } from './fold.ts';
import type { Activation, Plan, Step, Work } from './plan.ts';

type BatchNorm = Node & { op: { kind: 'batchnorm' } };

/** The plan for a tap of the graph: a map is pooled globally, a vector is taken as it is. Weights must have passed `checkTensors`. Throws InputError for an unknown tap. */
export function compile(graph: Graph, weights: Tensors, tap: string): Plan {
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
  const nodes = live(graph, output);
  const uses = new Map<string, Node[]>();
  for (const node of nodes) for (const input of node.inputs) uses.set(input, [...(uses.get(input) ?? []), node]);
  /** The one node that takes this value, unless others need the value too. */
  const follower = (node: Node): Node | undefined => {
    const next = uses.get(node.name) ?? [];
    return node.name !== output && next.length === 1 ? next[0] : undefined;
  };
  const input = nodes.find((n) => n.op.kind === 'input');
  if (input?.op.kind !== 'input') throw new Error(`${graph.name}: ${output} does not depend on an input`);

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
  let name = output;
  if (pool) {
    name = `${output}/pooled`;
    steps.push({ name, inputs: [output], work: { kind: 'globalpool' } });
  }
  return { input: input.name, channels: input.op.channels, steps: withLast(steps, name), output: name };
}

const isBatchNorm = (node: Node): node is BatchNorm => node.op.kind === 'batchnorm';

/** Whether a node gives one number a channel: behind a global pool there are only vectors. */
function isVector(graph: Graph, node: Node): boolean {
  if (node.op.kind === 'globalpool') return true;
  const first = graph.nodes.find((n) => n.name === node.inputs[0]);
  return first !== undefined && isVector(graph, first);
}

/** The nodes an output depends on, in the graph's order. */
function live(graph: Graph, output: string): readonly Node[] {
  const needed = new Set([output]);
  for (const node of [...graph.nodes].reverse()) if (needed.has(node.name)) for (const input of node.inputs) needed.add(input);
  const nodes = graph.nodes.filter((n) => needed.has(n.name));
  if (nodes.at(-1)?.name !== output) throw new Error(`${graph.name} has no node ${output}`);
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
