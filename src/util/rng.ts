import { exactLog } from './exactMath.ts';

/** A seeded stream of random numbers. Handed on as an argument, never kept in a module. */
export interface Rng {
  /** Uniform in [0, 1), 32 random bits. */
  next(): number;
  /** Uniform integer in [0, n), without modulo bias. n in 1..2^32. */
  int(n: number): number;
  /** Standard normal deviate (polar method of Marsaglia, on this stream). */
  normal(): number;
  /** Fisher-Yates shuffle in place; returns its argument. */
  shuffle<T>(items: T[]): T[];
  /** An independent stream named `name`, depending on this stream's seed alone, not on how much was drawn from it. */
  stream(name: string): Rng;
}

/** A stream for `seed` and a purpose (`'split'`, `'dropout'` …). Generator: xoshiro128** 1.1 (Blackman & Vigna 2021), seeded by splitmix32 over FNV-1a of the name. */
export function rng(seed: number, name = ''): Rng {
  return fromKey(`${seed}/${name}`);
}

function fromKey(key: string): Rng {
  let mix = fnv1a(key);
  const word = () => {
    mix = (mix + 0x9e3779b9) | 0;
    let z = mix;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [word(), word(), word(), word() | 1];
  const bits = () => {
    const r = Math.imul(rotl(Math.imul(b, 5), 7), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = rotl(d, 11);
    return r;
  };
  let spare: number | null = null;
  const self: Rng = {
    next: () => bits() / 4294967296,
    int(n) {
      const limit = 4294967296 - (4294967296 % n);
      let r = bits();
      while (r >= limit) r = bits();
      return r % n;
    },
    normal() {
      if (spare !== null) {
        const s = spare;
        spare = null;
        return s;
      }
      let u: number;
      let v: number;
      let s: number;
      do {
        u = 2 * self.next() - 1;
        v = 2 * self.next() - 1;
        s = u * u + v * v;
      } while (s >= 1 || s === 0);
      const f = Math.sqrt((-2 * exactLog(s)) / s);
      spare = v * f;
      return u * f;
    },
    shuffle(items) {
      for (let i = items.length - 1; i > 0; i--) {
        const j = self.int(i + 1);
        [items[i], items[j]] = [items[j]!, items[i]!];
      }
      return items;
    },
    stream: (name) => fromKey(`${key}/${name}`),
  };
  return self;
}

const rotl = (x: number, k: number) => (x << k) | (x >>> (32 - k));

function fnv1a(text: string): number {
  let h = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) h = Math.imul(h ^ byte, 0x01000193);
  return h | 0;
}
