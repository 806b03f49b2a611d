import { explicitPadding } from '../../backbones/shapes.ts';
import type { Padding } from '../../domain/graph.ts';
import type { Tensor } from './tf.ts';

type Rows = [number, number];

/** Padding as TensorFlow.js takes it, always in explicit numbers: on wasm `same` is wrong where the stride exceeds the window (tfjs #5907). */
export function paddingOf(
  x: Tensor,
  { size, stride, padding }: { size: readonly [number, number]; stride: readonly [number, number]; padding: Padding },
): { rows: Rows; columns: Rows; any: boolean; attr: 'valid' | [Rows, Rows, Rows, Rows] } {
  const { top, bottom, left, right } = explicitPadding(padding, size, stride, x.shape[1]!, x.shape[2]!);
  const any = top + bottom + left + right > 0;
  const rows: Rows = [top, bottom];
  const columns: Rows = [left, right];
  return { rows, columns, any, attr: any ? [[0, 0], rows, columns, [0, 0]] : 'valid' };
}

export const pair = (p: readonly [number, number]): [number, number] => [p[0], p[1]];
