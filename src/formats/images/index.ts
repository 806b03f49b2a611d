import type { Frame } from '../../domain/frame.ts';
import { InputError, type Notice } from '../../domain/notice.ts';
import type { Decoded } from './decoded.ts';
import { decodeJpeg } from './jpeg.ts';
import { isJpeg } from './jpegMarkers.ts';
import { decodePng, isPng } from './png.ts';
import { whatIs } from './whatIs.ts';

export { setJpegDecoder } from './jpeg.ts';

/** A reader of one image format. The list below is all there is: a new format is a file and a line here. */
export interface ImageFormat {
  id: Decoded['format'];
  /** File name endings it is expected under. */
  endings: readonly string[];
  /** By content, never by name. */
  sniff(bytes: Uint8Array): boolean;
  decode(bytes: Uint8Array, where: string): Decoded;
}

export const FORMATS: readonly ImageFormat[] = [
  { id: 'png', endings: ['png', 'apng'], sniff: isPng, decode: decodePng },
  { id: 'jpeg', endings: ['jpg', 'jpeg', 'jpe', 'jfif'], sniff: isJpeg, decode: decodeJpeg },
];

/** Decodes an image of any known format as its file stores it. Throws InputError with what the file is instead and what to do. */
export function decodeImage(bytes: Uint8Array, where: string): Decoded {
  const format = FORMATS.find((f) => f.sniff(bytes));
  if (!format) {
    const foreign = whatIs(bytes);
    throw new InputError(foreign.reason, `${where} is ${foreign.what}. ${foreign.remedy}`, where);
  }
  const image = format.decode(bytes, where);
  const ending = /\.([a-z0-9]+)$/i.exec(where)?.[1]?.toLowerCase();
  const named = FORMATS.find((f) => ending !== undefined && f.endings.includes(ending));
  if (named && named.id !== format.id) {
    image.notices.push({
      code: 'name-differs',
      level: 'info',
      where,
      saw: format.id,
      expected: named.id,
      remedy: `The name says ${named.id}, the content is ${format.id}; it was read as that.`,
    });
  }
  return image;
}

/**
 * The picture as the studio uses it: grey or RGB, values as stored. Transparency is dropped: the samples under it are used as they are, neither
 * multiplied by alpha nor laid on a background. Synchronous; JPEG needs `setJpegDecoder` first. Throws InputError.
 */
export function openImage(bytes: Uint8Array, where: string): Frame {
  return toFrame(decodeImage(bytes, where), where).frame;
}

/** A decoded image as a frame, with what was dropped on the way. */
export function toFrame(image: Decoded, where: string): { frame: Frame; notices: Notice[] } {
  const { width, height } = image;
  const notices = [...image.notices];
  const channels = image.channels <= 2 ? 1 : 3;
  let { data } = image;
  if (image.channels === 2 || image.channels === 4) {
    const n = width * height;
    const kept = data instanceof Uint8Array ? new Uint8Array(n * channels) : new Uint16Array(n * channels);
    const opaque = data instanceof Uint8Array ? 255 : 65535;
    let transparent = 0;
    for (let i = 0; i < n; i++) {
      for (let k = 0; k < channels; k++) kept[i * channels + k] = data[i * image.channels + k]!;
      if (data[(i + 1) * image.channels - 1] !== opaque) transparent++;
    }
    if (transparent > 0) {
      notices.push({
        code: 'alpha-dropped',
        level: 'info',
        where,
        saw: String(transparent),
        remedy: 'Some pixels are marked as transparent; transparency is not used, the stored samples are.',
      });
    }
    data = kept;
  }
  const bits = image.depth === 16 ? meaningfulBits(data) : 8;
  if (image.depth === 16 && bits < 16) {
    notices.push({
      code: 'narrow-range',
      level: 'info',
      where,
      saw: String(bits),
      expected: '16',
      remedy: `The file has 16 bits a sample but its values fit in ${bits}: it is taken as a ${bits}-bit picture.`,
    });
  }
  return {
    frame: { width, height, channels, data, bits, rescale: { slope: 1, intercept: 0 }, invert: false, decodedBy: image.decodedBy },
    notices,
  };
}

/** 8, 12, 14 or 16: the usual depths of scanners and detectors, the smallest that holds all values. A 12-bit picture in a 16-bit file would else be nearly black. */
function meaningfulBits(data: Uint8Array | Uint16Array): number {
  let max = 0;
  for (const v of data) if (v > max) max = v;
  return [8, 12, 14].find((bits) => max < 2 ** bits) ?? 16;
}
