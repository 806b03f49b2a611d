import { openImage } from '../../formats/images/index.ts';
import { tensorPreview } from '../../imaging/tensorPreview.ts';
import type { Arg, TensorPreview } from '../../protocol/messages.ts';
import { sampleOf } from './images.ts';
import type { PackShelf } from './packs.ts';
import type { Workspace } from './workspace.ts';

/** What a preview needs: the images, and the packs, whose own preprocessing and size stand where none is stated. */
export interface PreviewWorld {
  workspace: Promise<Pick<Workspace, 'dataset' | 'imageBytes'>>;
  packs: Pick<PackShelf, 'open'>;
}

/**
 * One image as a pack's network would get it; `preprocess` may be `pack`. The image decoders must be installed. Rejects with an InputError for an image or a pack that
 * is not at hand, or a preprocessing that cannot be read.
 */
export async function preview(world: PreviewWorld, arg: Arg<'preprocess.preview'>): Promise<TensorPreview> {
  const w = await world.workspace;
  const { source } = sampleOf(await w.dataset(arg.dataset), arg.sample);
  const { pack } = await world.packs.open(arg.pack);
  const frame = openImage(await w.imageBytes(source.file), source.name);
  return tensorPreview(frame, arg.preprocess === 'pack' ? pack.preprocess : arg.preprocess, pack.input.size);
}
