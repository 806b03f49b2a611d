import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, type Studio, test } from './pages.ts';
import { differences, linesOf, radtune } from './predictions.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const DATA = join(ROOT, '../shared/data');
const folder = mkdtempSync(join(tmpdir(), 'radtune-equal-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** predictions.csv of the command line for the comparison the page starts with. */
function headless(data: string): string {
  const out = mkdtempSync(join(folder, 'run-'));
  radtune('run', join(ROOT, 'examples/compare-starters.json'), '--data', data, '--out', out);
  return readFileSync(join(out, 'predictions.csv'), 'utf8');
}

async function inThePage(studio: Studio, give: () => Promise<void>): Promise<string> {
  await studio.open();
  await give();
  await studio.imagesOpen();
  await studio.trainToResults();
  const { spec } = JSON.parse(await studio.download('run.json')) as { spec: { arms: { name: string }[] } };
  let csv = await studio.download('predictions.csv');
  // The page names its arms in words, the example in short; the order is the same.
  ARMS.forEach((arm, i) => {
    csv = csv.replaceAll(cell(spec.arms[i]!.name), arm);
  });
  return csv;
}
const cell = (text: string) => (text.includes(',') ? `"${text}"` : text);
const ARMS = ['starter-natural', 'starter-radiology', 'no-pretraining'];

test('page and command line give the same predictions, to the last bit', async ({ studio }) => {
  const data = join(folder, 'phantom');
  radtune('phantom', 'head-ct', '--seed', '5', '--patients', '24', '--images', '2', '--out', data);
  const fromPage = await inThePage(studio, () => studio.choose(data, 'a folder'));
  const fromShell = headless(data);
  expect(linesOf(fromPage)).toHaveLength(1 + 3 * 48);
  expect(differences(fromPage, fromShell)).toEqual([]);
});

for (const [set, images, long] of [
  ['head-ct-hemorrhage.zip', 200, false],
  ['cxr-pneumonia-kermany.zip', null, true],
  ['hannover-covid-cxr.zip', null, true],
] as const) {
  test(`${set}: dropped on the page, the same predictions as from the command line${long ? ' @long' : ''}`, async ({ studio }) => {
    test.skip(!existsSync(join(DATA, set)), 'the set is not beside this repository');
    test.setTimeout(900_000);
    const fromPage = await inThePage(studio, () => studio.choose(join(DATA, set)));
    await expect(studio.verdict.getByRole('heading', { level: 1 })).toContainText('AUROC');
    if (images !== null) expect(linesOf(fromPage)).toHaveLength(1 + 3 * images);
    expect(differences(fromPage, headless(join(DATA, set)))).toEqual([]);
  });
}
