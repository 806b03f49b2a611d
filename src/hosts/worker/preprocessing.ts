import type { Handlers } from '../../protocol/serve.ts';
import { installDecoders } from './decoders.ts';
import { type PlausibleParts, plausibleHere } from './plausible.ts';
import { type PreviewWorld, preview } from './preview.ts';

type PreprocessCommands = Pick<Handlers, Extract<keyof Handlers, `preprocess.${string}`>>;

/** What the page asks about preprocessing. */
export const preprocessCommands = (world: PreviewWorld, compared: PlausibleParts): PreprocessCommands => ({
  async 'preprocess.preview'(arg) {
    await installDecoders();
    return preview(world, arg);
  },
  'preprocess.plausible': (arg) => plausibleHere(arg, compared),
});
