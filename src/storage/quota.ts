import { InputError } from '../domain/notice.ts';

/** Runs `work`; a refusal for want of room, the browser's or the disk's, becomes an InputError 'quota' that says what to do. */
export async function withQuota<T>(what: string, bytes: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isQuota(error)) throw error;
    throw new InputError(
      'quota',
      `There is no room left to keep ${what} (${megabytes(bytes)} MB). Remove data sets or runs that are no longer needed, or free space on the disk, then try again.`,
      what,
    );
  }
}

function isQuota(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false;
  const { name, code, inner } = error as { name?: string; code?: unknown; inner?: unknown };
  return name === 'QuotaExceededError' || code === 'ENOSPC' || code === 'EDQUOT' || (inner !== undefined && isQuota(inner));
}

const megabytes = (bytes: number) => (bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1);
