import { zipSync } from 'fflate';
import { expect, test } from './pages.ts';
import { greyPng } from './png.ts';

// Chromium's software adapters stand in for a graphics card: slow, and right.
test.use({
  launchOptions: async ({ launchOptions }, use) =>
    use({ ...launchOptions, args: [...(launchOptions.args ?? []), '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader'] }),
});

test('WebGL and WebGPU give the features that wasm gives, and are never chosen by themselves where they are software', async ({
  studio,
  page,
}) => {
  test.setTimeout(600_000);
  await studio.open();
  await studio.choose(eightPictures());
  await studio.imagesOpen();
  await studio.go('Experiment');
  await studio.main.getByLabel('Folds').fill('2');
  const chip = page
    .getByRole('banner')
    .getByText(/WebAssembly|WebGL|WebGPU|chosen when needed/)
    .first();
  await expect(chip).toHaveText(/WebAssembly/);
  await studio.trainToResults();
  const wasm = new Map((await studio.features()).map((f) => [f.row + f.key, f]));
  expect(wasm.size).toBe(3 * 8);
  // The same pixels by arm: rows of one key in the order of their hashes.
  const known = [...wasm.values()];

  for (const backend of ['WebGL', 'WebGPU']) {
    await test.step(backend, async () => {
      await chip.click();
      await page.getByRole('radio', { name: backend }).click();
      await page.keyboard.press('Escape');
      await expect(chip).toHaveText(backend);
      await studio.trainToResults();
      await expect(studio.job).toHaveCount(0);
      const all = await studio.features();
      const fresh = all.filter((f) => !known.some((k) => k.key === f.key));
      expect(fresh, 'features of their own, not those of another backend').toHaveLength(3 * 8);
      known.push(...fresh);
      for (const f of fresh) {
        const same = [...wasm.values()].filter((w) => w.row === f.row).map((w) => relative(f.values, w.values));
        expect(Math.min(...same), `${backend}, image ${f.row.slice(0, 8)}`).toBeLessThan(1e-4);
      }
    });
  }
});

/** Largest difference over the largest value of the reference. */
function relative(a: readonly number[], b: readonly number[]): number {
  const scale = Math.max(...b.map(Math.abs));
  return Math.max(...a.map((x, i) => Math.abs(x - b[i]!))) / scale;
}

/** Two classes of four pictures: bright discs and bright bars, each at a place of its own. */
function eightPictures(): { name: string; mimeType: string; buffer: Buffer } {
  const files: Record<string, Uint8Array> = {};
  for (let i = 0; i < 8; i++) {
    const disc = i % 2 === 0;
    const data = Uint8Array.from({ length: 64 * 64 }, (_, at) => {
      const [x, y] = [(at % 64) - 20 - 3 * i, Math.floor(at / 64) - 40 + 2 * i];
      const inside = disc ? x * x + y * y < 150 : Math.abs(x) < 4;
      return (inside ? 180 : 40) + ((at * (i + 3)) % 31);
    });
    files[`${disc ? 'disc' : 'bar'}/${i}.png`] = greyPng(64, 64, data);
  }
  return { name: 'eight.zip', mimeType: 'application/zip', buffer: Buffer.from(zipSync(files)) };
}
