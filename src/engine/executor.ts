import { perform, weightsOf } from './ops/index.ts';
import { engine, type Tensor, tensor, tidy } from './ops/tf.ts';
import type { Plan } from './plan.ts';
import { withoutArrays } from './withoutArrays.ts';

/** A plan with its weights on the backend that is in use. */
export interface Executor {
  /** Values of `n` images: `batch` is n x height x width x channels; the answer is n rows, flattened. */
  run(batch: Float32Array, n: number, height: number, width: number): Promise<Float32Array>;
  /** Frees the weights. */
  dispose(): void;
}

/** Puts a plan's weights on the backend in use; the plan itself is not kept. Nothing is left behind by `run` (tested: the number of tensors stays). */
export function load({ input, channels, output, steps: all }: Plan): Executor {
  const weights = all.map((step) => weightsOf(step.work).map((w) => tensor(w.data, [...w.shape], 'float32')));
  const steps = all.map((step) => ({ ...step, work: withoutArrays(step.work) }));
  return {
    async run(batch, n, height, width) {
      if (batch.length !== n * height * width * channels) {
        throw new Error(`A batch of ${n} ${height}x${width}x${channels} images has ${batch.length} values`);
      }
      const result = tidy(() => {
        const values = new Map<string, Tensor>([[input, tensor(batch, [n, height, width, channels], 'float32')]]);
        steps.forEach((step, i) => {
          const inputs = step.inputs.map((name) => values.get(name)!);
          values.set(step.name, perform(step.work, inputs, weights[i]!));
          for (const name of step.last) {
            values.get(name)!.dispose();
            values.delete(name);
          }
        });
        return values.get(output)!;
      });
      try {
        return Float32Array.from((await result.data()) as Float32Array);
      } finally {
        result.dispose();
      }
    },
    dispose() {
      for (const t of weights.flat()) t.dispose();
    },
  };
}

/** Number of tensors alive on the backend, for the test that none leak. */
export const tensorCount = (): number => engine().memory().numTensors;
