/** An image as ONNX models take it: height x width x channels to channels x height x width. */
export function channelsFirst(image: Float32Array, channels: number): Float32Array {
  const pixels = image.length / channels;
  return Float32Array.from(image, (_, i) => image[(i % pixels) * channels + Math.floor(i / pixels)]!);
}
