import { InputError } from '../../domain/notice.ts';

/** Largest picture that is opened, in pixels: a phone camera's is a quarter of it. */
export const MAX_PIXELS = 100e6;
/** Largest decoded picture in bytes. */
export const MAX_BYTES = 512e6;

/** Refuses a picture by the size its header declares, before anything is allocated. `bytesPerPixel` after decoding. */
export function checkSize(width: number, height: number, bytesPerPixel: number, where: string): void {
  if (width === 0 || height === 0)
    throw new InputError('corrupt', `${where} is damaged: its header says ${width} x ${height} pixels.`, where);
  if (width * height <= MAX_PIXELS && width * height * bytesPerPixel <= MAX_BYTES) return;
  throw new InputError(
    'too-large',
    `${where} is too large: its header says ${width} x ${height} pixels, more than the ${MAX_PIXELS / 1e6} megapixels (or ${MAX_BYTES / 1e6} MB) that are opened. Scale it down and try again.`,
    where,
  );
}
