// `npm run verify`: everything `npm test` does, with the long tests (RADTUNE_LONG) that it leaves out.
import { shown } from './lib/run.mjs';

const { code } = await shown(process.execPath, ['scripts/test.mjs'], { RADTUNE_LONG: '1' });
process.exit(code);
