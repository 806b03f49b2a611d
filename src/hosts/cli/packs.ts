import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packHash } from '../../backbones/packHash.ts';
import type { Hash, Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import { type BackbonePack, parsePack } from '../../domain/pack.ts';
import { parseJson } from '../../domain/parse.ts';

/** Packs by id: those named by `--pack` first, then the bundled ones. */
export interface PackFolders {
  open(pack: Id<'pack'>): Promise<{ pack: BackbonePack; hash: Hash }>;
  folderOf(pack: BackbonePack): string;
}

/** The `models` folder of this installation: beside the first folder upwards that has one. */
function bundled(): string {
  let at = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(at, 'models', 'catalog.json')) && dirname(at) !== at) at = dirname(at);
  return join(at, 'models');
}

export async function packFolders(given: readonly string[]): Promise<PackFolders> {
  const folders = new Map<string, { folder: string; pack: BackbonePack }>();
  const home = bundled();
  for (const name of await readdir(home)) {
    if (existsSync(join(home, name, 'pack.json'))) await take(join(home, name));
  }
  for (const folder of given) await take(folder);

  async function take(folder: string) {
    const file = join(folder, 'pack.json');
    const pack = parsePack(parseJson(await readFile(file, 'utf8'), file), file);
    folders.set(pack.id, { folder, pack });
  }

  return {
    async open(id) {
      const found = folders.get(id);
      if (!found) {
        throw new InputError(
          'unknown-pack',
          `There is no pack "${id}". Known: ${[...folders.keys()].join(', ')}. Name a pack's folder with --pack DIR.`,
          id,
        );
      }
      return { pack: found.pack, hash: packHash(found.pack) };
    },
    folderOf: (pack) => folders.get(pack.id)!.folder,
  };
}
