import type { Node } from '../domain/graph.ts';
import type { Tensor, Tensors } from '../domain/tensors.ts';

/** scale and offset with which BatchNorm in inference is x * scale + offset, in float64 (float32 loses digits where variances are large). */
export function batchNormAffine(
  node: Node & { op: { kind: 'batchnorm' } },
  weights: Tensors,
): { scale: Float64Array; offset: Float64Array } {
  const part = (name: string) => weights.get(`${node.name}.${name}`)!.data;
  const [beta, mean, variance] = [part('beta'), part('mean'), part('variance')];
  const gamma = node.op.scale ? part('gamma') : null;
  const scale = Float64Array.from(variance, (v, c) => (gamma ? gamma[c]! : 1) / Math.sqrt(v + node.op.epsilon));
  const offset = Float64Array.from(beta, (b, c) => b - mean[c]! * scale[c]!);
  return { scale, offset };
}

/** Kernel and bias of a convolution with the BatchNorm behind it folded in. Products in float64, rounded once to float32. The output channel is the kernel's last axis (its third for depthwise ones). */
export function foldInto(
  kernel: Tensor,
  bias: Float32Array | null,
  norm: { scale: Float64Array; offset: Float64Array } | null,
  channels: number,
): { kernel: Tensor; bias: Float32Array } {
  if (!norm) return { kernel, bias: bias ?? new Float32Array(channels) };
  const data = new Float32Array(kernel.data.length);
  for (let i = 0; i < data.length; i++) data[i] = kernel.data[i]! * norm.scale[i % channels]!;
  return {
    kernel: { shape: kernel.shape, data },
    bias: Float32Array.from(norm.offset, (o, c) => o + (bias ? bias[c]! * norm.scale[c]! : 0)),
  };
}
