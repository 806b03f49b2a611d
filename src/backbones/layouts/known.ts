import { sizeOf } from '../../domain/tensors.ts';
import type { Layouts, LayoutTensor, WeightLayout } from '../../domain/weightLayout.ts';
import { ARCHITECTURES, graphOf } from '../index.ts';
import { mobilenetId } from '../mobilenetV2.ts';
import { tensorsOf } from '../tensors.ts';
import { type Binding, type Layout, layoutOf, layoutsOf } from './index.ts';
import { kerasDepthOrder } from './kerasOrder.ts';
import { frameworkShape, toGraph } from './transform.ts';

/** Widths of MobileNetV2 that are published, likelier ones first. */
const WIDTHS = [1, 0.75, 0.5, 0.35, 1.4, 1.3, 1.1, 1.2, 0.25, 0.1];

/** RadImageNet's `backbone.N` names are looked for under any prefix, so without it. */
const bare = (name: string) => name.replace(/^backbone\./, '');

/**
 * Every layout that an importer should try for a file with tensors of these shapes: the four networks in all their namings, ResNet50 v1 under torch's
 * names (`conv1.bias`: a port of the Keras network), and MobileNetV2 in the width that the shapes tell.
 */
export const knownLayouts: Layouts = (shapes) => {
  constant ??= constantLayouts();
  const found = [...constant];
  for (const variant of ['keras', 'torch'] as const) {
    const id = mobilenetId(widthOf(shapes, variant));
    found.push(...layoutsOf(id).flatMap((l) => (l.variant === variant ? [described(id, l)] : [])));
  }
  return found;
};

/** Those that do not depend on the file; thousands of names, so made once. */
let constant: readonly WeightLayout[] | undefined;

function constantLayouts(): readonly WeightLayout[] {
  const fixed = Object.keys(ARCHITECTURES).filter((a) => a !== 'mobilenet_v2');
  const v1 = graphOf('resnet50', 'keras');
  return [
    ...fixed.flatMap((a) => layoutsOf(a).map((l) => described(a, l))),
    {
      ...{ architecture: 'resnet50', variant: 'keras', lib: 'torchvision-v1', framework: 'torch' },
      tensors: describedTensors(v1, torchBindings(v1)),
    },
  ];
}

function described(architecture: string, { lib, variant }: Layout): WeightLayout {
  const graph = graphOf(architecture, variant);
  const byTensor = new Map(layoutOf(architecture, lib).map((b) => [b.graphTensor, b]));
  const keras = lib === 'keras' || lib === 'keras-2' || lib === 'keras-old';
  const order = keras ? kerasDepthOrder(architecture, lib).flatMap((l) => l.tensors) : [...byTensor.keys()];
  return {
    ...{ architecture, variant, lib, framework: variant },
    ...(lib === 'keras-old' ? { bnEpsilon: 1e-3 } : {}),
    tensors: describedTensors(
      graph,
      order.map((t) => byTensor.get(t)!),
    ),
  };
}

function describedTensors(graph: ReturnType<typeof graphOf>, bindings: readonly Binding[]): LayoutTensor[] {
  const kinds = new Map(graph.nodes.map((n) => [n.name, n.op.kind]));
  const shapes = tensorsOf(graph);
  return bindings.map(({ graphTensor, name, transform }) => {
    const shape = frameworkShape(shapes.get(graphTensor)!, transform);
    return {
      tensor: graphTensor,
      name: bare(name),
      kind: kinds.get(graphTensor.slice(0, graphTensor.lastIndexOf('.'))) as LayoutTensor['kind'],
      shape,
      turn: (data) => toGraph(shape, data, transform),
    };
  });
}

/** torch's names for the Keras graph: those of torchvision, and a bias beside each weight. */
function torchBindings(graph: ReturnType<typeof graphOf>): Binding[] {
  const names = new Map(layoutOf('resnet50', 'torchvision').map((b) => [b.graphTensor, b]));
  return [...tensorsOf(graph).keys()].map(
    (graphTensor) => names.get(graphTensor) ?? { graphTensor, name: graphTensor, transform: 'same' as const },
  );
}

/** The width whose tensors are all among the shapes; where there is none, the nearest of the published ones. */
function widthOf(shapes: readonly (readonly number[])[], variant: 'keras' | 'torch'): number {
  const lib = variant === 'keras' ? 'keras' : 'torchvision';
  const have = new Map<string, number>();
  for (const s of shapes) have.set(s.join(), (have.get(s.join()) ?? 0) + 1);
  const missing = (alpha: number) => {
    const left = new Map(have);
    let n = 0;
    for (const key of shapesOfWidth(alpha, variant, lib)) {
      const count = left.get(key) ?? 0;
      if (count === 0) n++;
      left.set(key, count - 1);
    }
    return n;
  };
  const published = WIDTHS.map((alpha) => [alpha, missing(alpha)] as const);
  const nearest = published.reduce((a, b) => (b[1] < a[1] ? b : a));
  const depthwise = shapes.filter((s) => s.length === 4 && (s[1] === 1 || s[3] === 1) && sizeOf(s) === 9 * Math.max(...s)).length;
  if (nearest[1] === 0 || depthwise < 17) return nearest[0];
  for (let hundredths = 5; hundredths <= 200; hundredths++) if (missing(hundredths / 100) === 0) return hundredths / 100;
  return nearest[0];
}

const widths = new Map<string, readonly string[]>();

/** Shapes of a width's tensors in the library's files, as text; kept, since the published widths are asked for with every file. */
function shapesOfWidth(alpha: number, variant: 'keras' | 'torch', lib: 'keras' | 'torchvision'): readonly string[] {
  const id = mobilenetId(alpha);
  const known = widths.get(`${lib} ${id}`);
  if (known) return known;
  const wanted = tensorsOf(graphOf(id, variant));
  const made = layoutOf(id, lib).map(({ graphTensor, transform }) => frameworkShape(wanted.get(graphTensor)!, transform).join());
  widths.set(`${lib} ${id}`, made);
  return made;
}
