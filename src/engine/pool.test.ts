import { afterEach, expect, test } from 'vitest';
import type { Hash } from '../domain/ids.ts';
import { InputError } from '../domain/notice.ts';
import { fakeEngines, job, type Script, WASM } from './fixtures/fakeEngine.ts';
import { enginesFor } from './memory.ts';
import { type Pool, type PoolOptions, startPool } from './pool.ts';

let pool: Pool | null = null;
afterEach(() => {
  pool?.close();
  pool = null;
});

async function open(script: (engine: number) => Script, options: Partial<PoolOptions> = {}) {
  const { spawn, log } = fakeEngines(script);
  pool = await startPool({ spawn, weights: async () => [], cores: 2, freeMemory: () => 2 ** 33, wanted: 'auto', ...options });
  return { pool, log };
}

const bytes = async () => new Uint8Array(4);
const never = () => false;

async function rowsOf(p: Pool, n: number): Promise<Map<Hash, number>> {
  const rows = new Map<Hash, number>();
  await p.extract(job(n), bytes, (hash, values) => rows.set(hash, values[0]!), never);
  return rows;
}

const all = (n: number) => new Map(Array.from({ length: n }, (_, i) => [`h${i}`, i]));

/** The error with which a promise rejects. */
const errorOf = (work: Promise<unknown>): Promise<InputError> =>
  work.then(
    () => {
      throw new Error('nothing was thrown');
    },
    (error) => error as InputError,
  );

test('every image gets its own row, with two engines and never more than two images at one', async () => {
  const { pool: p, log } = await open(() => ({}));
  expect([p.backend, p.choice]).toEqual(['wasm-f32', WASM]);
  expect(await rowsOf(p, 40)).toEqual(all(40));
  expect(log.mostAlive).toBe(2);
  expect(log.mostUnanswered).toBeLessThanOrEqual(2);
  expect(new Set(log.images.map((i) => i.engine)).size).toBe(2);
  // The next arm uses the same engines.
  expect(await rowsOf(p, 10)).toEqual(all(10));
  expect(log.spawned).toBe(2);
});

test('engines are as many as memory allows after the first image', async () => {
  const { pool: p, log } = await open(() => ({ heap: 450e6 }), { cores: 8, freeMemory: () => 3e9 });
  await rowsOf(p, 40);
  expect(log.mostAlive).toBe(3);
  expect(enginesFor(450e6, 0)).toBe(1);
  expect(enginesFor(17e6, null)).toBeGreaterThanOrEqual(4);
});

test('a large heap is given back after the job, a small one after a while', async () => {
  const large = await open(() => ({ heap: 450e6 }));
  await rowsOf(large.pool, 4);
  expect(large.log.alive).toBe(0);
  expect(await rowsOf(large.pool, 4)).toEqual(all(4));
  large.pool.close();
  const small = await open(() => ({}), { idle: 30 });
  await rowsOf(small.pool, 4);
  expect(small.log.alive).toBeGreaterThan(0);
  await expect.poll(() => small.log.alive).toBe(0);
  expect(await rowsOf(small.pool, 4)).toEqual(all(4));
});

test('a graphics card gets one engine', async () => {
  const { pool: p, log } = await open(() => ({ choice: { ...WASM, name: 'webgpu', key: 'webgpu-f32' } }), { cores: 8 });
  await rowsOf(p, 20);
  expect(log.spawned).toBe(1);
});

test('images of an engine that dies are computed by a fresh one', async () => {
  const { pool: p, log } = await open((n) => (n === 0 ? { image: (name) => (name === 'image3' ? 'die' : 'row') } : {}));
  expect(await rowsOf(p, 30)).toEqual(all(30));
  expect(log.spawned).toBeGreaterThan(1);
});

test('an image that kills three engines is named; the rows before it stay', async () => {
  const { pool: p, log } = await open(() => ({ image: (name) => (name === 'image5' ? 'die' : 'row') }), { cores: 1 });
  const rows = new Set<Hash>();
  const error = await errorOf(p.extract(job(20), bytes, (hash) => rows.add(hash), never));
  expect(error).toBeInstanceOf(InputError);
  expect([error.code, error.where]).toEqual(['engine-died', 'image5']);
  expect(error.message).toContain('image5');
  expect(log.images.filter((i) => i.name === 'image5')).toHaveLength(3);
  expect(rows.size).toBe(5);
  expect(await rowsOf(p, 3)).toEqual(all(3));
});

test('an engine that falls silent is ended and its images are computed by another', async () => {
  const { pool: p } = await open((n) => (n === 0 ? { image: (name) => (name === 'image2' ? 'hang' : 'row') } : {}), {
    cores: 1,
    patience: { image: 150 },
  });
  expect(await rowsOf(p, 6)).toEqual(all(6));
});

test('an engine that cannot open the pack is not replaced while another works', async () => {
  const { pool: p, log } = await open((n) => (n === 0 ? {} : { open: 'die' }), { cores: 2 });
  expect(await rowsOf(p, 40)).toEqual(all(40));
  expect(log.spawned).toBe(2);
});

test('a pack that no engine can open ends in words', async () => {
  const { pool: p, log } = await open(() => ({ open: 'die' }));
  expect((await errorOf(rowsOf(p, 5))).code).toBe('engine-died');
  expect(log.spawned).toBe(3);
});

test('an image that cannot be read rejects with the reader’s own error', async () => {
  const failed = {
    kind: 'failed',
    job: 0,
    index: 0,
    error: { input: true, code: 'bad-png', message: 'image7 is cut off.', where: 'image7' },
  } as const;
  const { pool: p } = await open(() => ({ image: (name) => (name === 'image7' ? failed : 'row') }));
  const error = await errorOf(rowsOf(p, 20));
  expect(error).toBeInstanceOf(InputError);
  expect([error.code, error.where, error.message]).toEqual(['bad-png', 'image7', 'image7 is cut off.']);
  // What the failed job left running does not disturb the next.
  expect(await rowsOf(p, 5)).toEqual(all(5));
});

test('bytes that cannot be had reject the call', async () => {
  const { pool: p } = await open(() => ({}));
  const gone = () => Promise.reject(new InputError('image-gone', 'It is gone.', 'x'));
  expect((await errorOf(p.extract(job(5), gone, () => {}, never))).code).toBe('image-gone');
});

test('cancelling returns while an engine is at work that would never answer, and ends that engine', async () => {
  const { pool: p, log } = await open(() => ({ image: (name) => (name === 'image4' ? 'hang' : 'row') }), { cores: 1 });
  let cancelled = false;
  const rows = new Set<Hash>();
  setTimeout(() => (cancelled = true), 100);
  await p.extract(
    job(20),
    bytes,
    (hash) => rows.add(hash),
    () => cancelled,
  );
  expect(rows.size).toBe(4);
  expect(log.alive).toBe(0);
  expect(await rowsOf(p, 3)).toEqual(all(3));
});

test('two calls take turns', async () => {
  const { pool: p } = await open(() => ({}));
  const [a, b] = await Promise.all([rowsOf(p, 12), rowsOf(p, 7)]);
  expect(a).toEqual(all(12));
  expect(b).toEqual(all(7));
});

test('features of two backends are never mixed', async () => {
  const { pool: p } = await open((n) => (n === 0 ? {} : { choice: { ...WASM, key: 'wasm-nosimd-f32' } }));
  expect((await errorOf(rowsOf(p, 40))).code).toBe('backend-changed');
});

test('a start that hangs, dies or fails rejects with words', async () => {
  const start = (script: Script) => errorOf(open(() => script, { patience: { start: 150 } }));
  expect((await start({ start: 'hang' })).code).toBe('engine-died');
  expect((await start({ start: 'die' })).code).toBe('engine-died');
  const failed = { kind: 'failed', job: null, index: null, error: { input: true, code: 'no-backend', message: 'Nothing here.' } } as const;
  expect((await start({ start: failed })).code).toBe('no-backend');
});

test('the number of engines is told', async () => {
  const told: number[] = [];
  const { pool: p } = await open(() => ({}), { workers: (n) => told.push(n) });
  await rowsOf(p, 10);
  p.close();
  expect(told[0]).toBe(1);
  expect(Math.max(...told)).toBe(2);
  expect(told.at(-1)).toBe(0);
  expect(await errorOf(rowsOf(p, 1))).toBeInstanceOf(Error);
});
