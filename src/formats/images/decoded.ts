import type { Notice } from '../../domain/notice.ts';

/** A picture as its file stores it, after EXIF orientation, before anything is dropped: interleaved samples, rows top to bottom. */
export interface Decoded {
  format: 'png' | 'jpeg';
  width: number;
  height: number;
  /** Components a pixel: 1 grey, 2 grey and alpha, 3 RGB, 4 RGB and alpha. */
  channels: 1 | 2 | 3 | 4;
  /** Greys of 1, 2 and 4 bits are scaled to 0 … 255, palettes are looked up, 16 bits are kept. */
  data: Uint8Array | Uint16Array;
  /** Bits a sample in the file. */
  depth: number;
  decodedBy: string;
  /** Worth telling: orientation applied, transparency dropped … */
  notices: Notice[];
}
