import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { models } from './scripts/lib/models.mjs';
import { pagePolicy } from './scripts/lib/policy.mjs';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here('./package.json'), 'utf8')) as { version: string };

export default defineConfig({
  // Relative addresses: the folder works on any static host, from a sub-path too.
  base: './',
  plugins: [react(), models(here('./models')), pagePolicy()],
  define: { __APP_VERSION__: JSON.stringify(version) },
  worker: { format: 'es', rolldownOptions: { checks: { bundlerTimings: false } } },
  build: {
    outDir: 'dist',
    target: 'es2022',
    // The strict content policy allows no data: scripts or wasm; every asset is a file.
    assetsInlineLimit: 0,
    sourcemap: false,
    // The house test reads the manifest: what the page loads, and that TensorFlow.js is not in it.
    manifest: 'manifest.json',
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: { checks: { bundlerTimings: false } },
  },
  server: { host: '127.0.0.1', port: 4717, strictPort: true },
});
