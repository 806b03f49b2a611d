import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { graphOf } from '../../src/backbones/index.ts';
import { knownLayouts } from '../../src/backbones/layouts/known.ts';
import { checkTensors } from '../../src/backbones/tensors.ts';
import { importWeights } from '../../src/formats/weights/index.ts';
import type { GoldenCase } from './cases.ts';
import type { Imported } from './check.ts';

/** The network of a case whose weights are in a file: imported as a user's file is. Rejects where it cannot be read or is another network. */
export async function importedCase(c: GoldenCase, path: string): Promise<Imported> {
  const { architecture, variant, bnEpsilon, tensors } = await importWeights(filesOf(path), knownLayouts, c);
  const from = { architecture, variant, bnEpsilon: c.bnEpsilon ?? bnEpsilon };
  const graph = graphOf(architecture, variant, from);
  checkTensors(graph, tensors, path);
  return { graph, weights: tensors, from };
}

/** The file, and beside a TensorFlow.js `model.json` the shards it lists. */
function filesOf(path: string): { name: string; bytes: Uint8Array }[] {
  const file = (from: string) => ({ name: basename(from), bytes: new Uint8Array(readFileSync(from)) });
  const first = file(path);
  if (!path.endsWith('.json')) return [first];
  const { weightsManifest } = JSON.parse(new TextDecoder().decode(first.bytes)) as { weightsManifest?: { paths: string[] }[] };
  return [first, ...(weightsManifest ?? []).flatMap((m) => m.paths).map((shard) => file(join(dirname(path), shard)))];
}
