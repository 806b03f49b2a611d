import type { Frame } from '../domain/frame.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { checkInputSize } from '../domain/smallestInput.ts';
import { inputSize } from '../imaging/presets.ts';
import { compile } from './compile.ts';
import { load } from './executor.ts';
import { loadPack, type ReadTensors } from './loadPack.ts';

/** What the engine needs from other rooms; the host hands it in. */
export interface EngineParts {
  /** File bytes to stored values. Throws InputError naming the file. */
  decode(bytes: Uint8Array, name: string): Frame | Promise<Frame>;
  /** Stored values to the network's input: size x size x 3, float32. */
  prepare(frame: Frame, preset: string, size: number): Float32Array;
  readTensors: ReadTensors;
}

/** What is to be computed from each image. */
export interface ExtractSpec {
  pack: BackbonePack;
  /** Bytes of the pack's weight files, in the order of `pack.weights`. */
  files: readonly Uint8Array[];
  tap: string;
  /** May state another side of the input than the pack's. */
  preprocess: string;
}

/** A pack ready to turn image files into feature vectors, on the backend in use. */
export interface ImageExtractor {
  /** Features of one image file. Throws InputError naming the file where it cannot be read. */
  features(bytes: Uint8Array, name: string): Promise<Float32Array>;
  dispose(): void;
}

/** Loads a pack onto the backend in use (see `choose`). Rejects with an InputError for damaged or foreign weights, an unknown network, tap or preprocessing, images too small for the network. */
export async function openExtractor({ pack, files, tap, preprocess }: ExtractSpec, parts: EngineParts): Promise<ImageExtractor> {
  const size = inputSize(preprocess, pack.input.size);
  checkInputSize(pack, size);
  const { graph, weights } = await loadPack(pack, files, parts.readTensors);
  const executor = load(compile(graph, weights, tap));
  return {
    async features(bytes, name) {
      let input: Float32Array;
      try {
        input = parts.prepare(await parts.decode(bytes, name), preprocess, size);
      } catch (error) {
        throw named(error, name);
      }
      // One image at a time: on wasm a batch of four is no faster, equal to the bit, and takes more memory.
      return executor.run(input, 1, size, size);
    },
    dispose: () => executor.dispose(),
  };
}

/** The error with the file's name, where it does not have it yet. */
function named(error: unknown, name: string): unknown {
  if (error instanceof InputError) return error.where ? error : new InputError(error.code, `${name}: ${error.message}`, name);
  return new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`);
}
