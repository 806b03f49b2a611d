import type { Backend } from './types.ts';
import { wasm } from './wasm.ts';
import { webgl } from './webgl.ts';
import { webgpu } from './webgpu.ts';

/** The list of backends, in the order in which they are tried. */
export const BACKENDS: readonly Backend[] = [webgpu, webgl, wasm];
