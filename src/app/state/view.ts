import { create } from 'zustand';
import type { Failure } from '../../protocol/messages.ts';
import { keep, kept } from './kept.ts';
import { failureOf } from './link.ts';

/** What the page alone knows: its size, the open sheet, the last failure. */
interface View {
  projector: boolean;
  sheet: boolean;
  failure: Failure | null;
}

export const useView = create<View>(() => ({ projector: kept('projector') === 'yes', sheet: false, failure: null }));

export function toggleProjector(): void {
  const projector = !useView.getState().projector;
  keep('projector', projector ? 'yes' : null);
  useView.setState({ projector });
}

export const showSheet = (sheet: boolean): void => useView.setState({ sheet });
export const showFailure = (failure: Failure | null): void => useView.setState({ failure });

/** Runs an action and puts what went wrong where the reader sees it. True if it went well. */
export async function attempt(action: () => Promise<unknown>): Promise<boolean> {
  useView.setState({ failure: null });
  try {
    await action();
    return true;
  } catch (error) {
    const failure = failureOf(error);
    // A stopped worker has its own bar, a cancelled job was the reader's wish.
    if (failure.code !== 'worker-gone' && failure.code !== 'cancelled') showFailure(failure);
    return false;
  }
}
