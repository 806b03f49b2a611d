import type { Page } from '@playwright/test';
import { expect, test } from './pages.ts';

/** Steps with Tab until the control of this name has the focus, as somebody without a mouse would. */
async function tabTo(page: Page, name: RegExp, most = 80): Promise<void> {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const said = (await focused.getAttribute('aria-label')) ?? (await focused.innerText().catch(() => ''));
    if (name.test(said.trim())) return;
  }
  throw new Error(`Tab never reached ${name}.`);
}

test('from a sample to results and a download, by keyboard alone', async ({ studio, page }) => {
  await studio.open();
  await tabTo(page, /^Sample settings/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^$|Patients/);
  for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowLeft');
  await expect(studio.main.getByText(/^Sample settings: 40 patients/)).toBeVisible();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(page.locator(':focus')).toContainText('Hemorrhage');
  await page.keyboard.press('Enter');
  await expect(studio.heading(/^120 images, 40 patients, 2 classes/)).toBeVisible();

  await test.step('step, zoom, label and undo in the gallery', async () => {
    await tabTo(page, /images\. Arrow keys step/);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Space');
    await expect(page.getByRole('dialog')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toBeHidden();
    const counts = studio.main.getByRole('group', { name: /^Classes/ });
    const before = await counts.innerText();
    await page.keyboard.press('1');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('2');
    await page.keyboard.press('0');
    await expect.poll(() => counts.innerText()).not.toBe(before);
    for (let i = 0; i < 3; i++) await page.keyboard.press('Control+z');
    await expect.poll(() => counts.innerText()).toBe(before);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toContainText('zoom');
    await page.keyboard.press('Escape');
  });

  await tabTo(page, /Choose backbones/);
  await page.keyboard.press('Enter');
  await expect(studio.heading('Which networks are compared?')).toBeVisible();
  await tabTo(page, /Set up the experiment/);
  await page.keyboard.press('Enter');
  await expect(studio.train).toBeEnabled();
  await tabTo(page, /^Train$/);
  await page.keyboard.press('Enter');
  await studio.resultsOpen();

  await tabTo(page, /predictions\.csv$/, 200);
  const [file] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('Enter')]);
  expect(file.suggestedFilename()).toBe('predictions.csv');
});
