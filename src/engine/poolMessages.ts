import { InputError } from '../domain/notice.ts';
import type { BackendName } from './backends/types.ts';
import type { Choice, ChooseOptions } from './choose.ts';
import type { ExtractSpec } from './extractImages.ts';

/** Pool to engine. Each is worked off before the next. */
export type ToEngine =
  | { kind: 'start'; wanted: 'auto' | BackendName; options: ChooseOptions }
  | { kind: 'open'; job: number; spec: ExtractSpec }
  | { kind: 'image'; job: number; index: number; name: string; bytes: Uint8Array };

/** Engine to pool. `heap`: bytes of the WebAssembly heap, 0 on a graphics card. */
export type FromEngine =
  | { kind: 'started'; choice: Choice }
  | { kind: 'opened'; job: number }
  | { kind: 'row'; job: number; index: number; values: Float32Array; heap: number }
  /** Job null: the start failed. Index null: opening the pack failed. */
  | { kind: 'failed'; job: number | null; index: number | null; error: EngineFailure };

/** An error as data. `input`: a bad input, to be told to the user; otherwise the engine is at fault. */
export interface EngineFailure {
  input: boolean;
  code: string;
  message: string;
  where?: string;
}

export function toFailure(error: unknown): EngineFailure {
  if (error instanceof InputError) {
    return { input: true, code: error.code, message: error.message, ...(error.where === undefined ? {} : { where: error.where }) };
  }
  return { input: false, code: 'engine', message: error instanceof Error ? error.message : String(error) };
}

export function fromFailure(failure: EngineFailure): Error {
  return failure.input ? new InputError(failure.code, failure.message, failure.where) : new Error(failure.message);
}
