import { DIST, ensurePage } from '../scripts/lib/builtPage.mjs';
import { serve } from '../scripts/lib/server.mjs';

/** Before all journeys: the page as `npm start` serves it, strict headers included, on a free port. */
export default async function start(): Promise<() => Promise<void>> {
  await ensurePage();
  const server = await serve(DIST, 0);
  process.env.RADTUNE_ADDRESS = server.address;
  return server.close;
}
