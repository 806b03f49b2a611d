import { env, findBackend } from '../ops/tf.ts';
import { activate } from './activate.ts';
import type { Backend } from './types.ts';

/**
 * XNNPACK compiled to WebAssembly, one thread: the reference. Features are equal to the bit in Node and browsers, main thread and worker.
 * Threads stay off always: the threaded build breaks when minified and then never answers (tfjs #4107), and several workers are as fast.
 */
export const wasm: Backend = {
  name: 'wasm',
  async available() {
    if (typeof WebAssembly !== 'object') return { ok: false, code: 'absent', detail: 'no WebAssembly', device: '' };
    return { ok: true, code: 'chosen', detail: '', device: 'CPU' };
  },
  async start({ wasmPaths, timeout }) {
    const { setWasmPaths } = await import('@tensorflow/tfjs-backend-wasm');
    env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
    if (wasmPaths) {
      // The map must name the threaded file; it is never asked for.
      setWasmPaths({ ...wasmPaths, 'tfjs-backend-wasm-threaded-simd.wasm': wasmPaths['tfjs-backend-wasm-simd.wasm'] });
    }
    await activate('wasm', timeout);
    const simd = (await env().getAsync('WASM_HAS_SIMD_SUPPORT')) as boolean;
    return simd
      ? { key: 'wasm-f32', device: 'CPU, WebAssembly SIMD' }
      : { key: 'wasm-nosimd-f32', device: 'CPU, WebAssembly without SIMD' };
  },
};

/** Bytes of the WebAssembly heap, which only grows; 0 on another backend. */
export function heapBytes(): number {
  const backend = findBackend('wasm') as { wasm?: { HEAPU8?: Uint8Array } } | null;
  return backend?.wasm?.HEAPU8?.byteLength ?? 0;
}
