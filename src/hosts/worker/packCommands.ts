import { InputError } from '../../domain/notice.ts';
import type { Handlers } from '../../protocol/serve.ts';

type PackCommands = Pick<Handlers, Extract<keyof Handlers, `pack.${string}`>>;

const closed = async (): Promise<never> => {
  throw new InputError('not-here', 'This cannot be done in the page yet. Use radtune import.');
};

/** What the page asks of the pack library. */
export const packCommands = (): PackCommands => ({
  'pack.import': closed,
  'pack.download': closed,
  'pack.discard': closed,
  'pack.family': closed,
  'pack.remove': closed,
  'pack.export': closed,
  'pack.half': closed,
  'pack.keepHalf': closed,
});
