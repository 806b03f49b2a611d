import { defineConfig } from '@playwright/test';

const path = process.env.CHROMIUM_PATH;

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  globalSetup: './e2e/serve.ts',
  // Journeys compute on all cores; side by side they would only wait for each other.
  workers: 1,
  timeout: 240_000,
  expect: { timeout: 60_000 },
  forbidOnly: Boolean(process.env.CI),
  // What takes long is for `npm run verify`.
  ...(process.env.RADTUNE_LONG ? {} : { grepInvert: /@long/ }),
  outputDir: 'test-results',
  use: {
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    trace: 'off',
    actionTimeout: 30_000,
    launchOptions: {
      ...(path ? { executablePath: path } : {}),
      args: [
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
        // Chromium's sandbox does not start for root, as in a container.
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      ],
    },
  },
});
