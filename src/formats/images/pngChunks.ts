import { InputError } from '../../domain/notice.ts';
import { crc32 } from '../crc32.ts';
import { checkSize } from './limits.ts';

/** A PNG's header and the chunks that matter for its samples. */
export interface PngParts {
  width: number;
  height: number;
  depth: 1 | 2 | 4 | 8 | 16;
  /** 0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGB and alpha. */
  colour: 0 | 2 | 3 | 4 | 6;
  interlaced: boolean;
  palette: Uint8Array | null;
  /** tRNS: alpha of palette entries, or a transparent colour. */
  transparency: Uint8Array | null;
  /** eXIf: a TIFF block. */
  exif: Uint8Array | null;
  data: readonly Uint8Array[];
  /** Frames of an animation (1 where there is none). */
  frames: number;
  /** Kinds of chunks without pixels that are damaged and were left out. */
  damaged: readonly string[];
}

const DEPTHS = new Map([
  [0, [1, 2, 4, 8, 16]],
  [2, [8, 16]],
  [3, [1, 2, 4, 8]],
  [4, [8, 16]],
  [6, [8, 16]],
]);
const COMPONENTS = new Map([
  [0, 1],
  [2, 3],
  [3, 4],
  [4, 2],
  [6, 4],
]);

/**
 * Walks the chunks (PNG, third edition, 5): header and size limits first, every CRC. gAMA, iCCP, sRGB and text are passed over, so that nothing
 * colours the samples. Throws InputError truncated, corrupt or too-large.
 */
export function pngChunks(bytes: Uint8Array, where: string): PngParts {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const corrupt = (what: string): never => {
    throw new InputError('corrupt', `${where} is a damaged PNG: ${what}. Export or download it again.`, where);
  };
  const truncated = (): never => {
    throw new InputError('truncated', `${where} is cut short: the PNG ends before its last part. Copy or download it again.`, where);
  };
  let parts: PngParts | null = null;
  const data: Uint8Array[] = [];
  const damaged: string[] = [];
  let at = 8;
  for (;;) {
    if (at + 8 > bytes.length) return truncated();
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    const end = at + 8 + length;
    if (!/^[A-Za-z]{4}$/.test(type) || length > 0x7fffffff) return corrupt('a part without a name where the next one should begin');
    if (parts === null && type !== 'IHDR') return corrupt('it does not begin with its header');
    if (type === 'IHDR' && parts === null && length === 13 && end <= bytes.length) parts = header(view, at + 8, where, corrupt);
    if (end + 4 > bytes.length) return truncated();
    const body = bytes.subarray(at + 8, end);
    const critical = type[0]! < 'a';
    if (crc32(bytes, at + 4, end) !== view.getUint32(end)) {
      if (critical) return corrupt(`the checksum of its ${type} part is wrong`);
      damaged.push(type);
    } else if (type === 'PLTE') parts!.palette = body;
    else if (type === 'tRNS') parts!.transparency = body;
    else if (type === 'eXIf') parts!.exif = body;
    else if (type === 'IDAT') data.push(body);
    else if (type === 'acTL' && length >= 8) parts!.frames = view.getUint32(at + 8);
    else if (type === 'IEND') break;
    else if (critical && type !== 'IHDR') return corrupt(`it needs the unknown part ${type}`);
    at = end + 4;
  }
  if (parts === null) return corrupt('it has no header');
  if (data.length === 0) return corrupt('it has no image data');
  if (parts.colour === 3 && (parts.palette === null || parts.palette.length === 0 || parts.palette.length % 3 !== 0))
    return corrupt('its palette is missing');
  return { ...parts, data, damaged };
}

function header(view: DataView, at: number, where: string, corrupt: (what: string) => never): PngParts {
  const [width, height] = [view.getUint32(at), view.getUint32(at + 4)];
  const [depth, colour, compression, filter, interlace] = [8, 9, 10, 11, 12].map((k) => view.getUint8(at + k)) as [
    number,
    number,
    number,
    number,
    number,
  ];
  if (!DEPTHS.get(colour)?.includes(depth)) return corrupt(`its header says colour type ${colour} with ${depth} bits`);
  if (compression !== 0 || filter !== 0 || interlace > 1) return corrupt('its header names an unknown method');
  checkSize(width, height, COMPONENTS.get(colour)! * (depth === 16 ? 2 : 1), where);
  return {
    width,
    height,
    depth: depth as PngParts['depth'],
    colour: colour as PngParts['colour'],
    interlaced: interlace === 1,
    palette: null,
    transparency: null,
    exif: null,
    data: [],
    frames: 1,
    damaged: [],
  };
}
