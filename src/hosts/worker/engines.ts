import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { BackbonePack } from '../../domain/pack.ts';
import { type Pool, startPool } from '../../engine/pool.ts';
import type { EnginePort } from '../../engine/poolEngine.ts';
import type { FromEngine } from '../../engine/poolMessages.ts';
import type { BackendState } from '../../protocol/messages.ts';

/** The engines of this page and the backend they use. */
export interface Engines {
  readonly state: BackendState;
  /** The pool, started when first wanted. Rejects with an InputError where no backend starts; asking again tries again. */
  pool(): Promise<Pool>;
  /** What the user asked for at an earlier visit: used when the engines are first wanted. */
  want(wanted: BackendState['wanted']): void;
  /** Another backend: the old engines are ended. */
  choose(wanted: BackendState['wanted']): Promise<BackendState>;
}

export function engines(weights: (pack: BackbonePack) => Promise<readonly Uint8Array[]>, changed: (state: BackendState) => void): Engines {
  let state: BackendState = { name: null, device: '', reasons: [], wanted: 'auto', workers: 0 };
  let pool: Promise<Pool> | null = null;
  const set = (next: Partial<BackendState>) => {
    state = { ...state, ...next };
    changed(state);
  };
  const start = async (): Promise<Pool> => {
    const wanted = state.wanted;
    const made = await startPool({
      spawn: engineWorker,
      weights,
      cores: navigator.hardwareConcurrency || 1,
      freeMemory,
      wanted,
      choose: {
        wasmPaths: {
          'tfjs-backend-wasm.wasm': new URL(wasmPlain, import.meta.url).href,
          'tfjs-backend-wasm-simd.wasm': new URL(wasmSimd, import.meta.url).href,
        },
        // A software adapter is far slower than wasm: only where it was asked for by name.
        allowSoftware: wanted !== 'auto',
      },
      workers: (count) => set({ workers: count }),
    });
    set({ name: made.choice.name, device: made.choice.device, reasons: made.choice.reasons });
    return made;
  };
  const self: Engines = {
    get state() {
      return state;
    },
    pool() {
      pool ??= start().catch((error) => {
        pool = null;
        throw error;
      });
      return pool;
    },
    want(wanted) {
      if (pool === null) state = { ...state, wanted };
    },
    async choose(wanted) {
      if (wanted !== state.wanted || pool === null) {
        const old = pool;
        pool = null;
        set({ wanted, name: null, device: '', reasons: [] });
        (await old?.catch(() => null))?.close();
      }
      await self.pool();
      return state;
    },
  };
  return self;
}

/** Bytes further engines may take: half of the memory the browser admits to (it says 8 GiB at most); unknown in some browsers. */
function freeMemory(): number | null {
  const gib = (navigator as { deviceMemory?: number }).deviceMemory;
  return gib === undefined ? null : (gib * 2 ** 30) / 2;
}

function engineWorker(): EnginePort {
  const worker = new Worker(new URL('./engine.ts', import.meta.url), { type: 'module', name: 'engine' });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener((event as MessageEvent<FromEngine>).data)),
    onDeath: (listener) => worker.addEventListener('error', (event) => listener(event.message || 'the worker ended')),
    terminate: () => worker.terminate(),
  };
}
