export type BackendName = 'webgpu' | 'webgl' | 'wasm';

/** Addresses of the two WebAssembly files of TensorFlow.js that may be asked for, by file name. Node finds its own. */
export type WasmPaths = Readonly<Record<'tfjs-backend-wasm.wasm' | 'tfjs-backend-wasm-simd.wasm', string>>;

export interface StartOptions {
  wasmPaths?: WasmPaths;
  /** Milliseconds until a start counts as hung. */
  timeout?: number;
}

/** Why a backend was not taken, or that it was (`chosen`). Codes are stable and worded by the face; `detail` is what was seen. */
export interface Reason {
  backend: BackendName;
  code: ReasonCode;
  detail: string;
}

export type ReasonCode =
  | 'chosen'
  /** The browser has no such interface, or gives no adapter or context. */
  | 'absent'
  /** A processor pretending to be a graphics card: slower than wasm by far. */
  | 'software'
  /** Only 16-bit numbers: features would be wrong. */
  | 'half-precision'
  | 'timeout'
  | 'failed'
  /** It computes, but not what it should. */
  | 'wrong-values';

/** What is known of a backend before it is started. */
export interface Presence {
  ok: boolean;
  code: ReasonCode;
  detail: string;
  /** Name of the graphics card or processor, in words. */
  device: string;
}

/** One place where numbers are computed. */
export interface Backend {
  name: BackendName;
  /** Whether it is there and what it runs on; starts nothing that lasts. */
  available(): Promise<Presence>;
  /** Starts it in this thread. The answer completes the backend's name in feature keys: what may differ in the last bits has another name. */
  start(options: StartOptions): Promise<{ key: string; device: string }>;
}

/** Rejects with code `timeout` in `reason` if the work takes longer. */
export class BackendError extends Error {
  readonly code: ReasonCode;
  constructor(code: ReasonCode, message: string) {
    super(message);
    this.code = code;
  }
}
