import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from './pages.ts';
import { namedArrays, weightFilesIn } from './weightFiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'radtune-half-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('float16: its cost is measured on the open images before anything is stored, and the stored pack lasts and can be used', async ({
  studio,
  page,
}) => {
  const file = weightFilesIn(folder).torch('mine.pt', namedArrays('mobilenet_v2-0.1', 'torchvision', 7));
  await studio.open();
  await studio.sampleSettings({ Patients: 20, 'Images per patient': 2 });
  await studio.main.getByRole('button', { name: 'Try a sample' }).click();
  await studio.imagesOpen();
  await studio.go('Backbones');
  await studio.addWeights(file);
  const [before] = (await studio.packFiles()).filter((f) => f.path.endsWith('.safetensors'));
  const row = await studio.openPack(before!.path.split('/')[1]!);
  await row.getByRole('button', { name: /^Store in float16 …/ }).click();
  const cost = row.getByText(/the features change by/);
  await expect(cost).toBeVisible({ timeout: 60_000 });
  const said = await cost.innerText();
  expect(said).toContain('On 32 images');
  const [median, largest] = [...said.matchAll(/([\d.]+(?:e-?\d+)?) ?%/g)].map((m) => Number(m[1]));
  // How far rounding carries is the network's own: noise of its size on the weights of the real MobileNetV2 changes the features by some percent too.
  expect(median).toBeGreaterThan(0);
  expect(largest).toBeGreaterThanOrEqual(median!);
  expect((await studio.packFiles()).map((f) => f.path)).toContain(before!.path);
  await row.getByRole('button', { name: 'Store in float16', exact: true }).click();
  await expect(row).toContainText(/in float16/);
  await page.reload();
  await studio.ready();
  await studio.go('Backbones');
  const files = (await studio.packFiles()).filter((f) => f.path.endsWith('.safetensors'));
  expect(files).toHaveLength(1);
  expect(files[0]!.bytes).toBeLessThan(before!.bytes);
});
