import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { setJpegDecoder } from '../../formats/images/index.ts';

let ready: Promise<void> | undefined;

/** Hands the JPEG decoder its WebAssembly; once. */
export function installDecoders(): Promise<void> {
  ready ??= (async () => {
    const file = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm');
    await setJpegDecoder(new Uint8Array(await readFile(file)));
  })();
  return ready;
}
