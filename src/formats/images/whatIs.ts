/** What a file is by its first bytes, where it is not a PNG or JPEG. `reason` is the code of the refusal, `what` names it, `remedy` says what to do. */
export interface Foreign {
  kind: string;
  reason: 'empty-file' | 'not-an-image' | 'unsupported-format' | 'nested-archive';
  what: string;
  remedy: string;
}

const SAVE = 'Save it as PNG or JPEG.';
const SAVE16 = 'Save it as PNG, which keeps 16 bits.';
const SLICES = 'Save its images as PNG.';
const UNPACK = 'Unpack it and give its files.';

/** Kind, what it is, what to do, and the bytes that tell it: texts at an offset, one of which must be there. */
const SIGNATURES: readonly [kind: string, reason: Foreign['reason'], what: string, remedy: string, at: number, ...texts: string[]][] = [
  ['gif', 'unsupported-format', 'a GIF (256 colours, perhaps an animation)', SAVE, 0, 'GIF87a', 'GIF89a'],
  ['tiff', 'unsupported-format', 'a TIFF', SAVE16, 0, 'II*\0', 'MM\0*', 'II+\0', 'MM\0+'],
  ['webp', 'unsupported-format', 'a WebP', SAVE, 8, 'WEBP'],
  ['bmp', 'unsupported-format', 'a BMP', SAVE, 6, '\0\0\0\0'],
  ['heif', 'unsupported-format', 'a HEIC or AVIF', SAVE, 4, 'ftyp'],
  ['jpeg2000', 'unsupported-format', 'a JPEG 2000', SAVE16, 4, 'jP  '],
  ['jpeg2000', 'unsupported-format', 'a JPEG 2000', SAVE16, 0, '\xff\x4f\xff\x51'],
  ['jxl', 'unsupported-format', 'a JPEG XL', SAVE16, 4, 'JXL '],
  ['jxl', 'unsupported-format', 'a JPEG XL', SAVE16, 0, '\xff\x0a'],
  ['psd', 'unsupported-format', 'a Photoshop file', SAVE, 0, '8BPS'],
  ['dicom', 'unsupported-format', 'a DICOM file', 'Export it as PNG from a viewer (16 bits keep the grey levels).', 128, 'DICM'],
  ['nifti', 'unsupported-format', 'a NIfTI volume', SLICES, 344, 'n+1\0', 'ni1\0'],
  ['nifti', 'unsupported-format', 'a NIfTI volume', SLICES, 4, 'n+2\0', 'ni2\0'],
  ['numpy', 'unsupported-format', 'a NumPy array', SLICES, 0, '\x93NUMPY'],
  ['hdf5', 'unsupported-format', 'an HDF5 file', SLICES, 0, '\x89HDF'],
  ['zip', 'nested-archive', 'a zip archive', UNPACK, 0, 'PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'],
  ['gzip', 'nested-archive', 'a gzip archive', UNPACK, 0, '\x1f\x8b'],
  ['7z', 'nested-archive', 'a 7-Zip archive', UNPACK, 0, '7z\xbc\xaf'],
  ['rar', 'nested-archive', 'a RAR archive', UNPACK, 0, 'Rar!'],
  ['tar', 'nested-archive', 'a tar archive', UNPACK, 257, 'ustar'],
  ['xz', 'nested-archive', 'an xz archive', UNPACK, 0, '\xfd7zXZ\0'],
  ['bzip2', 'nested-archive', 'a bzip2 archive', UNPACK, 0, 'BZh'],
  ['pdf', 'not-an-image', 'a PDF', 'Export its pictures as PNG.', 0, '%PDF-'],
];

/** Names what a file is that cannot be read as an image. The first 1024 bytes are enough. */
export function whatIs(bytes: Uint8Array): Foreign {
  if (bytes.length === 0) return { kind: 'empty', reason: 'empty-file', what: 'empty (0 bytes)', remedy: 'Copy or download it again.' };
  const found = SIGNATURES.find(
    ([kind, , , , at, ...texts]) =>
      texts.some((t) => text(bytes, at, at + t.length) === t) && (kind !== 'bmp' || text(bytes, 0, 2) === 'BM'),
  );
  if (found) return { kind: found[0], reason: found[1], what: found[2], remedy: found[3] };
  return (
    writing(bytes.subarray(0, 1024)) ?? { kind: 'unknown', reason: 'not-an-image', what: 'not an image of a kind known here', remedy: SAVE }
  );
}

const text = (b: Uint8Array, from: number, to: number) => String.fromCharCode(...b.subarray(from, to));

/** SVG, a web page or any text; null where the bytes are no text. */
function writing(start: Uint8Array): Foreign | null {
  if (start.some((v) => v < 9 || (v > 13 && v < 32) || v === 127)) return null;
  const head = text(start, 0, 1024)
    .replace(/^\xef\xbb\xbf/, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .replace(/<\?xml[^>]*>/i, '')
    .trimStart()
    .toLowerCase();
  if (/^(<!doctype svg|<svg[\s>])/.test(head)) {
    return {
      kind: 'svg',
      reason: 'not-an-image',
      what: 'an SVG drawing (text that could run scripts), not a picture of pixels',
      remedy: SAVE,
    };
  }
  if (/^<(!doctype html|html|head|body)/.test(head)) {
    const remedy = 'Download the image again.';
    return { kind: 'html', reason: 'not-an-image', what: 'a web page, perhaps the error page of a failed download', remedy };
  }
  return { kind: 'text', reason: 'not-an-image', what: 'text, not an image', remedy: 'Leave it out, or give the image that was meant.' };
}
