import moduleFactory, { type MozJPEGModule } from '@jsquash/jpeg/codec/dec/mozjpeg_dec.js';
import { InputError, type Notice } from '../../domain/notice.ts';
import type { Decoded } from './decoded.ts';
import { type JpegHeader, jpegMarkers } from './jpegMarkers.ts';
import { checkSize } from './limits.ts';
import { upright } from './orientation.ts';

export const JPEG_DECODER = 'mozjpeg (@jsquash/jpeg 1.6.0)';

/** Pixels from which on an instance is not used again. */
const LARGE = 16e6;

/** What is used of WebAssembly, which pure rooms have no types of. */
interface Wasm {
  compile(bytes: Uint8Array): Promise<object>;
  Instance: new (module: object, imports: object) => { exports: object };
}
const { WebAssembly: wasm } = globalThis as unknown as { WebAssembly: Wasm };

interface Decoder {
  decode: MozJPEGModule['decode'];
  /** What the library wrote since it was last emptied: its warnings. */
  said: string[];
}

let compiled: object | null = null;
let decoder: Decoder | null = null;

/** Compiles the JPEG decoder from the bytes of `@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm`; the host fetches or reads them. Once a process; JPEG files cannot be read before it. */
export async function setJpegDecoder(bytes: Uint8Array | ArrayBuffer): Promise<void> {
  compiled = await wasm.compile(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
  decoder = freshDecoder(compiled);
}

/** An instance of its own memory, ready when this returns: the glue fills the object it is given while it runs, if the instance is made at once. */
function freshDecoder(module: object): Decoder {
  const said: string[] = [];
  const say = (text: string) => said.push(text);
  const filled = {
    noInitialRun: true,
    print: say,
    printErr: say,
    instantiateWasm(imports: object, done: (instance: object) => void) {
      const instance = new wasm.Instance(module, imports);
      done(instance);
      return instance.exports;
    },
  };
  // Its promise resolves later with the same object.
  void moduleFactory(filled as unknown as Parameters<typeof moduleFactory>[0]);
  const { decode } = filled as unknown as MozJPEGModule;
  return { decode, said };
}

/**
 * Decodes an 8-bit JPEG, grey or colour, baseline or progressive, to the samples libjpeg gives (YCbCr converted to RGB; colour profiles not applied).
 * The EXIF orientation is applied. Throws InputError truncated, corrupt, too-large, unsupported-bit-depth, unsupported-codec or colour-space.
 */
export function decodeJpeg(bytes: Uint8Array, where: string): Decoded {
  const header = jpegMarkers(bytes, where);
  checkHeader(header, where);
  if (!decoder || !compiled) throw new Error('setJpegDecoder has not been called');
  const { decode, said } = decoder;
  said.length = 0;
  let image: { width: number; height: number; data: ArrayLike<number> } | null;
  try {
    image = decode(bytes as Uint8Array<ArrayBuffer>, false);
  } catch {
    // An error leaves the library through all its frames without giving their stack back; some later picture would then hang or be wrong.
    decoder = freshDecoder(compiled);
    throw new InputError(
      'corrupt',
      `${where} is a damaged JPEG (${said.at(-1) ?? 'the decoder gave up'}). Export or download it again.`,
      where,
    );
  }
  // Memory that a very large picture made grow is given back only with the instance.
  if (header.width * header.height > LARGE) decoder = freshDecoder(compiled);
  const warned = said.splice(0);
  checkWarnings(warned, where);
  if (!image || image.width !== header.width || image.height !== header.height) {
    throw new InputError(
      'corrupt',
      `${where} is a damaged JPEG: its picture is not of the size its header says. Export or download it again.`,
      where,
    );
  }
  const channels = header.components === 1 ? 1 : 3;
  const notices: Notice[] = warned.map((text) => ({
    code: 'jpeg-warning',
    level: 'warning',
    where,
    saw: text,
    remedy: 'The JPEG decoder found stray bytes between the parts of this file: look whether the picture is whole.',
  }));
  return upright(
    {
      format: 'jpeg',
      width: header.width,
      height: header.height,
      channels,
      data: withoutAlpha(image.data, channels),
      depth: 8,
      decodedBy: JPEG_DECODER,
      notices,
    },
    header.orientation,
    where,
  );
}

function checkHeader(h: JpegHeader, where: string): void {
  if (h.height === 0 && h.width > 0) {
    throw new InputError(
      'unsupported-codec',
      `${where} is a JPEG that gives its height only after the picture (DNL), which is not read. Save it again as a plain JPEG or PNG.`,
      where,
    );
  }
  checkSize(h.width, h.height, 4, where);
  if (h.bits !== 8) {
    throw new InputError(
      'unsupported-bit-depth',
      `${where} is a JPEG of ${h.bits} bits a sample; only 8 are read. Save it as a 16-bit PNG, which keeps all of them.`,
      where,
    );
  }
  if (h.sof > 0xc2) {
    const what = h.sof >= 0xc9 ? 'arithmetic coding' : h.sof === 0xc3 ? 'lossless coding' : 'hierarchical coding';
    throw new InputError(
      'unsupported-codec',
      `${where} is a JPEG with ${what}, which is not read. Save it again as a plain JPEG or PNG.`,
      where,
    );
  }
  if (h.components !== 1 && h.components !== 3) {
    throw new InputError(
      'colour-space',
      `${where} is a JPEG of ${h.components} colour components (${h.components === 4 ? 'CMYK, for print' : 'neither grey nor colour'}), which is not read. Save it as grey or RGB.`,
      where,
    );
  }
}

/** libjpeg goes on after damage and fills in grey; here that refuses the file. Stray bytes alone do not. */
function checkWarnings(warned: readonly string[], where: string): void {
  const bad = warned.find((text) => !/extraneous bytes before marker/i.test(text));
  if (bad === undefined) return;
  const short = /premature end/i.test(bad);
  throw new InputError(
    short ? 'truncated' : 'corrupt',
    short
      ? `${where} is cut short: part of its picture data is missing and would be grey. Copy or download it again.`
      : `${where} is a damaged JPEG (${bad}). Export or download it again.`,
    where,
  );
}

function withoutAlpha(rgba: ArrayLike<number>, channels: 1 | 3): Uint8Array {
  const n = rgba.length / 4;
  const out = new Uint8Array(n * channels);
  if (channels === 1) for (let i = 0; i < n; i++) out[i] = rgba[4 * i]!;
  else {
    for (let i = 0; i < n; i++) {
      out[3 * i] = rgba[4 * i]!;
      out[3 * i + 1] = rgba[4 * i + 1]!;
      out[3 * i + 2] = rgba[4 * i + 2]!;
    }
  }
  return out;
}
