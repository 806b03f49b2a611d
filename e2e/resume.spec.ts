import { expect, test } from './pages.ts';

const IMAGES = 120;

test('the page reloaded in the middle of a run comes back and goes on from the features it had', async ({ studio, page }) => {
  await studio.open();
  await studio.sampleSettings({ Patients: 40 });
  await studio.sample('Pneumonia');
  await studio.go('Experiment');
  await studio.train.click();
  await expect.poll(async () => (await studio.features()).length).toBeGreaterThanOrEqual(16);
  await page.reload();
  await studio.ready();
  const before = await studio.features();
  expect(before.length).toBeGreaterThanOrEqual(16);
  expect(before.length).toBeLessThan(3 * IMAGES);

  await expect(studio.main.getByRole('region', { name: 'A run that was interrupted' })).toBeVisible();
  await studio.main.getByRole('button', { name: 'Go on' }).click();
  await studio.resultsOpen();
  // No image went through a network twice: a row computed again would be stored again.
  const after = await studio.features();
  const rows = after.map((f) => `${f.key} ${f.row}`);
  expect(rows).toHaveLength(3 * IMAGES);
  expect(new Set(rows).size).toBe(3 * IMAGES);
  for (const row of before) expect(after).toContainEqual(row);
});

test('a worker that dies in the middle of a run is started again; labels and features are kept', async ({ studio, page }) => {
  await studio.open();
  await studio.sampleSettings({ Patients: 40 });
  await studio.sample('Hemorrhage');
  const classes = studio.main.getByRole('group', { name: /^Classes/ });
  const given = await classes.innerText();
  await studio.main.getByLabel(/Arrow keys step/).focus();
  await page.keyboard.press('0');
  await expect.poll(() => classes.innerText()).not.toBe(given);
  const labelled = await classes.innerText();

  await studio.go('Experiment');
  await studio.train.click();
  await expect.poll(async () => (await studio.features()).length).toBeGreaterThanOrEqual(16);
  const worker = page.workers().find((w) => /main-[^/]*\.js$/.test(w.url()))!;
  const page1 = studio.page;
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('as if it had run out of memory');
    });
  });
  await expect(page1.getByText(/had stopped and was started again|is being started again/).first()).toBeVisible();
  await expect(studio.main.getByRole('region', { name: 'A run that was interrupted' })).toBeVisible();
  const before = await studio.features();
  await studio.main.getByRole('button', { name: 'Go on' }).click();
  await studio.resultsOpen();
  const rows = (await studio.features()).map((f) => `${f.key} ${f.row}`);
  expect(new Set(rows).size).toBe(rows.length);
  expect(rows.length).toBeGreaterThan(before.length);
  await studio.go('Images');
  await expect.poll(() => classes.innerText()).toBe(labelled);
});

test('a run that is cancelled keeps what was finished, and the next begins with it', async ({ studio }) => {
  await studio.open();
  await studio.sampleSettings({ Patients: 40 });
  await studio.sample('Breast lesion');
  await studio.go('Experiment');
  await studio.train.click();
  await expect.poll(async () => (await studio.features()).length).toBeGreaterThanOrEqual(16);
  await studio.job.getByRole('button', { name: 'Cancel' }).click();
  await expect(studio.job).toHaveCount(0);
  await expect(studio.train).toBeEnabled();
  await studio.train.click();
  await studio.resultsOpen();
  const rows = (await studio.features()).map((f) => `${f.key} ${f.row}`);
  expect(rows).toHaveLength(3 * IMAGES);
  expect(new Set(rows).size).toBe(3 * IMAGES);
});
