import type { Node } from '../domain/graph.ts';
import { type Builder, builder } from './build.ts';

/** A convolution: name, output channels, window (a number for a square), and whether it takes every second place without padding. */
export type Unit = readonly [name: string, filters: number, size: number | readonly [number, number], reduce?: 'stride 2' | 'valid'];

/** The pieces both Inceptions are made of. */
export interface InceptionBuilder extends Builder {
  /** Convolution without bias, BatchNorm, ReLU: nodes `<name>.conv`, `.bn`, `.relu`. Padded to the same size unless the unit says otherwise. */
  unit(input: string, unit: Unit): string;
  /** Units one after another. */
  chain(input: string, ...units: Unit[]): string;
  concat(name: string, ...inputs: string[]): string;
  /** 3x3 max pool, stride 2, no padding. */
  shrink(name: string, input: string): string;
  /** 3x3 average pool, stride 1, padded to the same size. */
  smooth(name: string, input: string): string;
}

/** `scale`: whether BatchNorm has a gamma. `countPadding`: whether the zeros around a map enter the average pools. */
export function inceptionBuilder(epsilon: number, scale: boolean, countPadding: boolean): InceptionBuilder {
  const b = builder(3);
  const self: InceptionBuilder = {
    ...b,
    unit(input, [name, filters, window, reduce]) {
      const size: readonly [number, number] = typeof window === 'number' ? [window, window] : window;
      const stride: readonly [number, number] = reduce === 'stride 2' ? [2, 2] : [1, 1];
      const padding = reduce || (size[0] === 1 && size[1] === 1) ? 'valid' : 'same';
      let x: Node['name'] = b.add(`${name}.conv`, { kind: 'conv', filters, size, stride, padding, bias: false }, input);
      x = b.add(`${name}.bn`, { kind: 'batchnorm', epsilon, scale }, x);
      return b.add(`${name}.relu`, { kind: 'relu' }, x);
    },
    chain: (input, ...units) => units.reduce((x, unit) => self.unit(x, unit), input),
    concat: (name, ...inputs) => b.add(name, { kind: 'concat' }, ...inputs),
    shrink: (name, input) => b.add(name, { kind: 'maxpool', size: [3, 3], stride: [2, 2], padding: 'valid' }, input),
    smooth: (name, input) => b.add(name, { kind: 'avgpool', size: [3, 3], stride: [1, 1], padding: 'same', countPadding }, input),
  };
  return self;
}
