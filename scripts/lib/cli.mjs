import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { stampOf } from './stamp.mjs';

const SOURCES = ['src', 'scripts/lib/cli.mjs', 'package.json', 'package-lock.json'];
const NOT_OURS = ['src/app', 'src/hosts/worker', 'src/protocol'];
const DAY = 24 * 60 * 60 * 1000;

/**
 * The folder of the bundled command line for the sources as they are: main.js and engineThread.js beside each other, with their chunks.
 * Built where it is missing, in a folder of its own that is then renamed, so that several commands started at once do not disturb each other.
 */
export async function builtCli(root) {
  const home = join(root, 'dist-cli');
  const folder = join(home, stampOf(root, SOURCES, NOT_OURS));
  if (existsSync(join(folder, 'main.js'))) return folder;
  const temporary = join(home, `.building-${process.pid}-${Date.now()}`);
  mkdirSync(temporary, { recursive: true });
  try {
    await bundle(root, temporary, entries(root));
    renameInto(temporary, folder);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  forgetOld(home, folder);
  return folder;
}

/** The command line's own modules: the command, and the thread that computes features. */
function entries(root) {
  const entry = (name) => join(root, 'src/hosts/cli', `${name}.ts`);
  const names = ['main', 'engineThread'].filter((name) => existsSync(entry(name)));
  return Object.fromEntries(names.map((name) => [name, entry(name)]));
}

/** Bundles modules for Node, each entry as <name>.js in `outDir`, which must lie in the repository. */
export async function bundle(root, outDir, input) {
  const { build, createLogger } = await import('vite');
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  await build({
    root,
    configFile: false,
    customLogger: stderrOnly(createLogger('error', { allowClearScreen: false })),
    logLevel: 'error',
    publicDir: false,
    define: { __APP_VERSION__: JSON.stringify(version) },
    // Plain Node takes TensorFlow.js as CommonJS and whole; bundled, only the operations in use come along.
    ssr: { noExternal: [/^@tensorflow\//] },
    build: {
      ssr: true,
      outDir,
      emptyOutDir: false,
      target: 'node20',
      minify: false,
      sourcemap: false,
      rollupOptions: {
        input,
        // All files side by side: `new URL('./engineThread.js', import.meta.url)` holds from any chunk.
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js', format: 'es', banner: wasmFolder },
      },
    },
  });
}

/** TensorFlow.js looks for its .wasm files in `__dirname`, which a module does not have: it gets the folder of the installed package. */
function wasmFolder(chunk) {
  if (!chunk.moduleIds.some((id) => id.includes('tfjs-backend-wasm'))) return '';
  return [
    "import { createRequire as __createRequire } from 'node:module';",
    "import { dirname as __dirnameOf } from 'node:path';",
    "const __dirname = __dirnameOf(__createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm'));",
  ].join('\n');
}

/** stdout is the command's; what a failed build has to say is in the error it throws. */
function stderrOnly(logger) {
  const silent = () => {};
  return { ...logger, info: silent, warn: silent, warnOnce: silent, error: silent };
}

/** Another command may have finished the same build first; its folder is as good as ours. */
function renameInto(temporary, folder) {
  try {
    renameSync(temporary, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'main.js'))) throw error;
  }
}

/** Builds of earlier sources go after a day; a command that is still running may be using a younger one. */
function forgetOld(home, current) {
  for (const name of readdirSync(home)) {
    const folder = join(home, name);
    try {
      if (folder !== current && Date.now() - statSync(folder).mtimeMs > DAY) rmSync(folder, { recursive: true, force: true });
    } catch {
      // Somebody else removed it, or holds it open: it stays until the next build.
    }
  }
}
