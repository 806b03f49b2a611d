import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';

/** `npm run golden` on a small network of each framework, on a backend that only a browser has. */
function golden(backend: string): Promise<{ code: number | null; out: string; said: string }> {
  const script = fileURLToPath(new URL('../scripts/golden.mjs', import.meta.url));
  const folder = fileURLToPath(new URL('../scripts/golden/fixtures', import.meta.url));
  const child = spawn(process.execPath, [script, folder, '--only', 'mobilenet_v2-0.35-96', '--backend', backend, '--json']);
  let [out, said] = ['', ''];
  child.stdout.on('data', (text) => (out += text));
  child.stderr.on('data', (text) => (said += text));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, said })));
}

for (const backend of ['webgl', 'webgpu']) {
  test(`the networks give their frameworks’ features on ${backend}`, async () => {
    const { code, out, said } = await golden(backend);
    expect(code, said).toBe(0);
    const { cases } = JSON.parse(out) as { cases: { id: string; error: number; tolerance: number; backend: string }[] };
    expect(cases.map((c) => c.id)).toEqual(['keras-mobilenet_v2-0.35-96', 'tv-mobilenet_v2-0.35-96']);
    for (const c of cases) {
      expect(c.backend).toBe(backend);
      expect(c.error, c.id).toBeLessThanOrEqual(c.tolerance);
    }
  });
}
