import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dict, named, torchZip, words } from '../src/formats/weights/fixtures/torch.ts';
import { unpackPack } from './packFiles.ts';
import { expect, type Studio, test } from './pages.ts';
import { linesOf, radtune } from './predictions.ts';
import { namedArrays, weightFilesIn } from './weightFiles.ts';

const folder = mkdtempSync(join(tmpdir(), 'radtune-packs-'));
const write = weightFilesIn(folder);
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SMALL = 'mobilenet_v2-0.1';
const small = () => namedArrays(SMALL, 'torchvision', 7);

/** A few made images, as a folder. */
let made: string | undefined;
function images(): string {
  if (!made) {
    made = join(folder, 'images');
    radtune('phantom', 'head-ct', '--seed', '5', '--patients', '8', '--images', '2', '--out', made);
  }
  return made;
}

/** The one pack that is kept in this browser. */
async function onlyPack(studio: Studio): Promise<string> {
  const kept = [...new Set((await studio.packFiles()).map((f) => f.path.split('/')[1]!))];
  expect(kept).toHaveLength(1);
  return kept[0]!;
}

test('files that cannot be used are refused in words, nothing of them is kept, everything else stays', async ({ studio, page }) => {
  const good = write.torch('good.pt', small());
  const h5 = readFileSync(write.keras('whole.h5', SMALL, namedArrays(SMALL, 'keras', 7)));
  const pt = readFileSync(good);
  const st = readFileSync(write.safetensors('whole.safetensors', small()));
  const changed = (name: string, change: (arrays: ReturnType<typeof small>) => void) => {
    const arrays = small();
    change(arrays);
    return write.torch(name, arrays);
  };
  const hook = dict([['hook', [...named('posix', 'system'), 0x28, ...words('echo'), 0x74, 0x52]]]);
  const cases: [name: string, file: string, said: RegExp][] = [
    ['nothing in it', write.put('nothing.h5', new Uint8Array(0)), /empty/],
    ['text', write.put('text.h5', new TextEncoder().encode('This is a letter, not a network.')), /none of the weight files/],
    ['a cut .h5', write.put('cut.h5', h5.subarray(0, h5.length / 2)), /damaged|again/],
    ['a cut .pt', write.put('cut.pt', pt.subarray(0, pt.length / 2)), /damaged|again|zip/],
    ['a cut .safetensors', write.put('cut.safetensors', st.subarray(0, st.length / 2)), /outside the file|again/],
    ['a pickle that calls', write.put('hostile.pt', torchZip(hook, new Map())), /posix\.system/],
    [
      'one tensor too many',
      changed('extra.pt', (a) => a.set('features.9.conv.4.weight', { shape: [3], data: new Float32Array(3) })),
      /unexpected: features\.9\.conv\.4\.weight/,
    ],
    [
      'one tensor missing',
      changed('missing.pt', (a) => a.delete('features.9.conv.1.1.running_var')),
      /missing: features\.9\.conv\.1\.1\.running_var/,
    ],
    [
      'a shape that is another',
      changed('shape.pt', (a) => a.set('features.2.conv.0.1.weight', { shape: [5], data: new Float32Array(5) })),
      /features\.2\.conv\.0\.1\.weight is 5/,
    ],
    [
      'a value that is no number',
      changed('nan.pt', (a) => a.get('features.3.conv.0.0.weight')!.data.fill(Number.NaN, 1, 2)),
      /not finite.*features\.3\.conv\.0\.0\.weight/,
    ],
    [
      'another network',
      write.safetensors('other.safetensors', new Map([['encoder.0.weight', { shape: [8, 8], data: new Float32Array(64) }]])),
      /no network that is known.*nearest is/s,
    ],
    ['a model without its shards', write.tfjs(SMALL, namedArrays(SMALL, 'keras', 7))[0]!, /shard/],
  ];

  await studio.open();
  await studio.choose(images(), 'a folder');
  await studio.imagesOpen();
  await studio.go('Backbones');
  await studio.addWeights(good);
  await expect(studio.arrivals.getByRole('alert')).toHaveCount(0);
  const [rows, kept] = [await studio.packsAtHand(), await studio.packFiles()];
  expect(kept).toHaveLength(2);
  for (const [name, file, said] of cases) {
    await test.step(name, async () => {
      await studio.addWeights(file);
      await expect(studio.arrivals).toContainText(file.slice(folder.length + 1));
      expect(await studio.arrivals.getByRole('alert').innerText(), name).toMatch(said);
      expect(await studio.packFiles(), name).toEqual(kept);
    });
  }
  await test.step('a Keras file in a place for PyTorch’s', async () => {
    const file = write.keras('densenet.h5', 'densenet121', namedArrays('densenet121', 'keras', 25, 'keras-2'), 'keras-2');
    const slot = await studio.openPack('radimagenet-densenet121-torch');
    await studio.drop([file], slot.locator('.slot'));
    await expect(slot.getByRole('alert')).toContainText(/densenet121.*keras/i, { timeout: 60_000 });
    await expect(slot.getByRole('alert')).toContainText(/torch/i);
    expect(await studio.packFiles()).toEqual(kept);
  });
  await page.reload();
  await studio.ready();
  await studio.go('Backbones');
  expect(await studio.packsAtHand()).toEqual(rows);
  await studio.go('Images');
  await expect(studio.heading(/^16 images/)).toBeVisible();
});

test('an imported pack survives a reload, goes to the command line as a folder, and is gone once removed', async ({ studio, page }) => {
  const file = write.torch('mine.pt', small());
  await studio.open();
  await studio.go('Backbones');
  const before = await studio.packsAtHand();
  await studio.addWeights(file);
  const id = await onlyPack(studio);
  await page.reload();
  await studio.ready();
  await studio.go('Backbones');
  expect(await studio.packsAtHand()).toHaveLength(before.length + 1);

  const { folder: home, pack } = unpackPack(await studio.exportPack(id), folder);
  const row = await studio.openPack(id);
  const { bytes, hash } = pack.weights[0]!;
  await expect(row).toContainText(hash.slice(0, 12));
  await expect(row).toContainText(/float32/);
  await expect(row).toContainText(/mine\.pt/);
  // Whole as the description says, behind the sixteen bytes that src/storage puts before every blob.
  expect((await studio.packFiles()).map((f) => f.bytes)).toContain(bytes + 16);

  await test.step('the command line takes the exported folder', async () => {
    const spec = join(folder, 'mine.json');
    const arm = (of: string) => ({ name: of, pack: of, head: { kind: 'logistic' } });
    const split = { kind: 'kfold', folds: 3 };
    writeFileSync(
      spec,
      JSON.stringify({
        schema: 1,
        dataset: null,
        positive: null,
        split,
        arms: [arm(id), arm('random-starter')],
        primary: 'auroc',
        margin: 0.02,
        seeds: [1],
      }),
    );
    const out = join(folder, 'mine');
    radtune('run', spec, '--data', images(), '--out', out, '--pack', home);
    expect(linesOf(readFileSync(join(out, 'predictions.csv'), 'utf8'))).toHaveLength(1 + 2 * 16);
  });

  await studio.removePack(id);
  expect(await studio.packsAtHand()).toEqual(before);
  await test.step('a TensorFlow.js model with its shards is one drop and one pack', async () => {
    await studio.dropWeights(write.tfjs(SMALL, namedArrays(SMALL, 'keras', 7)));
    await expect(studio.arrivals.getByRole('alert')).toHaveCount(0);
    await studio.removePack(await onlyPack(studio));
  });
  expect(await studio.packFiles()).toEqual([]);
  await page.reload();
  await studio.ready();
  await studio.go('Backbones');
  expect(await studio.packsAtHand()).toEqual(before);
});

test('float16 tells what it costs on the images before it is stored, and then takes half; preprocessing is shown and compared', async ({
  studio,
  page,
}) => {
  await studio.open();
  await studio.choose(images(), 'a folder');
  await studio.imagesOpen();
  await studio.go('Backbones');
  await studio.addWeights(write.torch('wide.pt', namedArrays('mobilenet_v2-0.35', 'torchvision', 13)));
  const id = await onlyPack(studio);
  const size = async () => Math.max(...(await studio.packFiles()).map((f) => f.bytes));
  const whole = await size();

  await test.step('float16', async () => {
    const row = await studio.openPack(id);
    await row.getByRole('button', { name: /^Store in float16 …/ }).click();
    const cost = row.getByRole('status').filter({ hasText: 'the features change by' });
    await expect(cost).toContainText(/On 16 images of .* at most \d/, { timeout: 120_000 });
    // A figure, not nothing: half precision has eleven bits.
    const figure = Number(/change by ([\d.]+)%/.exec(await cost.innerText())?.[1]);
    expect(figure, await cost.innerText()).toBeGreaterThan(0);
    expect(figure).toBeLessThan(10);
    expect(await size(), 'measuring changes nothing').toBe(whole);
    await cost.getByRole('button', { name: 'Store in float16' }).click();
    await expect(studio.job).toHaveCount(0);
    await expect(row.getByText(/float16$/).first()).toBeVisible();
    // Kernels in two bytes a value; the short vectors of BatchNorm stay in four.
    expect((await size()) / whole).toBeGreaterThan(0.45);
    expect((await size()) / whole).toBeLessThan(0.6);
    expect(await studio.packFiles()).toHaveLength(2);
    await page.reload();
    await studio.ready();
    await studio.go('Backbones');
    await expect(studio.pack(id)).toContainText('float16');
    const { pack } = unpackPack(await studio.exportPack(id), folder);
    expect(pack.precision).toBe('float16');
  });

  await test.step('what the networks see, and which preprocessing is plausible', async () => {
    await studio.go('Experiment');
    await studio.main.getByText('What the networks see').click();
    await expect(studio.main.getByText(/px, values from/).first()).toBeVisible();
    await studio.main.getByText('Which preprocessing is plausible?').click();
    await studio.main.getByRole('button', { name: 'Compare preprocessings for Radiology starter' }).click();
    const table = studio.main.getByLabel('Plausible preprocessings for Radiology starter').getByRole('row');
    await expect(table.nth(1)).toBeVisible({ timeout: 120_000 });
    expect(await table.count()).toBeGreaterThan(4);
    // The scale that the starters were trained with is never ruled out on pictures of the kind they saw; Caffe's, hundreds of times larger, is.
    const said = await table.allInnerTexts();
    expect(said.find((r) => r.includes('grey-unit@1'))).toMatch(/cannot tell/);
    expect(said.find((r) => r.includes('keras-caffe@1'))).toMatch(/ruled out/);
  });
});
