import { kerasDepthOrder } from '../../src/backbones/layouts/index.ts';
import type { Graph } from '../../src/domain/graph.ts';
import type { GoldenCase } from './cases.ts';

/** The node whose value a framework's stage gives; undefined where no node is known for the name. Graph nodes have torch's module names. */
export function nodeOfTap(graph: Graph, of: Pick<GoldenCase, 'architecture' | 'lib'>, tap: string): string | undefined {
  if (of.lib !== 'keras') return graph.nodes.findLast((n) => n.name === tap || n.name.startsWith(`${tap}.`))?.name;
  const known = kerasName(tap);
  if (known && graph.nodes.some((n) => n.name === known)) return known;
  return kerasDepthOrder(of.architecture).find((l) => l.layer === tap)?.node;
}

const MIXED = ['5b', '5c', '5d', '6a', '6b', '6c', '6d', '6e', '7a', '7b', '7c'];
const GROUPS: Readonly<Record<string, string>> = { block35: 'repeat', block17: 'repeat_1', block8: 'repeat_2' };

/** Layers without weights: activations, joins, pools. */
function kerasName(layer: string): string | undefined {
  const own: Record<string, string> = {
    conv1_relu: 'relu',
    pool1_pool: 'maxpool',
    pool1: 'features.pool0',
    relu: 'relu',
    conv_7b_ac: 'conv2d_7b.relu',
    out_relu: 'features.18.2',
  };
  if (own[layer]) return own[layer];
  let m = /^conv(\d)_block(\d+)_(out|add)$/.exec(layer);
  if (m) return `layer${Number(m[1]) - 1}.${Number(m[2]) - 1}.${m[3] === 'out' ? 'relu3' : 'add'}`;
  if ((m = /^conv(\d)_block(\d+)_concat$/.exec(layer))) return `features.denseblock${Number(m[1]) - 1}.denselayer${m[2]}.concat`;
  if ((m = /^pool(\d)_pool$/.exec(layer))) return `features.transition${Number(m[1]) - 1}.pool`;
  if ((m = /^mixed(\d+)$/.exec(layer))) return `Mixed_${MIXED[Number(m[1])]}`;
  if ((m = /^(block35|block17|block8)_(\d+)_ac$/.exec(layer))) return `${GROUPS[m[1]!]}.${Number(m[2]) - 1}.relu`;
  if ((m = /^block_(\d+)_add$/.exec(layer))) return `features.${Number(m[1]) + 1}.add`;
  return /^mixed_\d[ab]$/.test(layer) ? layer : undefined;
}
