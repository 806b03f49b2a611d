import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import type { Hash, Id } from '../../src/domain/ids.ts';
import type { BackbonePack } from '../../src/domain/pack.ts';
import { startPool } from '../../src/engine/pool.ts';
import type { EnginePort } from '../../src/engine/poolEngine.ts';
import type { FromEngine } from '../../src/engine/poolMessages.ts';

export interface PoolTask {
  pack: BackbonePack;
  tap: string;
  images: number;
  cores: number;
}

/** A study's images through the pool as the page runs it: the product's engine workers, a PNG decoded and prepared for each. Answers when each row came, in milliseconds, and the most engines alive. */
export async function inPool({ pack, tap, images, cores }: PoolTask): Promise<{ rows: number[]; engines: number; length: number }> {
  const file = async (name: string) => new Uint8Array(await (await fetch(name)).arrayBuffer());
  const png = await file('image.png');
  let engines = 0;
  const pool = await startPool({
    spawn,
    weights: async () => [await file('weights.safetensors')],
    cores,
    // As the page: half of what the browser admits to.
    freeMemory: () => (((navigator as { deviceMemory?: number }).deviceMemory ?? 2) * 2 ** 30) / 2,
    wanted: 'wasm',
    choose: {
      wasmPaths: {
        'tfjs-backend-wasm.wasm': new URL(wasmPlain, location.href).href,
        'tfjs-backend-wasm-simd.wasm': new URL(wasmSimd, location.href).href,
      },
    },
    workers: (count) => (engines = Math.max(engines, count)),
  });
  const rows: number[] = [];
  let length = 0;
  const began = performance.now();
  const work = {
    ...{ pack, tap, preprocess: pack.preprocess },
    images: Array.from({ length: images }, (_, i) => ({ sample: `s${i}` as Id<'sample'>, hash: `h${i}` as Hash, name: `image${i}` })),
  };
  await pool.extract(
    work,
    async () => png.slice(),
    (_, values) => {
      rows.push(performance.now() - began);
      length = values.length;
    },
    () => false,
  );
  pool.close();
  return { rows, engines, length };
}

function spawn(): EnginePort {
  const worker = new Worker(new URL('../../src/hosts/worker/engine.ts', import.meta.url), { type: 'module', name: 'engine' });
  return {
    post: (message) => worker.postMessage(message),
    onMessage: (listener) => worker.addEventListener('message', (event) => listener((event as MessageEvent<FromEngine>).data)),
    onDeath: (listener) => worker.addEventListener('error', (event) => listener(event.message || 'the worker ended')),
    terminate: () => worker.terminate(),
  };
}
