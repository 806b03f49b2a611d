import { InputError } from '../../domain/notice.ts';
import type { Handlers } from '../../protocol/serve.ts';

type PreprocessCommands = Pick<Handlers, Extract<keyof Handlers, `preprocess.${string}`>>;

const closed = async (): Promise<never> => {
  throw new InputError('not-here', 'This cannot be done in the page yet.');
};

/** What the page asks about preprocessing. */
export const preprocessCommands = (): PreprocessCommands => ({
  'preprocess.preview': closed,
  'preprocess.plausible': closed,
});
