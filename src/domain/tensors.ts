/** One array of weights in float32, C order. */
export interface Tensor {
  shape: readonly number[];
  data: Float32Array;
}

/** A network's weights by tensor name. */
export type Tensors = ReadonlyMap<string, Tensor>;

/** Number of elements of a shape; 1 for a scalar. */
export const sizeOf = (shape: readonly number[]): number => shape.reduce((n, d) => n * d, 1);
