import { gzipSync } from 'node:zlib';

/** What the page may weigh before anything is chosen: gzipped JavaScript of the first load, in bytes. */
export const FIRST_LOAD_LIMIT = 120_000;
const ENGINE = /[\\/]node_modules[\\/]@tensorflow[\\/]/;

/**
 * Reads the output of Vite's build of the page. `chunks` holds every chunk the page can load, workers not among them (Vite bundles those apart, as assets).
 * first: files of the first load with their gzipped bytes · modules: how many were bundled · engine: chunks with TensorFlow.js in them, which must be none.
 */
export function pageReport(output) {
  const chunks = new Map(output.filter((o) => o.type === 'chunk').map((c) => [c.fileName, c]));
  const first = new Set();
  const reach = (file) => {
    if (first.has(file) || !chunks.has(file)) return;
    first.add(file);
    chunks.get(file).imports.forEach(reach);
  };
  for (const chunk of chunks.values()) if (chunk.isEntry) reach(chunk.fileName);
  const sizes = [...first].map((file) => ({ file, gzip: gzipSync(chunks.get(file).code).byteLength }));
  const all = [...chunks.values()];
  return {
    first: sizes,
    total: sizes.reduce((sum, s) => sum + s.gzip, 0),
    chunks: all.length,
    modules: all.reduce((sum, c) => sum + c.moduleIds.length, 0),
    engine: all.filter((c) => c.moduleIds.some((id) => ENGINE.test(id))).map((c) => c.fileName),
  };
}

/** What is wrong with a page, a sentence each. */
export function pageProblems(report) {
  const problems = [];
  if (report.engine.length > 0)
    problems.push(`TensorFlow.js is bundled into the page (${report.engine.join(', ')}); it belongs into the engine's worker.`);
  if (report.total > FIRST_LOAD_LIMIT) {
    const parts = report.first.map((s) => `${s.file} ${s.gzip}`).join(', ');
    problems.push(`The page's first load is ${report.total} bytes of gzipped JavaScript, more than ${FIRST_LOAD_LIMIT}: ${parts}.`);
  }
  return problems;
}
