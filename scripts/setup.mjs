// Makes a fresh machine ready for the tests: packages, and a browser.
import { ensureBrowser } from './lib/browser.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';

ensureDependencies();
const browser = await ensureBrowser();
process.stdout.write(`Ready. Browser: ${browser}\n`);
