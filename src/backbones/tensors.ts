import type { Graph } from '../domain/graph.ts';
import { InputError } from '../domain/notice.ts';
import type { Tensors } from '../domain/tensors.ts';
import { shapes } from './shapes.ts';

/** Names and shapes of the tensors a graph needs, in the order of its nodes. Channels come from the graph, so no input size is needed. */
export function tensorsOf(graph: Graph): ReadonlyMap<string, readonly number[]> {
  // Any size at which every window fits: channel numbers do not depend on it.
  const known = shapes(graph, 1024, 1024);
  const wanted = new Map<string, readonly number[]>();
  for (const { name, op, inputs } of graph.nodes) {
    const channels = known.get(inputs[0] ?? name)!.at(-1)!;
    if (op.kind === 'conv') {
      wanted.set(`${name}.kernel`, [...op.size, channels, op.filters]);
      if (op.bias) wanted.set(`${name}.bias`, [op.filters]);
    } else if (op.kind === 'depthwise') {
      wanted.set(`${name}.kernel`, [...op.size, channels, 1]);
    } else if (op.kind === 'batchnorm') {
      for (const part of op.scale ? ['gamma', 'beta', 'mean', 'variance'] : ['beta', 'mean', 'variance'])
        wanted.set(`${name}.${part}`, [channels]);
    }
  }
  return wanted;
}

/**
 * Checks that weights are exactly those of the graph: nothing missing, unexpected, of another shape, not finite, no negative variance.
 * Throws one InputError that lists all that is wrong. `where` names the weight file.
 */
export function checkTensors(graph: Graph, tensors: Tensors, where: string): void {
  const wanted = tensorsOf(graph);
  const missing = [...wanted.keys()].filter((name) => !tensors.has(name));
  const unexpected = [...tensors.keys()].filter((name) => !wanted.has(name));
  const misshapen: string[] = [];
  const bad: string[] = [];
  for (const [name, shape] of wanted) {
    const tensor = tensors.get(name);
    if (!tensor) continue;
    if (tensor.shape.join() !== shape.join()) misshapen.push(`${name} is ${tensor.shape.join('x')}, not ${shape.join('x')}`);
    if (!tensor.data.every(Number.isFinite)) bad.push(name);
    else if (name.endsWith('.variance') && tensor.data.some((v) => v < 0)) bad.push(`${name} (a negative variance)`);
  }
  const parts = [
    list('missing', missing),
    list('unexpected', unexpected),
    list('of another shape', misshapen),
    list('with values that are not finite numbers', bad),
  ].filter((p) => p !== '');
  if (parts.length === 0) return;
  throw new InputError(
    'weights-do-not-fit',
    `The weights in ${where} are not those of ${graph.name}: ${parts.join('; ')}. Use the file that belongs to this pack.`,
    where,
  );
}

const list = (what: string, names: readonly string[]) => (names.length === 0 ? '' : `${names.length} ${what} (${names.join(', ')})`);
