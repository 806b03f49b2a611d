import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unzipSync } from 'fflate';
import { type GoldenCase, parseCases } from '../scripts/golden/cases.ts';
import { type BackbonePack, parsePack } from '../src/domain/pack.ts';
import { readSafetensors } from '../src/formats/arrays/safetensors.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));

/** Unpacks an exported pack and answers its folder, which holds `pack.json` and the weights that it names, whole. */
export function unpackPack(zip: string, into: string): { folder: string; pack: BackbonePack } {
  const files = unzipSync(readFileSync(zip));
  for (const [path, bytes] of Object.entries(files)) {
    mkdirSync(dirname(join(into, path)), { recursive: true });
    writeFileSync(join(into, path), bytes);
  }
  const description = Object.keys(files).find((path) => path.endsWith('/pack.json'));
  if (!description) throw new Error(`${zip} holds no folder with a pack.json, but ${Object.keys(files).join(', ')}`);
  const folder = join(into, dirname(description));
  const pack = parsePack(JSON.parse(readFileSync(join(folder, 'pack.json'), 'utf8')), description);
  for (const { path, bytes, hash } of pack.weights) {
    const found = readFileSync(join(folder, path));
    const own = createHash('sha256').update(found).digest('hex');
    if (found.length !== bytes || own !== hash)
      throw new Error(`${path}: ${found.length} bytes, ${own}; its description says ${bytes}, ${hash}`);
  }
  return { folder, pack };
}

/** A reference case: the framework's features, from scripts/golden/fixtures. */
export function goldenCase(id: string): GoldenCase {
  for (const file of ['backbones.keras.json', 'backbones.torch.json']) {
    const found = parseCases(readFileSync(join(ROOT, 'scripts/golden/fixtures', file), 'utf8'), file).find((c) => c.id === id);
    if (found && typeof found.case !== 'string') return found.case;
  }
  throw new Error(`There is no golden case ${id}.`);
}

/** A browser in which packs are held against the frameworks' features, on wasm. */
export interface GoldenPage {
  /** The relative error of a pack's features on the input of a case, and what is allowed. Rejects for another network than the case's. */
  error(pack: { folder: string; pack: BackbonePack }, id: string): Promise<{ error: number; allowed: number }>;
  close(): Promise<void>;
}

/** Opens the page of the golden cases. */
export async function goldenPage(): Promise<GoldenPage> {
  const { inBrowser } = await import('../scripts/golden/browser.mjs');
  const home = join(ROOT, 'dist-cli');
  mkdirSync(home, { recursive: true });
  const built = mkdtempSync(join(home, '.golden-'));
  const forget = () => rmSync(built, { recursive: true, force: true });
  const place = await inBrowser(built, 'wasm').catch((error: unknown) => {
    forget();
    throw error;
  });
  return {
    async error({ folder, pack }, id) {
      const c = goldenCase(id);
      const { architecture, variant, bnEpsilon } = pack;
      if (architecture !== c.architecture || variant !== c.variant) throw new Error(`${pack.id} is ${architecture} (${variant})`);
      const path = join(folder, pack.weights[0]!.path);
      const weights = readSafetensors(new Uint8Array(readFileSync(path)), path);
      const { error, allowed } = await place.attempt(c, { weights, from: { architecture, variant, bnEpsilon } }, false);
      return { error, allowed };
    },
    async close() {
      await place.close();
      forget();
    },
  };
}
