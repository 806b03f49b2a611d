import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ROOT, stop, tool } from './run.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'chrome.exe', 'msedge.exe'];

const PLACES = [
  '/usr/lib/chromium/chromium',
  '/snap/bin/chromium',
  '/opt/google/chrome/chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  ...['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].flatMap((key) =>
    process.env[key]
      ? [join(process.env[key], 'Google/Chrome/Application/chrome.exe'), join(process.env[key], 'Chromium/Application/chrome.exe')]
      : [],
  ),
];

/** A Chromium or Chrome of this computer: CHROMIUM_PATH, or the usual names and places; null where there is none. */
export function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given) return existsSync(given) ? given : stop(`CHROMIUM_PATH names ${given}, which does not exist.`);
  const named = (process.env.PATH ?? '').split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return [...named, ...PLACES].find((path) => existsSync(path)) ?? null;
}

/** The path of a browser for the tests; installs one where none is found. 'playwright' stands for the one Playwright downloaded. */
export async function ensureBrowser() {
  const found = findBrowser();
  if (found) return found;
  if (isDebian() && process.getuid?.() === 0 && installDebian()) {
    const installed = findBrowser();
    if (installed) return installed;
  }
  const { chromium } = await import('@playwright/test');
  if (existsSync(chromium.executablePath())) return 'playwright';
  process.stderr.write('Downloading a Chromium for the tests (playwright install chromium) …\n');
  const status = spawnSync(process.execPath, [tool('@playwright/test/cli.js'), 'install', 'chromium'], {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
  }).status;
  if (status === 0 && existsSync(chromium.executablePath())) return 'playwright';
  return stop('the tests need a browser and none could be installed: install Chromium or Google Chrome, or name one in CHROMIUM_PATH.');
}

function isDebian() {
  if (!existsSync('/etc/os-release')) return false;
  // Ubuntu's package of this name is only a pointer to a snap, which does not start in a container.
  return /^ID="?debian"?$/m.test(readFileSync('/etc/os-release', 'utf8'));
}

function installDebian() {
  process.stderr.write("Installing Debian's chromium (apt-get) …\n");
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (...args) => spawnSync('apt-get', args, { env, stdio: ['ignore', 2, 2] }).status === 0;
  return apt('update', '-q') && apt('install', '-y', '-q', '--no-install-recommends', 'chromium');
}
