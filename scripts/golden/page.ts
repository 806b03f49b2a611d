import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { graphOf } from '../../src/backbones/index.ts';
import type { BackendName } from '../../src/engine/backends/types.ts';
import { choose } from '../../src/engine/choose.ts';
import type { GoldenCase } from './cases.ts';
import { filled, type Tried, tryCase } from './check.ts';

/** Tensors of a weight file as they reach the page: where each lies in one run of float32. */
export interface Sent {
  architecture: string;
  variant: 'keras' | 'torch';
  bnEpsilon?: number | undefined;
  tensors: readonly { name: string; shape: readonly number[]; at: number; length: number }[];
  /** Address of the numbers. */
  data: string;
}

let backend: BackendName;

/** What the script that opened this page calls. */
const golden = {
  /** Starts a backend and says what it runs on; software adapters count. Rejects where it cannot be used. */
  async start(wanted: BackendName): Promise<string> {
    const wasmPaths = { 'tfjs-backend-wasm.wasm': wasmPlain, 'tfjs-backend-wasm-simd.wasm': wasmSimd };
    const choice = await choose(wanted, { allowSoftware: true, wasmPaths });
    if (choice.name !== wanted) throw new Error(choice.reasons.map((r) => `${r.backend}: ${r.code} ${r.detail}`).join('; '));
    backend = wanted;
    return choice.device;
  },
  async attempt(c: Omit<GoldenCase, 'features'> & { features: number[] }, sent: Sent | null, stages: boolean): Promise<Tried> {
    const whole: GoldenCase = { ...c, features: Float32Array.from(c.features) };
    return tryCase(whole, sent ? await received(sent) : filled(whole), backend, stages);
  },
};

async function received({ architecture, variant, bnEpsilon, tensors, data }: Sent) {
  const all = new Float32Array(await (await fetch(data)).arrayBuffer());
  const weights = new Map(tensors.map((t) => [t.name, { shape: t.shape, data: all.slice(t.at, t.at + t.length) }]));
  return { graph: graphOf(architecture, variant, { bnEpsilon }), weights };
}

export type Golden = typeof golden;
(globalThis as unknown as { golden: Golden }).golden = golden;
