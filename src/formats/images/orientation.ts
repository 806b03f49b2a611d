import type { Decoded } from './decoded.ts';

/** Orientation 1 … 8 from a TIFF block (the body of an EXIF segment or an eXIf chunk); 1 where it says nothing readable. */
export function exifOrientation(tiff: Uint8Array): number {
  if (tiff.length < 14) return 1;
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  const little = tiff[0] === 0x49 && tiff[1] === 0x49;
  if (!little && !(tiff[0] === 0x4d && tiff[1] === 0x4d)) return 1;
  if (view.getUint16(2, little) !== 42) return 1;
  const ifd = view.getUint32(4, little);
  if (ifd + 2 > tiff.length) return 1;
  const count = view.getUint16(ifd, little);
  for (let i = 0; i < count; i++) {
    const at = ifd + 2 + 12 * i;
    if (at + 12 > tiff.length) return 1;
    if (view.getUint16(at, little) !== 0x0112) continue;
    const value = view.getUint16(at + 2, little) === 3 ? view.getUint16(at + 8, little) : 1;
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** The upright picture: mirrored and turned as EXIF orientation (TIFF 6.0, tag 274) asks, in place of what a viewer would do. */
export function upright(image: Decoded, orientation: number, where: string): Decoded {
  if (orientation === 1) return image;
  const { width: w, height: h, channels: c, data } = image;
  const turned = orientation >= 5;
  const [W, H] = turned ? [h, w] : [w, h];
  const out = data instanceof Uint8Array ? new Uint8Array(data.length) : new Uint16Array(data.length);
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) {
      const [u, v] = turned ? [y, x] : [x, y];
      const sx = [2, 3, 7, 8].includes(orientation) ? w - 1 - u : u;
      const sy = [3, 4, 6, 7].includes(orientation) ? h - 1 - v : v;
      const from = (sy * w + sx) * c;
      const to = (y * W + x) * c;
      for (let k = 0; k < c; k++) out[to + k] = data[from + k]!;
    }
  }
  const notice = {
    code: 'orientation-applied',
    level: 'info' as const,
    where,
    saw: String(orientation),
    remedy: 'The file asks to be shown turned or mirrored (EXIF orientation); it was, so that image and features are upright.',
  };
  return { ...image, width: W, height: H, data: out, notices: [...image.notices, notice] };
}
