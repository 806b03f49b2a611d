/** One decoded picture, in the values the file stores. Samples of one pixel lie together (interleaved), rows top to bottom. */
export interface Frame {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Uint8Array | Uint16Array | Int16Array | Float32Array;
  /** Bits that carry meaning: 8 for most pictures, 12 or 16 for radiology. */
  bits: number;
  /** stored value * slope + intercept = meaning (Hounsfield units …); 1 and 0 for pictures. */
  rescale: { slope: number; intercept: number };
  window?: { center: number; width: number };
  /** True where low values are bright (MONOCHROME1). */
  invert: boolean;
  /** Name and version of the decoder, for the run record. */
  decodedBy: string;
}
