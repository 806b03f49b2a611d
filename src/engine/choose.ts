import { InputError } from '../domain/notice.ts';
import { discard } from './backends/activate.ts';
import { BACKENDS } from './backends/index.ts';
import { type Backend, BackendError, type BackendName, type Reason, type StartOptions } from './backends/types.ts';
import { conformance } from './conformance.ts';

/** The backend that was started, and why not another. */
export interface Choice {
  name: BackendName;
  /** Backend and precision: part of every feature's key. */
  key: string;
  /** What it runs on, in words. */
  device: string;
  /** A processor posing as a graphics card; only where it was asked for. */
  software: boolean;
  /** One line for each backend that was looked at, in order; the last is the chosen one. */
  reasons: readonly Reason[];
}

export interface ChooseOptions extends StartOptions {
  /** Take a software adapter: for tests, or where somebody insists. */
  allowSoftware?: boolean;
}

/** What `choose` needs from the world; tests hand in their own. */
export interface ChooseParts {
  backends: readonly Backend[];
  /** Null where the backend in use computes what it should, else what is wrong. */
  check(): Promise<string | null>;
  discard(name: BackendName): void;
}

/**
 * Starts the wanted backend in this thread, with `auto` the first of WebGPU, WebGL, wasm that is real hardware, starts in time and (on a graphics card)
 * computes the stored values. A wanted backend that cannot be used falls back to wasm, with its reason. Throws InputError if wasm fails too.
 */
export async function choose(
  wanted: 'auto' | BackendName,
  options: ChooseOptions = {},
  parts: ChooseParts = { backends: BACKENDS, check: conformance, discard },
): Promise<Choice> {
  const reasons: Reason[] = [];
  for (const backend of parts.backends) {
    if (wanted !== 'auto' && backend.name !== wanted && backend.name !== 'wasm') continue;
    const refuse = (code: Reason['code'], detail: string) => reasons.push({ backend: backend.name, code, detail });
    try {
      const found = await backend.available();
      const software = found.code === 'software';
      if (!found.ok && !(software && options.allowSoftware)) {
        refuse(found.code, found.detail);
        continue;
      }
      const { key, device } = await backend.start(options);
      const wrong = backend.name === 'wasm' ? null : await parts.check();
      if (wrong !== null) throw new BackendError('wrong-values', wrong);
      const name = backend.name === 'wasm' ? device : `${device}, ${found.device}`;
      reasons.push({ backend: backend.name, code: 'chosen', detail: name });
      return { name: backend.name, key, device: name, software, reasons };
    } catch (error) {
      refuse(error instanceof BackendError ? error.code : 'failed', error instanceof Error ? error.message : String(error));
      parts.discard(backend.name);
    }
  }
  const why = reasons.map((r) => `${r.backend}: ${r.detail || r.code}`).join('; ');
  throw new InputError('no-backend', `Nothing here can compute features (${why}). Use a current browser, or reload the page.`);
}
