// `npm run bench:journey`: a person's way from the sample to the results, timed in Chromium: seconds, the page's longest task, and how long a click waits while heads are trained.
import { ensureBrowser } from './lib/browser.mjs';
import { DIST, ensurePage } from './lib/builtPage.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { serve } from './lib/server.mjs';

ensureDependencies();
const path = await ensureBrowser();
await ensurePage();
const { chromium } = await import('@playwright/test');
const server = await serve(DIST, 0);
const browser = await chromium.launch({
  ...(path === 'playwright' ? {} : { executablePath: path }),
  args: ['--disable-background-networking', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
});
try {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, locale: 'en-GB' });
  await page.addInitScript(() => {
    globalThis.longTasks = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) globalThis.longTasks.push(entry.duration);
    }).observe({ type: 'longtask', buffered: true });
  });
  await page.goto(server.address);
  const main = page.getByRole('main');
  await main.getByRole('button', { name: 'Try a sample' }).click({ trial: true });

  const began = performance.now();
  const since = () => (performance.now() - began) / 1000;
  await main.getByRole('button', { name: 'Try a sample' }).click();
  await main.getByRole('heading', { name: /^\d+ images,/ }).waitFor();
  const images = since();
  await page.getByRole('navigation', { name: 'Rooms' }).getByRole('link', { name: 'Experiment' }).click();
  await main.getByRole('button', { name: 'Train', exact: true }).click();
  const clicks = clicksWhile(page);
  await page.getByTestId('verdict').waitFor({ timeout: 600_000 });
  const results = since();
  clicks.stop();
  const waits = await clicks.done;
  const longest = await page.evaluate(() => Math.max(0, ...globalThis.longTasks));
  const worst = Math.max(0, ...waits);
  process.stdout.write(
    [
      `sample made and shown  ${images.toFixed(1)} s`,
      `sample to results      ${results.toFixed(1)} s   (aim on 2 cores: 20 s)`,
      `longest task           ${longest.toFixed(0)} ms`,
      `slowest of ${waits.length} clicks    ${worst.toFixed(0)} ms   (aim: 100 ms)`,
      '',
    ].join('\n'),
  );
} finally {
  await browser.close();
  await server.close();
}

/** Clicks a control five times a second and measures, in the page, from the event's own time stamp to the frame that answers it. */
function clicksWhile(page) {
  let going = true;
  const waits = [];
  const done = (async () => {
    await page.evaluate(() => {
      globalThis.clickWaits = [];
      document.addEventListener(
        'click',
        (event) => requestAnimationFrame(() => setTimeout(() => globalThis.clickWaits.push(performance.now() - event.timeStamp))),
        true,
      );
    });
    while (going) {
      await page.getByRole('button', { name: 'Large' }).click();
      await page.waitForTimeout(200);
    }
    waits.push(...(await page.evaluate(() => globalThis.clickWaits)));
    return waits;
  })();
  return {
    done,
    stop() {
      going = false;
    },
  };
}
