import { InputError, type Notice } from '../../domain/notice.ts';
import { InflateError, inflateExactly } from '../inflate.ts';
import type { Decoded } from './decoded.ts';
import { exifOrientation, upright } from './orientation.ts';
import { type PngParts, pngChunks } from './pngChunks.ts';
import { componentsOf, samplesOf, streamLength } from './pngSamples.ts';

export const PNG_DECODER = 'radtune-png 1';

export const isPng = (b: Uint8Array): boolean => b.length >= 8 && [137, 80, 78, 71, 13, 10, 26, 10].every((v, i) => b[i] === v);

/**
 * Decodes a PNG: grey, RGB, palette, with or without alpha, 1 to 16 bits, interlaced or not. Samples are those stored: no gamma, no colour profile,
 * no premultiplying; only greys under 8 bits are scaled to 0 … 255 and palettes looked up. The EXIF orientation (eXIf) is applied.
 * Throws InputError truncated, corrupt or too-large.
 */
export function decodePng(bytes: Uint8Array, where: string): Decoded {
  const parts = pngChunks(bytes, where);
  const damaged = (what: string): never => {
    throw new InputError('corrupt', `${where} is a damaged PNG: ${what}. Export or download it again.`, where);
  };
  const samples = samplesOf(parts, inflated(parts, where)) ?? damaged('a row names an unknown filter');
  const image: Decoded = {
    format: 'png',
    width: parts.width,
    height: parts.height,
    ...expanded(parts, samples, damaged),
    depth: parts.depth,
    decodedBy: PNG_DECODER,
    notices: saidOf(parts, where),
  };
  return upright(image, parts.exif ? exifOrientation(parts.exif) : 1, where);
}

function inflated(parts: PngParts, where: string): Uint8Array {
  const zlib = joined(parts.data);
  const wrong = (zlib[0]! & 15) !== 8 || ((zlib[0]! << 8) | zlib[1]!) % 31 !== 0 || (zlib[1]! & 32) !== 0;
  try {
    if (wrong) throw new InflateError('corrupt');
    return inflateExactly(zlib.subarray(2), streamLength(parts));
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    if (error.kind === 'truncated') {
      throw new InputError(
        'truncated',
        `${where} is cut short: its image data ends before the last row. Copy or download it again.`,
        where,
      );
    }
    const what = error.kind === 'longer' ? 'it holds more image data than its size says' : 'its image data cannot be inflated';
    throw new InputError('corrupt', `${where} is a damaged PNG: ${what}. Export or download it again.`, where);
  }
}

function joined(chunks: readonly Uint8Array[]): Uint8Array {
  if (chunks.length === 1) return chunks[0]!;
  const out = new Uint8Array(chunks.reduce((n, c) => n + c.length, 0));
  let at = 0;
  for (const c of chunks) {
    out.set(c, at);
    at += c.length;
  }
  return out;
}

/** Palette looked up (with alpha where tRNS gives some), greys under 8 bits scaled. */
function expanded(
  parts: PngParts,
  samples: Uint8Array | Uint16Array,
  damaged: (what: string) => never,
): Pick<Decoded, 'channels' | 'data'> {
  if (parts.colour === 3) {
    const { palette, transparency } = parts;
    const n = transparency ? 4 : 3;
    const data = new Uint8Array(samples.length * n);
    for (let i = 0; i < samples.length; i++) {
      const entry = samples[i]!;
      if (3 * entry >= palette!.length) return damaged('a pixel names a colour that its palette does not have');
      for (let k = 0; k < 3; k++) data[i * n + k] = palette![3 * entry + k]!;
      if (transparency) data[i * n + 3] = transparency[entry] ?? 255;
    }
    return { channels: n, data };
  }
  if (parts.depth < 8) {
    const scale = 255 / ((1 << parts.depth) - 1);
    for (let i = 0; i < samples.length; i++) samples[i] = samples[i]! * scale;
  }
  return { channels: componentsOf(parts), data: samples };
}

function saidOf(parts: PngParts, where: string): Notice[] {
  const said: Notice[] = [];
  if (parts.frames > 1) {
    said.push({
      code: 'multi-frame',
      level: 'warning',
      where,
      saw: String(parts.frames),
      remedy: `The file is an animation of ${parts.frames} frames; only its still picture was taken.`,
    });
  }
  if (parts.damaged.length > 0) {
    said.push({
      code: 'metadata-damaged',
      level: 'info',
      where,
      saw: parts.damaged.join(', '),
      remedy: 'A part of the file that holds no pixels is damaged and was left out; the picture is whole.',
    });
  }
  if (parts.transparency && (parts.colour === 0 || parts.colour === 2)) {
    said.push({
      code: 'alpha-dropped',
      level: 'info',
      where,
      remedy: 'The file marks one colour as transparent; transparency is not used, the stored samples are.',
    });
  }
  return said;
}
