import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DIST, ensurePage } from '../scripts/lib/builtPage.mjs';
import { serve } from '../scripts/lib/server.mjs';

/** Before all journeys: the page as `npm start` serves it, strict headers included, on a free port; from a copy, which a build meanwhile does not change. */
export default async function start(): Promise<() => Promise<void>> {
  await ensurePage();
  const copy = mkdtempSync(join(tmpdir(), 'radtune-page-'));
  cpSync(DIST, copy, { recursive: true });
  const server = await serve(copy, 0);
  process.env.RADTUNE_ADDRESS = server.address;
  process.env.RADTUNE_FOLDER = copy;
  return async () => {
    await server.close();
    rmSync(copy, { recursive: true, force: true });
  };
}
