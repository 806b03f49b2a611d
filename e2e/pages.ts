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
