import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { graphOf, type Variant } from '../../src/backbones/index.ts';
import { knownLayouts } from '../../src/backbones/layouts/known.ts';
import { checkTensors } from '../../src/backbones/tensors.ts';
import { importWeights } from '../../src/formats/weights/index.ts';
import type { GoldenCase } from './cases.ts';
import type { Filled } from './check.ts';

/** What the graph was made from. */
interface Origin {
  architecture: string;
  variant: Variant;
  bnEpsilon: number | undefined;
}

/** The network of a case whose weights are in a file. Rejects where the file cannot be read or holds another network, saying so. */
export async function importedCase(c: GoldenCase, file: string): Promise<Filled & { from: Origin }> {
  const found = await importWeights(filesOf(file), knownLayouts, { architecture: c.architecture, variant: c.variant });
  const bnEpsilon = found.bnEpsilon ?? c.bnEpsilon;
  const graph = graphOf(found.architecture, found.variant, { bnEpsilon });
  checkTensors(graph, found.tensors, file);
  const { architecture, variant } = found;
  return { graph, weights: found.tensors, from: { architecture, variant, bnEpsilon } };
}

const read = (path: string) => ({ name: basename(path), bytes: new Uint8Array(readFileSync(path)) });

/** The file, with the shards that a TensorFlow.js manifest names. */
function filesOf(file: string): { name: string; bytes: Uint8Array }[] {
  const first = read(file);
  if (!file.endsWith('.json')) return [first];
  const { weightsManifest } = JSON.parse(new TextDecoder().decode(first.bytes)) as { weightsManifest: { paths: string[] }[] };
  return [first, ...weightsManifest.flatMap((g) => g.paths).map((p) => read(join(dirname(file), p)))];
}
