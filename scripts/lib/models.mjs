import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a pack's folder gives to the page; goldens and training code stay behind. */
const SERVED = new Set(['pack.json', 'weights.safetensors', 'ATTRIBUTION.md']);

/** The served files below `models/`: catalog.json and, of each folder with a pack.json, the pack itself. Paths use '/'. */
export function modelFiles(folder) {
  const files = existsSync(join(folder, 'catalog.json')) ? ['catalog.json'] : [];
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || !existsSync(join(folder, entry.name, 'pack.json'))) continue;
    for (const file of readdirSync(join(folder, entry.name)).sort()) if (SERVED.has(file)) files.push(`${entry.name}/${file}`);
  }
  return files.sort();
}

/** Vite plugin: the packs of `folder` at ./models/, copied by a build and read on each request by the development server. */
export function models(folder) {
  return {
    name: 'radtune-models',
    generateBundle() {
      // Called for the worker's bundle too; the page's one is enough.
      if (this.environment.config.isWorker) return;
      for (const file of modelFiles(folder))
        this.emitFile({ type: 'asset', fileName: `models/${file}`, source: readFileSync(join(folder, file)) });
    },
    configureServer(server) {
      server.middlewares.use('/models', (request, response, next) => {
        const path = decodeURIComponent((request.url ?? '').split('?')[0] ?? '').slice(1);
        if (!modelFiles(folder).includes(path)) return next();
        response.setHeader(
          'content-type',
          path.endsWith('.json') ? 'application/json' : path.endsWith('.md') ? 'text/markdown' : 'application/octet-stream',
        );
        response.end(readFileSync(join(folder, path)));
      });
    },
  };
}
