import { gzipSync } from 'node:zlib';
import { FIRST_LOAD_LIMIT } from '../scripts/lib/page.mjs';
import { expect, test } from './pages.ts';

test('from a sample to results, by mouse; every screen is accessible', async ({ studio, page }) => {
  await studio.open();
  await test.step('the first load is light', async () => {
    // The page's own list: of what its workers load it knows their first scripts alone.
    const workers = page.workers().map((w) => w.url());
    const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map((r) => r.name));
    const scripts = loaded.filter((url) => url.endsWith('.js') && !workers.includes(url));
    let bytes = 0;
    for (const url of new Set(scripts)) bytes += gzipSync(await (await page.request.get(url)).body()).byteLength;
    expect(scripts.length).toBeGreaterThan(1);
    expect(bytes).toBeGreaterThan(50_000);
    expect(bytes).toBeLessThanOrEqual(FIRST_LOAD_LIMIT);
  });
  const accessible = (where: string) =>
    test.step(`axe: ${where}`, async () => {
      await expect(studio.main.getByRole('heading', { level: 1 })).toBeVisible();
      expect(await studio.violations(), where).toEqual([]);
    });
  await accessible('Start');
  await studio.main.getByText(/^Sample settings/).click();
  await accessible('Start, settings of the samples');

  await studio.main.getByRole('button', { name: 'Try a sample' }).click();
  await studio.imagesOpen();
  await expect(studio.heading(/^180 images, 60 patients, 2 classes/)).toBeVisible();
  await expect(studio.main.getByText('synthetic').first()).toBeVisible();
  await accessible('Images');
  await studio.main.getByRole('button', { name: 'Zoom' }).click();
  await accessible('Zoom');
  await page.keyboard.press('Escape');

  await studio.go('Backbones');
  await expect(studio.main.getByRole('listitem').filter({ hasText: 'No pretraining' }).first()).toBeVisible();
  await accessible('Backbones');

  await studio.go('Experiment');
  await expect(studio.train).toBeEnabled();
  await accessible('Experiment');
  await studio.train.click();
  await expect(studio.job).toBeVisible();
  await accessible('Experiment, training');
  await studio.resultsOpen();

  await expect(studio.verdict.getByRole('heading', { level: 1 })).toContainText('AUROC');
  await expect(studio.verdict).toContainText('60 patients, 180 images');
  for (const arm of ['Natural-picture starter', 'Radiology starter', 'No pretraining']) {
    await expect(studio.main.getByRole('rowheader', { name: arm }).first()).toBeVisible();
  }
  await expect(studio.main.getByText('ROC, out of fold').first()).toBeVisible();
  await accessible('Results');

  const predictions = (await studio.download('predictions.csv')).trim().split('\n');
  expect(predictions[0]).toMatch(/^sample,patient,fold,seed,arm,label,p:/);
  expect(predictions).toHaveLength(1 + 3 * 180);
  expect(JSON.parse(await studio.download('run.json')).schema).toBe(1);
  expect(await studio.download('metrics.csv')).toContain('auroc');

  await test.step('try an image that was among them', async () => {
    const card = studio.main.getByRole('region', { name: 'Try an image' }).or(studio.main.locator('.try'));
    await card.getByRole('combobox').selectOption({ index: 1 });
    await card.getByRole('button', { name: /^Try/ }).click();
    await expect(card.getByRole('row')).toHaveCount(4);
    await expect(card.locator('.notice')).toBeVisible();
    const probabilities = await card.getByRole('row').nth(1).getByRole('cell').allTextContents();
    expect(probabilities.map(Number).reduce((a, b) => a + b)).toBeCloseTo(1, 2);
    await accessible('Results, an image tried');
  });

  await studio.go('Report');
  await expect(page.frameLocator('iframe').getByRole('heading').first()).toBeVisible();
  await accessible('Report');
  await studio.rail.getByRole('link', { name: 'About' }).click();
  await accessible('About');

  await test.step('a reload brings data and run back', async () => {
    const said = await studio.go('Results').then(() => studio.verdict.getByRole('heading').textContent());
    await page.reload();
    await studio.ready();
    await studio.go('Results');
    await expect(studio.verdict.getByRole('heading', { level: 1 })).toHaveText(said!);
    await studio.go('Images');
    await expect(studio.heading(/^180 images, 60 patients/)).toBeVisible();
  });
});
