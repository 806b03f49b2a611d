import { existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strToU8, zipSync } from 'fflate';
import { expect, type Studio, test } from './pages.ts';
import { greyPng } from './png.ts';

const BAD = fileURLToPath(new URL('../../shared/data/bad-inputs', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'radtune-bad-'));
/** A small picture of its own for every name. */
const picture = (name: string) => {
  const seed = [...name].reduce((a, c) => (a * 31 + c.charCodeAt(0)) % 9973, 7);
  return greyPng(
    24,
    20,
    Uint8Array.from({ length: 480 }, (_, i) => (i * seed) % 256),
  );
};
const zip = (name: string, files: Record<string, Uint8Array>) => {
  const path = join(folder, name);
  writeFileSync(path, zipSync(files));
  return path;
};
const hugePng = () => {
  const bytes = picture('huge');
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(16, 20_000);
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(20, 20_000);
  return bytes;
};
const many = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, i) => [`a/${i}.png`, new Uint8Array(0)]));
const classes = (sizes: Record<string, number>) =>
  Object.fromEntries(
    Object.entries(sizes).flatMap(([cls, n]) => Array.from({ length: n }, (_, i) => [`${cls}/${cls}-${i}.png`, picture(`${cls}-${i}`)])),
  );

/** What was said: a failure, a remark, or the list of what was not taken in. */
async function said(studio: Studio): Promise<string> {
  const words = studio.main.locator('.notice, [role=alert], section:has-text("not taken in")');
  await expect(studio.job).toHaveCount(0);
  await expect(words.first()).toBeVisible();
  for (const list of await studio.main.locator('section:has-text("not taken in") summary').all()) await list.click();
  return (await words.allInnerTexts()).join('\n');
}

/** The app goes on: a good set can be taken in next. */
async function goesOn(studio: Studio): Promise<void> {
  await studio.go('Start');
  await studio.choose(zip('good.zip', classes({ cat: 4, dog: 4 })));
  await expect(studio.heading(/^8 images/)).toBeVisible();
}

test('bad files get a clear word each, and the app goes on', async ({ studio }) => {
  await studio.open();
  const cases: [name: string, file: () => string, words: RegExp][] = [
    ['an archive with nothing in it', () => zip('nothing.zip', {}), /zip|image|empty|nothing/i],
    ['30,000 empty entries', () => zip('many.zip', many(30_000)), /30.?000|empty|entries/i],
    ['a truncated PNG', () => zip('cut.zip', { ...classes({ cat: 3, dog: 3 }), 'cat/cut.png': picture('cut').slice(0, 60) }), /cut\.png/],
    ['text named .png', () => zip('text.zip', { ...classes({ cat: 3, dog: 3 }), 'dog/text.png': strToU8('not a picture') }), /text\.png/],
    ['a header of 20,000 × 20,000 px', () => zip('huge.zip', { ...classes({ cat: 3, dog: 3 }), 'dog/huge.png': hugePng() }), /huge\.png/],
  ];
  for (const [name, file, words] of cases) {
    await test.step(name, async () => {
      await studio.go('Start');
      await studio.choose(file());
      expect(await said(studio), name).toMatch(words);
    });
  }
  await goesOn(studio);
});

test('one class only, and a class with one image: Train stays off and says why', async ({ studio }) => {
  await studio.open();
  await studio.choose(zip('one.zip', classes({ cat: 6 })));
  await studio.imagesOpen();
  await studio.go('Experiment');
  await expect(studio.train).toBeDisabled();
  await expect(studio.main.locator('.notice, [role=alert]').first()).toContainText(/class/i);

  await studio.go('Start');
  await studio.choose(zip('single.zip', classes({ cat: 6, dog: 1 })));
  await studio.imagesOpen();
  await studio.go('Experiment');
  await expect(studio.main.locator('.notice, [role=alert]').first()).toContainText(/dog|class/i);
  await expect(studio.train).toBeDisabled();
  await goesOn(studio);
});

test('every picture, archive and table of the collection of bad inputs is answered', async ({ studio, page }) => {
  test.skip(!existsSync(BAD), 'the collection of bad inputs is not beside this repository');
  const files = readdirSync(BAD, { recursive: true, encoding: 'utf8' })
    .map((f) => join(BAD, f))
    .filter((f) => statSync(f).isFile() && /\.(png|jpe?g|zip|csv)$/i.test(f) && readFileSync(f).byteLength < 50e6);
  expect(files.length).toBeGreaterThan(10);
  await studio.open();
  for (const file of files) {
    await test.step(file.slice(BAD.length + 1), async () => {
      await studio.go('Start');
      await studio.choose(file);
      await expect(studio.job).toHaveCount(0);
      // Either images came in, or somebody says why not.
      await expect(studio.main.locator('.notice, [role=alert], .images').first()).toBeVisible();
      await expect(page.getByText('Something went wrong in RadTune itself')).toHaveCount(0);
    });
  }
  await goesOn(studio);
});
