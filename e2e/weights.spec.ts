import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { type GoldenPage, goldenPage, unpackPack } from './packFiles.ts';
import { expect, test } from './pages.ts';
import { differences, linesOf, radtune } from './predictions.ts';
import { namedArrays, weightFilesIn } from './weightFiles.ts';

const HEAD_CT = fileURLToPath(new URL('../../shared/data/head-ct-hemorrhage.zip', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'radtune-weights-'));
const write = weightFilesIn(folder);
let golden: GoldenPage | undefined;
test.afterAll(async () => {
  await golden?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Twenty images of each class of a real set where it lies beside this repository; two dozen made ones, with lesions, otherwise. */
function fewImages(): { data: string; images: number } {
  if (!existsSync(HEAD_CT)) {
    const made = join(folder, 'images');
    radtune('phantom', 'head-ct', '--seed', '5', '--patients', '12', '--images', '2', '--out', made);
    return { data: made, images: 24 };
  }
  const all = unzipSync(new Uint8Array(readFileSync(HEAD_CT)));
  const table = Object.keys(all).find((path) => path.endsWith('manifest.csv'))!;
  const [head, ...rows] = strFromU8(all[table]!).trim().split('\n');
  const few = ['hemorrhage', 'normal'].flatMap((cls) => rows.filter((r) => r.split(',')[1] === cls).slice(0, 20));
  const home = table.slice(0, table.lastIndexOf('/') + 1);
  const kept = Object.fromEntries(few.map((r) => [home + r.split(',')[0], all[home + r.split(',')[0]]!]));
  const path = join(folder, 'few.zip');
  writeFileSync(path, zipSync({ ...kept, [table]: strToU8(`${[head, ...few].join('\n')}\n`) }, { level: 0 }));
  return { data: path, images: 40 };
}

test.setTimeout(480_000);

test('RadImageNet against ImageNet: two dropped files of one network are each other’s partner, reach a verdict, and the command line says the same', async ({
  studio,
}) => {
  // Full-size files in the layouts that are distributed; filled so that the frameworks' own features are known.
  const [RAD, IMG] = ['radimagenet-densenet121-keras', 'imagenet-densenet121-keras'];
  const radimagenet = write.keras(
    'RadImageNet-DenseNet121_notop.h5',
    'densenet121',
    namedArrays('densenet121', 'keras', 25, 'keras-2'),
    'keras-2',
    { model: true, variable: true },
  );
  const imagenet = write.keras(
    'densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5',
    'densenet121',
    namedArrays('densenet121', 'keras', 24, 'keras-2'),
    'keras-2',
  );
  const { data, images } = fewImages();
  const pair = studio.main.getByRole('region', { name: 'A pair to compare' });
  await studio.open();
  await (data.endsWith('.zip') ? studio.choose(data) : studio.choose(data, 'a folder'));
  await studio.imagesOpen();
  await studio.go('Backbones');

  await test.step('one file alone: its partner is named, with the file to get', async () => {
    await studio.addWeights(radimagenet);
    await expect(studio.arrivals).toContainText('RadImageNet DenseNet121');
    await expect(pair).toContainText('densenet121_weights_tf_dim_ordering_tf_kernels_notop.h5');
    await studio.removePack(RAD);
    await studio.dropWeights([imagenet]);
    await expect(studio.arrivals).toContainText('ImageNet DenseNet121');
    await expect(pair).toContainText('RadImageNet-DenseNet121_notop.h5');
  });
  await test.step('both: the pair is proposed and taken', async () => {
    await studio.dropWeights([radimagenet]);
    await expect(pair).toContainText('only the images of the pretraining differ');
    await pair.getByRole('button', { name: /^Only these two/ }).click();
  });

  const shown = await test.step('to the verdict with both arms', async () => {
    await studio.trainToResults();
    await expect(studio.verdict.getByRole('heading', { level: 1 })).toContainText('AUROC');
    const run = JSON.parse(await studio.download('run.json')) as { spec: { arms: { name: string; pack: string }[] } };
    expect(run.spec.arms.map((a) => a.pack)).toEqual([IMG, RAD]);
    for (const arm of run.spec.arms) await expect(studio.main.getByRole('rowheader', { name: arm.name }).first()).toBeVisible();
    return { run, csv: await studio.download('predictions.csv') };
  });
  expect(linesOf(shown.csv)).toHaveLength(1 + 2 * images);

  await studio.go('Backbones');
  const packs = [unpackPack(await studio.exportPack(IMG), folder), unpackPack(await studio.exportPack(RAD), folder)];
  await test.step('the command line on the exported packs gives the same predictions', async () => {
    const spec = join(folder, 'spec.json');
    writeFileSync(spec, JSON.stringify(shown.run.spec));
    const out = join(folder, 'run');
    radtune('run', spec, '--data', data, '--out', out, ...packs.flatMap((p) => ['--pack', p.folder]));
    expect(differences(shown.csv, readFileSync(join(out, 'predictions.csv'), 'utf8'))).toEqual([]);
  });
  await test.step('the packs give the features of Keras', async () => {
    golden ??= await goldenPage();
    for (const [pack, id] of [
      [packs[0]!, 'keras-densenet121-224'],
      [packs[1]!, 'keras-densenet121-161'],
    ] as const) {
      const { error, allowed } = await golden.error(pack, id);
      expect(error, `${id}: relative error`).toBeLessThanOrEqual(allowed);
    }
  });
});

/** Files as they are distributed, the pack that each becomes, and the golden case of its weights. */
const FULL_SIZE: readonly (readonly [what: string, make: () => string, pack: RegExp, id: string])[] = [
  [
    'a ResNet50 .pt with RadImageNet’s backbone.N names',
    () => write.torch('ResNet50.pt', namedArrays('resnet50', 'torchvision', 1, 'radimagenet-torch')),
    /^radimagenet-resnet50-torch$/,
    'tv-resnet50-224',
  ],
  [
    'an InceptionV3 safetensors in timm’s names',
    () => write.safetensors('model.safetensors', namedArrays('inception_v3', 'timm', 9)),
    /^model-/,
    'timm-inception_v3-299',
  ],
  [
    'a ResNet50 .h5 of Keras before 2019',
    () => write.keras('resnet50_notop.h5', 'resnet50', namedArrays('resnet50', 'keras', 23, 'keras-old'), 'keras-old'),
    /^resnet50-notop-/,
    'keras-resnet50-old-224',
  ],
];

for (const [what, make, id, reference] of FULL_SIZE) {
  test(`${what}, dropped, reaches the features of its framework @long`, async ({ studio }) => {
    const file = make();
    await studio.open();
    await studio.go('Backbones');
    const before = await studio.packsAtHand();
    await studio.dropWeights([file]);
    await expect(studio.arrivals.getByRole('alert')).toHaveCount(0);
    const after = await studio.packsAtHand();
    expect(after).toHaveLength(before.length + 1);
    const kept = [...new Set((await studio.packFiles()).map((f) => f.path.split('/')[1]!))];
    expect(kept).toEqual([expect.stringMatching(id)]);
    const pack = unpackPack(await studio.exportPack(kept[0]!), folder);
    golden ??= await goldenPage();
    const { error, allowed } = await golden.error(pack, reference);
    expect(error, `${reference}: relative error`).toBeLessThanOrEqual(allowed);
    rmSync(file);
  });
}
