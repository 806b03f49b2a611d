import { createHash } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page, test } from '@playwright/test';
import { serve } from '../scripts/lib/server.mjs';
import { fileHost } from './host.ts';
import { expect, Studio } from './pages.ts';
import { namedArrays, weightFilesIn } from './weightFiles.ts';

const [FRONT, BEHIND] = ['huggingface.co', 'cas-bridge.xethub.hf.co'];
const NETWORK = 'mobilenet_v2-0.35';
const folder = mkdtempSync(join(tmpdir(), 'radtune-download-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The page's list with two sources more: one whose hash is that of the file, one whose is not. */
function listWith(page: string, file: Uint8Array): void {
  const path = join(page, 'models/catalog.json');
  const list = JSON.parse(readFileSync(path, 'utf8'));
  const entry = (id: string, hash: string) => ({
    ...{ id, name: id, architecture: NETWORK, variant: 'torch', family: 'imagenet-torchvision', pretrainedOn: 'made by a test' },
    ...{ licence: 'Apache-2.0', cite: '', source: { kind: 'download', url: `https://${FRONT}/a/${id}.pt` } },
    ...{ bytes: file.length, hash, preprocess: 'torchvision@1', inputSize: 224, partner: null },
  });
  const hash = createHash('sha256').update(file).digest('hex');
  list.entries.push(entry('listed', hash), entry('changed', 'ab'.repeat(32)));
  writeFileSync(path, JSON.stringify(list));
}

/** What the chip of the top bar says of hosts. */
async function privacy(page: Page): Promise<string> {
  await page.locator('summary', { hasText: /to other hosts|you asked for/ }).click();
  const said = await page.getByText(/Hosts you let it talk to|may talk to no other host/).innerText();
  await page.keyboard.press('Escape');
  return said;
}

test('a download is stopped, goes on after a reload and after a cut, and is checked; only the host that was asked for is talked to', async () => {
  const file = new Uint8Array(readFileSync(weightFilesIn(folder).torch('listed.pt', namedArrays(NETWORK, 'torchvision', 13))));
  const copy = join(folder, 'page');
  cpSync(process.env.RADTUNE_FOLDER!, copy, { recursive: true });
  listWith(copy, file);
  const served = await serve(copy, 0);
  const host = await fileHost(new Map(['listed', 'changed'].map((id) => [`/a/${id}.pt`, file])), FRONT, BEHIND);
  const browser = await chromium.launch({
    ...(process.env.CHROMIUM_PATH ? { executablePath: process.env.CHROMIUM_PATH } : {}),
    args: [
      `--host-resolver-rules=MAP ${FRONT}:443 127.0.0.1:${host.port}, MAP ${BEHIND}:443 127.0.0.1:${host.port}`,
      '--ignore-certificate-errors',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  try {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 800 } });
    const hosts = new Set<string>();
    context.on('request', (r) => hosts.add(new URL(r.url()).hostname));
    const page = await context.newPage();
    const studio = new Studio(page);
    await studio.open(served.address);
    await studio.go('Backbones');
    const before = await studio.packsAtHand();
    expect(await privacy(page)).toContain('no other host');
    expect(host.asked).toEqual([]);

    await test.step('stopped by hand, what has come is kept over a reload', async () => {
      const row = await studio.openPack('listed');
      await row.getByRole('button', { name: `Download from ${FRONT}` }).click();
      await expect.poll(() => host.sent()).toBeGreaterThan(200_000);
      await studio.job.getByRole('button', { name: 'Cancel' }).click();
      await expect(studio.job).toHaveCount(0);
      await expect(row).toContainText('A download was not finished');
      expect(await privacy(page)).toContain(FRONT);
      await page.reload();
      await studio.ready();
      await studio.go('Backbones');
      await expect(studio.pack('listed')).toContainText('unfinished');
    });
    expect(await privacy(page), 'a loaded page has asked nobody').toContain('no other host');

    await test.step('cut in the middle by the host', async () => {
      host.cutAfter(300_000);
      const row = await studio.openPack('listed');
      await row.getByRole('button', { name: /^Resume the download/ }).click();
      await expect(row.getByRole('alert')).toContainText(/kept|go on/);
      await expect(studio.job).toHaveCount(0);
      expect(await studio.packFiles()).toEqual([]);
    });
    await test.step('to the end', async () => {
      host.cutAfter(null);
      const row = await studio.openPack('listed');
      await row.getByRole('button', { name: /^Resume the download/ }).click();
      await expect(studio.arrivals).toContainText('exactly the published file');
      await expect(studio.job).toHaveCount(0);
      expect(await studio.packsAtHand()).toEqual([...before, 'listed']);
    });
    const starts = host.asked.filter((a) => a.host === BEHIND).map((a) => a.from);
    expect(starts).toHaveLength(3);
    expect(starts[0]).toBe(0);
    expect(starts[1]!, 'it goes on from what had come').toBeGreaterThan(100_000);
    expect(starts[2]!).toBeGreaterThan(starts[1]!);

    await test.step('a file that is not the listed one is not kept', async () => {
      const kept = await studio.packFiles();
      const row = await studio.openPack('changed');
      await row.getByRole('button', { name: `Download from ${FRONT}` }).click();
      await expect(row.getByRole('alert')).toContainText(/SHA-256/);
      expect(await studio.packFiles()).toEqual(kept);
      await expect(row).not.toContainText('A download was not finished');
    });
    expect(await privacy(page)).toContain(`${FRONT}, ${BEHIND}`);
    expect([...hosts].filter((h) => h !== '').sort()).toEqual(['127.0.0.1', BEHIND, FRONT].sort());
  } finally {
    await browser.close();
    await host.close();
    await served.close();
  }
});
