import { compileNode } from './compile.ts';
import { caseInput, caseWeights, conformanceCases } from './conformanceCases.ts';
import { load } from './executor.ts';

/** Largest relative error (norm of the difference over norm of the reference) of a backend in 32-bit floats. */
export const CONFORMANCE_TOLERANCE = 1e-4;

/** Runs every case on the backend in use and compares with values from an independent float64 computation. Null, or which case differs and by how much. */
export async function conformance(): Promise<string | null> {
  const stored = (await import('./conformanceValues.json')).default as Readonly<Record<string, string>>;
  for (const c of conformanceCases()) {
    const executor = load(compileNode(c.graph, caseWeights(c), c.output));
    const got = await executor.run(caseInput(c), 1, c.height, c.width);
    executor.dispose();
    const want = decodeFloats(stored[c.name] ?? '');
    let difference = 0;
    let norm = 0;
    for (let i = 0; i < want.length; i++) {
      difference += (got[i]! - want[i]!) ** 2;
      norm += want[i]! ** 2;
    }
    const error = Math.sqrt(difference / norm);
    if (got.length !== want.length || !(error < CONFORMANCE_TOLERANCE)) return `${c.name}: relative error ${error.toExponential(1)}`;
  }
  return null;
}

/** float32, little endian, in base64. */
export function decodeFloats(text: string): Float32Array {
  const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
  const view = new DataView(bytes.buffer);
  return Float32Array.from({ length: bytes.length / 4 }, (_, i) => view.getFloat32(4 * i, true));
}

export function encodeFloats(values: ArrayLike<number>): string {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  for (let i = 0; i < values.length; i++) view.setFloat32(4 * i, values[i]!, true);
  let text = '';
  for (const byte of new Uint8Array(view.buffer)) text += String.fromCharCode(byte);
  return btoa(text);
}
