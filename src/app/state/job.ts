import { create } from 'zustand';
import type { ProgressEvent } from '../../protocol/messages.ts';

/** The work that is going on, one at a time. */
interface Job {
  kind: ProgressEvent['job'] | null;
  progress: ProgressEvent | null;
  cancelling: boolean;
}

export const useJob = create<Job>(() => ({ kind: null, progress: null, cancelling: false }));

/** Shows a job while `work` lasts. */
export async function during<T>(kind: ProgressEvent['job'], work: () => Promise<T>): Promise<T> {
  useJob.setState({ kind, progress: null, cancelling: false });
  try {
    return await work();
  } finally {
    useJob.setState({ kind: null, progress: null, cancelling: false });
  }
}

/** Progress of a job that is over (a late message) is let go. */
export function onProgress(progress: ProgressEvent): void {
  if (useJob.getState().kind !== null) useJob.setState({ progress });
}
