import { InputError } from '../../domain/notice.ts';
import { exifOrientation } from './orientation.ts';

/** What a JPEG's markers say (ITU-T T.81, B). */
export interface JpegHeader {
  /** SOF marker, 0xc0 baseline … 0xcf. */
  sof: number;
  bits: number;
  width: number;
  height: number;
  components: number;
  orientation: number;
  progressive: boolean;
}

export const isJpeg = (b: Uint8Array): boolean => b.length >= 3 && b[0] === 0xff && b[1] === 0xd8 && b[2] === 0xff;

const isSof = (m: number) => m >= 0xc0 && m <= 0xcf && m !== 0xc4 && m !== 0xc8 && m !== 0xcc;
const EXIF = [0x45, 0x78, 0x69, 0x66, 0, 0];

/** Walks all markers up to the end-of-image marker, so that a file that was cut is known before it is decoded. Throws InputError truncated or corrupt. */
export function jpegMarkers(bytes: Uint8Array, where: string): JpegHeader {
  const truncated = (): never => {
    throw new InputError(
      'truncated',
      `${where} is cut short: the JPEG has no end marker, so the lower part of the picture would be grey. Copy or download it again.`,
      where,
    );
  };
  const corrupt = (what: string): never => {
    throw new InputError('corrupt', `${where} is a damaged JPEG: ${what}. Export or download it again.`, where);
  };
  let header: Omit<JpegHeader, 'orientation'> | null = null;
  let orientation = 1;
  let scans = 0;
  let at = 2;
  for (;;) {
    // Between segments: anything up to the next marker is passed over, as every decoder does.
    while (at < bytes.length && (bytes[at] !== 0xff || bytes[at + 1] === 0xff || bytes[at + 1] === 0)) at++;
    if (at + 1 >= bytes.length) return truncated();
    const marker = bytes[at + 1]!;
    at += 2;
    if (marker === 0xd9) break;
    if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) continue;
    if (at + 2 > bytes.length) return truncated();
    const length = (bytes[at]! << 8) | bytes[at + 1]!;
    if (length < 2) return corrupt('a segment has no length');
    if (at + length > bytes.length) return truncated();
    const body = bytes.subarray(at + 2, at + length);
    if (isSof(marker)) {
      if (header) return corrupt('it has two frame headers');
      if (body.length < 6) return corrupt('its frame header is too short');
      header = {
        sof: marker,
        bits: body[0]!,
        height: (body[1]! << 8) | body[2]!,
        width: (body[3]! << 8) | body[4]!,
        components: body[5]!,
        progressive: marker === 0xc2,
      };
    } else if (marker === 0xe1 && EXIF.every((v, i) => body[i] === v)) {
      if (orientation === 1) orientation = exifOrientation(body.subarray(6));
    } else if (marker === 0xda) scans++;
    at += length;
    if (marker === 0xda) at = endOfScan(bytes, at);
  }
  if (!header) return corrupt('it has no frame header');
  if (scans === 0) return corrupt('it holds no picture');
  return { ...header, orientation };
}

/** Position of the first marker after entropy-coded data that is neither a stuffed byte nor a restart. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let at = bytes.indexOf(0xff, start); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const next = bytes[at + 1];
    if (next !== undefined && next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return at;
  }
  return bytes.length;
}
