import { expect, test } from 'vitest';
import { InputError } from '../domain/notice.ts';
import { isSoftware } from './backends/software.ts';
import { type Backend, BackendError, type BackendName, type Presence } from './backends/types.ts';
import { withTimeout } from './backends/withTimeout.ts';
import { type ChooseOptions, choose } from './choose.ts';

interface Fake {
  found?: Partial<Presence>;
  available?: () => Promise<Presence>;
  start?: () => Promise<{ key: string; device: string }>;
}

/** Chooses among fakes; what is not said is there and starts. */
function among(
  fakes: Partial<Record<BackendName, Fake>>,
  wanted: 'auto' | BackendName = 'auto',
  options: ChooseOptions = {},
  wrong: string | null = null,
) {
  const log: string[] = [];
  const backends = (['webgpu', 'webgl', 'wasm'] as const).map((name): Backend => {
    const fake = fakes[name] ?? {};
    return {
      name,
      available: fake.available ?? (async () => ({ ok: true, code: 'chosen', detail: name, device: `${name} card`, ...fake.found })),
      start() {
        log.push(`start ${name}`);
        return fake.start?.() ?? Promise.resolve({ key: `${name}-f32`, device: name });
      },
    };
  });
  const check = async () => {
    log.push('check');
    return wrong;
  };
  const chosen = choose(wanted, options, { backends, check, discard: (name) => log.push(`discard ${name}`) });
  return { chosen, log };
}

const absent: Fake = { found: { ok: false, code: 'absent', detail: 'none' } };
const software: Fake = { found: { ok: false, code: 'software', detail: 'SwiftShader', device: 'SwiftShader' } };

test('the first real one in the order WebGPU, WebGL, wasm', async () => {
  expect(await among({}).chosen).toMatchObject({ name: 'webgpu', key: 'webgpu-f32', device: 'webgpu, webgpu card', software: false });
  expect((await among({ webgpu: absent }).chosen).name).toBe('webgl');
  expect(await among({ webgpu: absent, webgl: absent }).chosen).toMatchObject({ name: 'wasm', device: 'wasm' });
});

test('a graphics card is checked against stored values, wasm is not', async () => {
  const card = among({});
  await card.chosen;
  expect(card.log).toEqual(['start webgpu', 'check']);
  const cpu = among({}, 'wasm');
  await cpu.chosen;
  expect(cpu.log).toEqual(['start wasm']);
});

test('software adapters are passed over unless asked for', async () => {
  const silent = await among({ webgpu: software, webgl: software }).chosen;
  expect(silent.reasons.map((r) => [r.backend, r.code])).toEqual([
    ['webgpu', 'software'],
    ['webgl', 'software'],
    ['wasm', 'chosen'],
  ]);
  expect(await among({ webgl: software }, 'webgl', { allowSoftware: true }).chosen).toMatchObject({ name: 'webgl', software: true });
  expect((await among({ webgl: software }, 'webgl').chosen).name).toBe('wasm');
});

test('wrong values, a failing start, a failing look and a hanging start lead to the next, each with its reason', async () => {
  const wrong = among({}, 'auto', {}, 'conv 3x3: relative error 3e-1');
  const chosen = await wrong.chosen;
  expect(chosen.name).toBe('wasm');
  expect(chosen.reasons[0]).toEqual({ backend: 'webgpu', code: 'wrong-values', detail: 'conv 3x3: relative error 3e-1' });
  expect(wrong.log).toEqual(['start webgpu', 'check', 'discard webgpu', 'start webgl', 'check', 'discard webgl', 'start wasm']);

  const { reasons } = await among({
    webgpu: { start: () => withTimeout(new Promise(() => {}), 20, 'webgpu') },
    webgl: { available: () => Promise.reject(new Error('context lost')) },
  }).chosen;
  expect(reasons.map((r) => [r.backend, r.code])).toEqual([
    ['webgpu', 'timeout'],
    ['webgl', 'failed'],
    ['wasm', 'chosen'],
  ]);
  expect(reasons[1]!.detail).toBe('context lost');

  const half = await among({ webgpu: absent, webgl: { start: () => Promise.reject(new BackendError('half-precision', '16 bits')) } })
    .chosen;
  expect(half.reasons[1]).toEqual({ backend: 'webgl', code: 'half-precision', detail: '16 bits' });
});

test('a wanted backend that is not there falls back to wasm; if wasm fails too, there are words', async () => {
  const { name, reasons } = await among({ webgl: absent }, 'webgl').chosen;
  expect([name, reasons.map((r) => r.backend)]).toEqual(['wasm', ['webgl', 'wasm']]);
  const error = await among({ webgpu: absent, webgl: absent, wasm: { start: () => Promise.reject(new Error('no memory')) } }).chosen.catch(
    (e) => e,
  );
  expect(error).toBeInstanceOf(InputError);
  expect([error.code, error.message]).toEqual(['no-backend', expect.stringContaining('wasm: no memory')]);
});

test('names of processors that pose as graphics cards', () => {
  const posing = [
    'ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero) (0x0000C0DE)), SwiftShader driver)',
    'google swiftshader',
    'llvmpipe (LLVM 15.0.6, 256 bits)',
    'ANGLE (Microsoft, Microsoft Basic Render Driver (0x0000008C) Direct3D11)',
    'Apple Software Renderer',
  ];
  const real = [
    'ANGLE (NVIDIA, NVIDIA GeForce RTX 3060 Direct3D11 vs_5_0 ps_5_0, D3D11)',
    'Apple M2',
    'intel gen-12lp',
    'Mali-G78',
    'unnamed adapter',
  ];
  expect(posing.map(isSoftware)).toEqual(posing.map(() => true));
  expect(real.map(isSoftware)).toEqual(real.map(() => false));
});
