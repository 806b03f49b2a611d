import { InputError, type Notice } from '../../domain/notice.ts';
import { decodeImage, toFrame } from './index.ts';
import { sampleSha256, sampleStats } from './samples.ts';

/** What `radtune inspect --pixels` says of a file (DESIGN 8.3). */
export type PixelReport =
  | {
      file: string;
      ok: true;
      format: string;
      width: number;
      height: number;
      frames: number;
      /** Components stored: 2 and 4 include alpha. */
      channels: number;
      bitsAllocated: number;
      bitsStored: number;
      signed: false;
      photometric: 'MONOCHROME2' | 'RGB';
      /** SHA-256 of the samples, little-endian, components together (alpha too), after orientation and palette. */
      sampleSha256: string;
      min: number;
      max: number;
      mean: number;
      channelMean: number[];
      notices: readonly Notice[];
    }
  | { file: string; ok: false; reason: string; message: string };

/** Reads an image file and says what its samples are. An unreadable file is an answer too; only bugs throw. */
export function pixelReport(file: string, bytes: Uint8Array): PixelReport {
  try {
    const image = decodeImage(bytes, file);
    return {
      file,
      ok: true,
      format: image.format,
      width: image.width,
      height: image.height,
      frames: 1,
      channels: image.channels,
      bitsAllocated: image.data.BYTES_PER_ELEMENT * 8,
      bitsStored: image.depth,
      signed: false,
      photometric: image.channels <= 2 ? 'MONOCHROME2' : 'RGB',
      sampleSha256: sampleSha256(image.data),
      ...sampleStats(image.data, image.channels),
      notices: [...toFrame(image, file).notices, ...oddities(image, file)],
    };
  } catch (error) {
    if (error instanceof InputError) return { file, ok: false, reason: error.code, message: error.message };
    throw error;
  }
}

/** Pictures that can be read but can hardly be meant: tiny, a strip, one value all over. */
export function oddities(image: { width: number; height: number; data: ArrayLike<number> }, where: string): Notice[] {
  const said: Notice[] = [];
  const { width, height, data } = image;
  const [short, long] = [Math.min(width, height), Math.max(width, height)];
  const saw = `${width} x ${height}`;
  if (short < 8)
    said.push({
      code: 'too-small',
      level: 'warning',
      where,
      saw,
      remedy: 'The picture is only a few pixels wide or high and will be blown up to the network’s input size; look whether it is meant.',
    });
  if (long > 5 * short)
    said.push({
      code: 'extreme-aspect',
      level: 'warning',
      where,
      saw,
      remedy: 'The picture is a narrow strip and will be squeezed into a square; look whether it is meant.',
    });
  let same = true;
  for (let i = 1; same && i < data.length; i++) same = data[i] === data[0];
  if (same)
    said.push({
      code: 'constant-image',
      level: 'warning',
      where,
      saw: String(data[0]),
      remedy: 'All samples of the picture have one value: it shows nothing.',
    });
  return said;
}
