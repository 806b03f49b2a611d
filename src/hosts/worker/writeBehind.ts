import type { Hash } from '../../domain/ids.ts';
import type { Workspace } from './workspace.ts';

/** Writes that may be on their way at once: storing waits for the disk, and meanwhile the next image is read. */
const AT_ONCE = 24;

/** Stores images while the next ones are made or read. `done` waits for all of them and rejects with the first failure (no room, say). */
export function writeBehind(w: Workspace): { keep(file: Hash, bytes: Uint8Array): Promise<void>; done(): Promise<void> } {
  const going = new Set<Promise<void>>();
  let failure: unknown = null;
  const check = () => {
    if (failure !== null) throw failure;
  };
  return {
    async keep(file, bytes) {
      check();
      const write = w
        .keepImage(file, bytes)
        .catch((error) => {
          failure ??= error;
        })
        .finally(() => going.delete(write));
      going.add(write);
      if (going.size >= AT_ONCE) await Promise.race(going);
      check();
    },
    async done() {
      await Promise.all(going);
      check();
    },
  };
}
