import jpegWasm from '@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm?url';
import { InputError } from '../../domain/notice.ts';
import { setJpegDecoder } from '../../formats/images/index.ts';

let ready: Promise<void> | undefined;

/** Hands the JPEG decoder its WebAssembly; once. */
export function installDecoders(): Promise<void> {
  ready ??= (async () => {
    const answer = await fetch(new URL(jpegWasm, import.meta.url));
    if (!answer.ok)
      throw new InputError(
        'decoder-unreachable',
        `The JPEG decoder could not be loaded (${answer.status}). Load the page again while its server runs.`,
      );
    await setJpegDecoder(new Uint8Array(await answer.arrayBuffer()));
  })();
  return ready;
}
