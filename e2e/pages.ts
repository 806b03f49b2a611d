import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test as base, expect, type Locator, type Page, type Request } from '@playwright/test';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export type Room = 'Start' | 'Images' | 'Backbones' | 'Experiment' | 'Results' | 'Report';

/** The page as a person meets it: its rooms, and what can be done in each. */
export class Studio {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  /** Opens the page and waits until its worker has answered. */
  async open(address = process.env.RADTUNE_ADDRESS!): Promise<void> {
    await this.page.goto(address);
    await this.ready();
  }
  async ready(): Promise<void> {
    await expect(this.rail).toBeVisible();
    await expect(this.page.getByText('Starting …')).toHaveCount(0);
  }

  get main(): Locator {
    return this.page.getByRole('main');
  }
  get rail(): Locator {
    return this.page.getByRole('navigation', { name: 'Rooms' });
  }
  async go(room: Room): Promise<void> {
    await this.rail.getByRole('link', { name: room }).click();
    await expect(this.rail.getByRole('link', { name: room })).toHaveAttribute('aria-current', 'page');
  }
  heading(text: string | RegExp): Locator {
    return this.main.getByRole('heading', { name: text });
  }
  /** What runs; gone when nothing does. */
  get job(): Locator {
    return this.page.getByRole('region', { name: 'Running' });
  }
  /** What went wrong, in words. */
  get alert(): Locator {
    return this.main.getByRole('alert');
  }
  get train(): Locator {
    return this.main.getByRole('button', { name: 'Train', exact: true });
  }
  get verdict(): Locator {
    return this.page.getByTestId('verdict');
  }

  /** The settings of the samples, opened and filled. */
  async sampleSettings(settings: Partial<Record<'Patients' | 'Images per patient', number>>): Promise<void> {
    await this.main.getByText(/^Sample settings/).click();
    for (const [label, value] of Object.entries(settings)) {
      await this.main.getByRole('slider', { name: new RegExp(`^${label}`) }).fill(String(value));
    }
  }
  async sample(name: string): Promise<void> {
    await this.main.getByRole('button', { name: new RegExp(`^${name}`) }).click();
    await this.imagesOpen();
  }
  async imagesOpen(): Promise<void> {
    await expect(this.heading(/^\d[\d,]* images?,/)).toBeVisible();
  }

  /** Gives files as the dialogue of "Choose files" would; a folder as that of "Choose a folder". */
  async choose(files: Parameters<Locator['setInputFiles']>[0], how: 'files' | 'a folder' = 'files'): Promise<void> {
    await this.main.getByLabel(`Choose ${how}`).and(this.page.locator('input')).setInputFiles(files);
  }

  /** Trains with the settings as they stand and waits for the answer. */
  async trainToResults(): Promise<void> {
    await this.go('Experiment');
    await this.train.click();
    await this.resultsOpen();
  }
  async resultsOpen(): Promise<void> {
    await expect(this.verdict).toBeVisible({ timeout: 180_000 });
  }

  /** A file of the run, as the browser would put it on the disk. */
  async download(name: 'predictions.csv' | 'metrics.csv' | 'run.json' | 'report.html'): Promise<string> {
    const [file] = await Promise.all([
      this.page.waitForEvent('download'),
      this.main.getByRole('button', { name: new RegExp(`${name}$`) }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(name);
    return readFileSync(await file.path(), 'utf8');
  }

  /** Gives weight files as the dialogue of "Add weight file" would and waits until they are in or refused. */
  async addWeights(files: string | string[]): Promise<void> {
    await this.brought(() => this.main.getByLabel('Add weight file').and(this.page.locator('input')).setInputFiles(files));
  }
  /** Drops weight files from the disk anywhere on the window and waits until they are in or refused. */
  async dropWeights(files: string[]): Promise<void> {
    await this.brought(() => this.drop(files));
  }
  /** Does what brings weight files in and waits for the answer; what was said of the files before is closed first. */
  private async brought(bring: () => Promise<void>): Promise<void> {
    if (await this.arrivals.isVisible()) await this.arrivals.getByRole('button', { name: 'Close', exact: true }).click();
    await expect(this.arrivals).toHaveCount(0);
    await bring();
    await expect(this.arrivals).toBeVisible({ timeout: 120_000 });
    await expect(this.job).toHaveCount(0, { timeout: 120_000 });
  }
  /** Drops files from the disk on the window, or on what is given, as a mouse would. */
  async drop(paths: string[], on: Locator | null = null): Promise<void> {
    await on?.scrollIntoViewIfNeeded();
    const { width, height } = this.page.viewportSize()!;
    const box = (await on?.boundingBox()) ?? { x: 0, y: 0, width, height };
    const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
    const devtools = await this.page.context().newCDPSession(this.page);
    const data = { items: [], files: paths, dragOperationsMask: 1 };
    const send = (type: 'dragEnter' | 'dragOver' | 'drop') => devtools.send('Input.dispatchDragEvent', { type, x, y, data });
    await send('dragEnter');
    await expect(this.page.locator('.veil')).toBeVisible();
    // A mouse goes on moving: what has come under it must say that it takes the files.
    for (let i = 0; i < 3; i++) await send('dragOver');
    await send('drop');
    await devtools.detach();
  }
  /** What became of the weight files that were brought in last. */
  get arrivals(): Locator {
    return this.main.getByRole('region', { name: 'Weight files' });
  }
  /** A pack's row in the library, by its id. */
  pack(id: string): Locator {
    return this.page.locator(`[id="pack-${id}"]`);
  }
  /** The same with its details. */
  async openPack(id: string): Promise<Locator> {
    const fold = this.pack(id).locator('.fold');
    if ((await fold.getAttribute('aria-expanded')) !== 'true') await fold.click();
    return this.pack(id);
  }
  /** Packs at hand as their rows say it. */
  async packsAtHand(): Promise<string[]> {
    const rows = this.main.getByRole('region', { name: 'Backbones at hand' }).locator('li .fold');
    await expect(rows.first()).toBeVisible();
    return rows.allInnerTexts();
  }
  /** Exports a pack; the zip as the browser would put it on the disk. */
  async exportPack(id: string): Promise<string> {
    const row = await this.openPack(id);
    const [file] = await Promise.all([
      this.page.waitForEvent('download', { timeout: 60_000 }),
      row.getByRole('button', { name: /^Export .* as a zip$/ }).click(),
    ]);
    expect(file.suggestedFilename()).toBe(`${id}.zip`);
    return file.path();
  }
  async removePack(id: string): Promise<void> {
    const row = await this.openPack(id);
    await row.getByRole('button', { name: /^Remove .* from this browser$/ }).click();
    await row.getByRole('button', { name: 'Yes, remove' }).click();
    await expect(row.getByRole('button', { name: 'Yes, remove' })).toHaveCount(0);
  }
  /** Files that this browser keeps of packs: path and bytes. */
  async packFiles(): Promise<{ path: string; bytes: number }[]> {
    return this.page.evaluate(async () => {
      type Folder = FileSystemDirectoryHandle & { entries(): AsyncIterable<[string, FileSystemHandle]> };
      const found: { path: string; bytes: number }[] = [];
      const walk = async (folder: Folder, path: string) => {
        for await (const [name, handle] of folder.entries())
          if (handle.kind === 'directory') await walk(handle as Folder, `${path}/${name}`);
          else found.push({ path: `${path}/${name}`, bytes: (await (handle as FileSystemFileHandle).getFile()).size });
      };
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('radtune', { create: true });
      await walk((await root.getDirectoryHandle('packs', { create: true })) as Folder, 'packs');
      return found;
    });
  }

  /** What axe finds on the screen as it stands: none is what WCAG 2.2 AA asks for. */
  async violations(): Promise<string[]> {
    await this.page.evaluate(AXE);
    return this.page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(where: Document): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run(document);
      return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html.slice(0, 200)).join(' | ')}`);
    });
  }

  /** Stored features: rows (pixel hash → values) by key, read from the browser's file system as src/storage writes them. */
  async features(): Promise<{ key: string; row: string; values: number[] }[]> {
    return this.page.evaluate(async () => {
      type Folder = FileSystemDirectoryHandle & { entries(): AsyncIterable<[string, FileSystemHandle]> };
      const rows: { key: string; row: string; values: number[] }[] = [];
      const root = await (await navigator.storage.getDirectory()).getDirectoryHandle('radtune', { create: true });
      const features = (await root.getDirectoryHandle('features', { create: true })) as Folder;
      for await (const [key, folder] of features.entries()) {
        for await (const [, handle] of (folder as Folder).entries()) {
          const file = await (handle as FileSystemFileHandle).getFile();
          // 16 bytes of the blob's header, then the chunk: magic, checksum, rows, columns, hashes, values.
          const view = new DataView(await file.arrayBuffer(), Math.min(16, file.size));
          if (view.byteLength < 16) continue; // still being written
          const [n, cols] = [view.getUint32(8, true), view.getUint32(12, true)];
          for (let r = 0; r < n; r++) {
            const hash = Array.from({ length: 32 }, (_, i) =>
              view
                .getUint8(16 + r * 32 + i)
                .toString(16)
                .padStart(2, '0'),
            ).join('');
            const at = 16 + n * 32 + r * cols * 4;
            rows.push({ key, row: hash, values: Array.from({ length: cols }, (_, j) => view.getFloat32(at + 4 * j, true)) });
          }
        }
      }
      return rows;
    });
  }
}

/** Every journey watches two things to its end: no request leaves the origin, workers included, and no error goes uncaught. */
export const test = base.extend<{ studio: Studio; requests: Request[] }>({
  requests: [
    async ({ context }, use) => {
      const seen: Request[] = [];
      context.on('request', (r) => seen.push(r));
      await use(seen);
      const foreign = seen.map((r) => r.url()).filter((url) => !/^(blob|data|about):/.test(url) && new URL(url).hostname !== '127.0.0.1');
      expect(foreign, 'requests that leave the origin').toEqual([]);
      expect(seen.length, 'requests were seen').toBeGreaterThan(3);
    },
    { auto: true },
  ],
  studio: async ({ page }, use) => {
    const broken: string[] = [];
    page.on('pageerror', (error) => broken.push(String(error)));
    await use(new Studio(page));
    expect(broken, 'errors nobody caught').toEqual([]);
  },
});

export { expect };
