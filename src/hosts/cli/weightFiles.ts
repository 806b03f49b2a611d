import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/** Largest file that is read at once, in bytes: above it Node and the page both fail. */
const MANIFEST = 64e6;

/** A weight file by path and, for a TensorFlow.js `model.json`, the shards it names that lie beside it. Names are last names, so a manifest reaches no other folder. */
export async function weightFiles(path: string): Promise<{ name: string; bytes: Uint8Array }[]> {
  const first = { name: basename(path), bytes: new Uint8Array(await readFile(path)) };
  if (first.bytes.length > MANIFEST || !/^\s*\{/.test(new TextDecoder().decode(first.bytes.subarray(0, 64)))) return [first];
  const files = [first];
  for (const name of shardsOf(first.bytes)) {
    const shard = join(dirname(path), name);
    const there = await stat(shard).catch(() => null);
    if (there?.isFile()) files.push({ name, bytes: new Uint8Array(await readFile(shard)) });
  }
  return files;
}

/** Names in a manifest; none where it is not one, which the reader then says. */
function shardsOf(bytes: Uint8Array): string[] {
  try {
    const { weightsManifest } = JSON.parse(new TextDecoder().decode(bytes)) as { weightsManifest?: { paths?: unknown }[] };
    const paths = Array.isArray(weightsManifest) ? weightsManifest.flatMap((g) => (Array.isArray(g?.paths) ? g.paths : [])) : [];
    return [...new Set(paths.filter((p): p is string => typeof p === 'string').map((p) => basename(p)))];
  } catch {
    return [];
  }
}
