import { removeBackend, setBackend } from '../ops/tf.ts';
import { BackendError, type BackendName } from './types.ts';
import { withTimeout } from './withTimeout.ts';

/** Milliseconds a start may take: compiling on a slow phone takes seconds, never half a minute. */
export const START_TIMEOUT = 20_000;

/** Makes a registered backend the one in use. Throws BackendError where it refuses or hangs. */
export async function activate(name: BackendName, timeout = START_TIMEOUT): Promise<void> {
  let ok: boolean;
  try {
    ok = await withTimeout(setBackend(name), timeout, name);
  } catch (error) {
    if (error instanceof BackendError) throw error;
    throw new BackendError('failed', error instanceof Error ? error.message : String(error));
  }
  if (!ok) throw new BackendError('failed', `${name} could not be started`);
}

/** Frees a backend that will not be used. */
export function discard(name: BackendName): void {
  try {
    removeBackend(name);
  } catch {
    // A backend that failed half-way may fail to clean up too; it is not used again.
  }
}
