import wasmPlain from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url';
import wasmSimd from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import { filledInput } from '../../src/backbones/fill.ts';
import { graphOf, type Variant } from '../../src/backbones/index.ts';
import type { BackendName } from '../../src/engine/backends/types.ts';
import { heapBytes } from '../../src/engine/backends/wasm.ts';
import { choose } from '../../src/engine/choose.ts';
import { compile } from '../../src/engine/compile.ts';
import { load } from '../../src/engine/executor.ts';
import { readSafetensors } from '../../src/formats/arrays/safetensors.ts';
import { channelsFirst } from './channelsFirst.ts';
import { loadUnfused } from './unfused.ts';

export type RunnerName = 'own' | 'unfused' | 'ort';

/** A network to run; its files lie beside the page. */
export interface Task {
  runner: RunnerName;
  backend: BackendName;
  architecture: string;
  variant: Variant;
  tap: string;
  seed: number;
  size: number;
  /** The page's address; files of a worker lie elsewhere. */
  base: string;
  /** Of onnxruntime-web on wasm. */
  threads: number;
}

/** One way of computing an image's features, ready to run. `device`: what it runs on. */
export interface Runner {
  device: string;
  features(): Promise<Float32Array>;
  /** Bytes of its WebAssembly heap, where that is known. */
  heap(): number;
}

async function bytesOf(task: Task, name: string): Promise<Uint8Array> {
  const answer = await fetch(`${task.base}${name}`);
  if (!answer.ok) throw new Error(`${name}: ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

/** Opens a task's network in this thread, on the image 0 of fill/1. */
export async function open(task: Task): Promise<Runner> {
  const image = filledInput(task.seed, 0, task.size, task.size);
  if (task.runner === 'ort') return openOrt(task, channelsFirst(image, 3));
  const absolute = (path: string) => new URL(path, self.location.href).href;
  const wasmPaths = { 'tfjs-backend-wasm.wasm': absolute(wasmPlain), 'tfjs-backend-wasm-simd.wasm': absolute(wasmSimd) };
  const choice = await choose(task.backend, { wasmPaths, allowSoftware: true });
  if (choice.name !== task.backend) throw new Error(choice.reasons.map((r) => `${r.backend}: ${r.code} ${r.detail}`).join('; '));
  const graph = graphOf(task.architecture, task.variant);
  const weights = readSafetensors(await bytesOf(task, 'weights.safetensors'), task.architecture);
  const device = choice.device;
  if (task.runner === 'unfused') {
    const executor = loadUnfused(graph, weights, task.tap);
    return { device, features: () => executor.run(image, task.size, task.size), heap: heapBytes };
  }
  const executor = load(compile(graph, weights, task.tap));
  return { device, features: () => executor.run(image, 1, task.size, task.size), heap: heapBytes };
}

/** onnxruntime-web from its own files, unbundled: its threads load them by address. */
async function openOrt(task: Task, image: Float32Array): Promise<Runner> {
  const file =
    task.backend === 'wasm'
      ? 'ort.wasm.bundle.min.mjs'
      : task.backend === 'webgpu'
        ? 'ort.webgpu.bundle.min.mjs'
        : 'ort.all.bundle.min.mjs';
  const ort = (await import(/* @vite-ignore */ `${task.base}ort/${file}`)) as typeof import('onnxruntime-web');
  ort.env.wasm.wasmPaths = `${task.base}ort/`;
  ort.env.wasm.numThreads = task.threads;
  const session = await ort.InferenceSession.create(await bytesOf(task, 'model.onnx'), {
    executionProviders: [task.backend],
    graphOptimizationLevel: 'all',
  });
  return {
    device: task.backend === 'wasm' ? `${task.threads} thread${task.threads > 1 ? 's' : ''}` : task.backend,
    async features() {
      const { features } = await session.run({ input: new ort.Tensor('float32', image, [1, 3, task.size, task.size]) });
      return Float32Array.from((await features!.getData()) as Float32Array);
    },
    heap: () => 0,
  };
}
