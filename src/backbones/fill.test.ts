import { expect, test } from 'vitest';
import { fill, filledInput, filledWeights, fnv1a } from './fill.ts';

// The check values of the definition of fill/1.
test('hash, tensor and input are those of the definition', () => {
  expect(fnv1a('1/conv1.weight')).toBe(0xf830ca38);
  // u back from a gamma, 0.5 + u: to the rounding of float32.
  [0.454737663, 0.635262132, 0.949821353].forEach((u, i) => {
    expect(fill(1, 'conv1.weight', 3, 'gamma')[i]! - 0.5).toBeCloseTo(u, 6);
  });
  const kernel = fill(1, 'conv1.weight', 64 * 3 * 7 * 7, 'kernel', 3 * 7 * 7);
  [-0.0182887465, 0.0546541549, 0.1817552745].forEach((v, i) => {
    expect(kernel[i]).toBeCloseTo(v, 9);
  });
  const input = filledInput(1, 0, 224, 224);
  [-0.6907334924, 0.2815063596, 0.0356056988].forEach((v, i) => {
    expect(input[i]).toBeCloseTo(v, 9);
  });
});

test('a network’s tensors are filled in the framework’s order and then turned', () => {
  const weights = filledWeights('mobilenet_v2-0.35', 'torchvision', 1);
  const kernel = weights.get('features.0.0.kernel')!;
  const raw = fill(1, 'features.0.0.weight', 16 * 27, 'kernel', 27);
  // Output 5, input 2, row 1, column 0.
  expect(kernel.data[((1 * 3 + 0) * 3 + 2) * 16 + 5]).toBe(raw[((5 * 3 + 2) * 3 + 1) * 3 + 0]);
  expect(weights.get('features.1.conv.0.0.kernel')!.data.some((v) => Math.abs(v) > Math.sqrt(6 / 9))).toBe(false);
  expect(Math.max(...weights.get('features.1.conv.0.0.kernel')!.data)).toBeGreaterThan(0.9 * Math.sqrt(6 / 9));
  expect(weights.get('features.1.conv.0.1.gamma')!.data).toEqual(fill(1, 'features.1.conv.0.1.weight', 16, 'gamma'));
});
