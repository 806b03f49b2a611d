import type { Graph } from '../../domain/graph.ts';
import { InputError } from '../../domain/notice.ts';
import { graphOf } from '../index.ts';
import { tensorsOf } from '../tensors.ts';
import { KERAS_LAYOUTS } from './keras.ts';
import { TORCH_LAYOUTS } from './torch.ts';
import type { Binding, Layout, Lib, Transform } from './types.ts';

export { kerasDepthOrder } from './kerasOrder.ts';
export { frameworkShape, toGraph } from './transform.ts';
export type { Binding, Layout, Lib, Transform } from './types.ts';

/** Widths of MobileNetV2 share its layouts. */
const family = (architecture: string) => (architecture.startsWith('mobilenet_v2-') ? 'mobilenet_v2' : architecture);

/** All layouts known for an architecture; none for one that only this studio has. */
export function layoutsOf(architecture: string): readonly Layout[] {
  const of = (list: Readonly<Record<string, readonly Layout[]>>) =>
    Object.hasOwn(list, family(architecture)) ? list[family(architecture)]! : [];
  return [...of(KERAS_LAYOUTS), ...of(TORCH_LAYOUTS)];
}

/** The layout of a library. Throws InputError where the library has no such network, naming those it could be. */
export function layout(architecture: string, lib: Lib): Layout {
  const all = layoutsOf(architecture);
  const found = all.find((l) => l.lib === lib);
  if (found) return found;
  const known = all.map((l) => l.lib).join(', ') || 'none';
  throw new InputError('unknown-layout', `No names are known for ${architecture} in ${lib}; known layouts: ${known}.`, architecture);
}

/**
 * Every tensor of a network with the framework's name for it, in the graph's order. `radimagenet-torch` begins with `backbone.`.
 * Keras kernels are called `kernel` for depthwise layers too (Keras 2 calls those `depthwise_kernel`). Throws InputError for an unknown pair.
 */
export function layoutOf(architecture: string, lib: Lib): readonly Binding[] {
  const { variant, layers } = layout(architecture, lib);
  return bindings(graphOf(architecture, variant), layers, variant === 'keras');
}

const KERAS_LEAF: Readonly<Record<string, string>> = { mean: 'moving_mean', variance: 'moving_variance' };
const TORCH_LEAF: Readonly<Record<string, string>> = {
  ...{ kernel: 'weight', gamma: 'weight', beta: 'bias', bias: 'bias' },
  ...{ mean: 'running_mean', variance: 'running_var' },
};

function bindings(graph: Graph, layers: Layout['layers'], keras: boolean): Binding[] {
  const names = layers(graph);
  const depthwise = new Set(graph.nodes.filter((n) => n.op.kind === 'depthwise').map((n) => n.name));
  return [...tensorsOf(graph).keys()].map((graphTensor) => {
    const dot = graphTensor.lastIndexOf('.');
    const node = graphTensor.slice(0, dot);
    const part = graphTensor.slice(dot + 1);
    if (keras) return { graphTensor, name: `${names.get(node)}/${KERAS_LEAF[part] ?? part}`, transform: 'same' };
    const kernel: Transform = depthwise.has(node) ? 'C1HW->HWC1' : 'OIHW->HWIO';
    return { graphTensor, name: `${names.get(node)}.${TORCH_LEAF[part]}`, transform: part === 'kernel' ? kernel : 'same' };
  });
}
