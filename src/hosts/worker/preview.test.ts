import { expect, test } from 'vitest';
import type { Dataset } from '../../domain/dataset.ts';
import { type Hash, type Id, id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import { writePng } from '../../formats/images/pngWrite.ts';
import { type PreviewWorld, preview } from './preview.ts';

const image = writePng({ width: 2, height: 1, channels: 3, data: Uint8Array.of(255, 0, 51, 255, 0, 51) });
const dataset = { samples: [{ id: 's1', source: { file: 'f1' as Hash, name: 'a.png' } }] } as unknown as Dataset;
const pack = { id: 'p', preprocess: 'radimagenet-torch@1', input: { size: 6 } } as unknown as BackbonePack;
const world: PreviewWorld = {
  workspace: Promise.resolve({
    dataset: async () => dataset,
    imageBytes: async (file: Hash) => {
      expect(file).toBe('f1');
      return image;
    },
  }),
  packs: {
    async open(wanted: Id<'pack'>) {
      if (wanted !== 'p') throw new InputError('unknown-pack', `There is no pack ${wanted}.`, wanted);
      return { pack, hash: 'h' as Hash };
    },
  },
};
const asked = (more: { preprocess: string; pack?: string; sample?: string }) => ({
  ...{ dataset: id<'dataset'>('d'), sample: id<'sample'>(more.sample ?? 's1') },
  ...{ pack: id<'pack'>(more.pack ?? 'p'), preprocess: more.preprocess },
});

test('the image as the pack’s network gets it: channels in its order, its own preprocessing and size unless others are stated', async () => {
  const own = await preview(world, asked({ preprocess: 'pack' }));
  expect(own).toEqual(await preview(world, asked({ preprocess: 'radimagenet-torch@1+size=6' })));
  expect(own.channels.map((c) => [c.width, c.height, c.rgba[0]])).toEqual([
    [6, 6, 51],
    [6, 6, 0],
    [6, 6, 255],
  ]);
  expect([own.low, own.high]).toEqual([-1, 1]);
  const other = await preview(world, asked({ preprocess: 'unit@1+fit=pad+size=8' }));
  expect(other.channels.map((c) => [c.width, c.rgba[0], c.rgba[4 * 8 * 4]])).toEqual([
    [8, 0, 255],
    [8, 0, 0],
    [8, 0, 51],
  ]);
  expect(other.means).toEqual([0.5, 0, expect.closeTo(0.1, 6)]);
});

test('what is not at hand or cannot be read is refused', async () => {
  await expect(preview(world, asked({ preprocess: 'pack', sample: 's9' }))).rejects.toMatchObject({ code: 'no-sample' });
  await expect(preview(world, asked({ preprocess: 'pack', pack: 'q' }))).rejects.toMatchObject({ code: 'unknown-pack' });
  await expect(preview(world, asked({ preprocess: 'unit@1+resize=x' }))).rejects.toMatchObject({ code: 'bad-preprocess' });
});
