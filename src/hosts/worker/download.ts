import type { CatalogEntry } from '../../domain/catalog.ts';
import { InputError, type Notice } from '../../domain/notice.ts';
import { fileOf } from '../../domain/partner.ts';
import { digest } from '../../engine/digest.ts';
import type { AllowedHosts } from './allowedHosts.ts';
import type { About, DownloadParts } from './downloadParts.ts';

/** A piece that is stored; at most so much is lost where the page is closed without warning. */
const PIECE = 8 * 2 ** 20;
/** A connection that gives nothing for so long is taken for dead. */
const SILENCE_MS = 60_000;
const LOOK_EVERY_MS = 100;

export interface DownloadWorld {
  hosts: AllowedHosts;
  parts: DownloadParts;
  cancelled(): boolean;
  now(): number;
  tell(done: number, of: number | null, perSecond: number | null, secondsLeft: number | null): void;
  silenceMs?: number;
}

/**
 * Fetches the file of a listed source, going on from what had come before, and answers its bytes. What came stays kept (Cancel, a failure, a closed page) until
 * it is removed by the caller, or by this where it proves wrong. Rejects with InputError: 'download-failed' for the network, 'download-refused' for the server's
 * answer, 'download-incomplete', 'hash-mismatch', 'cancelled'.
 */
export async function download(
  entry: CatalogEntry,
  world: DownloadWorld,
): Promise<{ bytes: Uint8Array<ArrayBuffer>; notices: readonly Notice[] }> {
  const { source } = entry;
  if (source.kind !== 'download')
    throw new InputError(
      'no-download',
      `${entry.name} cannot be downloaded by this page. Fetch its file by hand and drop it here.`,
      entry.id,
    );
  const { parts } = world;
  const { url } = source;
  const before = await parts.about(entry.id);
  if (before && before.url !== url) await parts.remove(entry.id);
  const kept = before?.url === url ? before : null;
  const from = kept ? await parts.size(entry.id) : 0;
  const notices: Notice[] = [];
  const whole = kept !== null && kept.total !== null && from === kept.total;
  const total = whole ? kept.total : await fetchRest(entry, url, kept, from, world, notices);
  const size = await parts.size(entry.id);
  if (total !== null && size < total)
    throw new InputError(
      'download-incomplete',
      `The download of ${entry.name} ended after ${megabytes(size)} of ${megabytes(total)} MB. What has come is kept; start it again to go on.`,
      url,
    );
  const bytes = await parts.whole(entry.id).catch(async (error) => {
    await parts.remove(entry.id);
    throw error;
  });
  const wrong = await wrongWith(entry, bytes, total);
  if (wrong) {
    await parts.remove(entry.id);
    throw new InputError(
      'hash-mismatch',
      `${fileOf(entry)} from ${new URL(url).host} is not the file that is listed: ${wrong}. It was not imported and is not kept.`,
      url,
    );
  }
  return { bytes, notices };
}

/** What does not agree with the list; null where nothing does. Where the hash is known it decides alone. */
async function wrongWith(entry: CatalogEntry, bytes: Uint8Array, total: number | null): Promise<string | null> {
  if (entry.hash !== null) {
    const found = await digest(bytes);
    return found === entry.hash ? null : `its SHA-256 is ${found}, expected ${entry.hash}`;
  }
  const expected = entry.bytes ?? total;
  return expected === null || bytes.length === expected ? null : `it has ${bytes.length} bytes, expected ${expected}`;
}

async function fetchRest(
  entry: CatalogEntry,
  url: string,
  kept: About | null,
  from: number,
  world: DownloadWorld,
  notices: Notice[],
): Promise<number | null> {
  const { parts, cancelled, now } = world;
  const stop = new AbortController();
  let heard = now();
  const watch = setInterval(() => {
    if (cancelled() || now() - heard > (world.silenceMs ?? SILENCE_MS)) stop.abort();
  }, LOOK_EVERY_MS);
  let done = from;
  world.hosts.allow(new URL(url).host);
  try {
    // A range open to the right needs no preflight (Fetch, CORS-safelisted request headers: Chrome 99, Firefox 117, Safari 16).
    const response = await world.hosts.fetch(url, { signal: stop.signal, ...(from > 0 ? { headers: { Range: `bytes=${from}-` } } : {}) });
    heard = now();
    const { start, total } = answered(response, from);
    if (response.status === 416 && from > 0) {
      // There is nothing behind what is kept: it is not of the file as it is now.
      await response.body?.cancel();
      await parts.remove(entry.id);
      notices.push(restarted(entry, from));
      return await fetchRest(entry, url, null, 0, world, notices);
    }
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      throw refused(entry, url, `it answered ${response.status}`);
    }
    if (start !== from || kept === null || (kept.total !== null && total !== null && kept.total !== total)) {
      if (from > 0) notices.push(restarted(entry, from));
      if (start !== 0) {
        await response.body.cancel();
        await parts.remove(entry.id);
        throw refused(
          entry,
          url,
          'it sent another part of the file than was asked for. What had come was removed; start the download again',
        );
      }
      done = 0;
      await parts.begin(entry.id, { url, total: total ?? entry.bytes });
    }
    const known = total ?? kept?.total ?? entry.bytes;
    await take(response.body, entry, known, done, world, () => {
      heard = now();
    });
    return known;
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (cancelled()) throw new InputError('cancelled', 'Stopped. What has come of the download is kept; start it again to go on.');
    if (named(error, 'QuotaExceededError')) throw error;
    const had = await parts.size(entry.id);
    const why = stop.signal.aborted ? 'nothing came for a minute' : (error as Error).message;
    throw new InputError(
      'download-failed',
      `${new URL(url).host} could not be reached, or does not let other pages read this file (${why}).${had > 0 ? ` ${megabytes(had)} MB are kept; start it again to go on.` : ''} Or download ${url} in the browser yourself and drop ${fileOf(entry)} here.`,
      url,
    );
  } finally {
    clearInterval(watch);
    stop.abort();
  }
}

/** Where the answer begins and how long the file is, as far as the server lets the page see it: Content-Range only where it exposes it, Content-Length always. */
function answered(response: Response, from: number): { start: number; total: number | null } {
  const length = response.headers.get('content-length');
  const bytes = length === null ? null : Number(length);
  if (response.status !== 206) return { start: 0, total: bytes };
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(response.headers.get('content-range') ?? '');
  if (!range) return { start: from, total: bytes === null ? null : from + bytes };
  return { start: Number(range[1]), total: range[2] === '*' ? null : Number(range[2]) };
}

/** Stores what comes, piece by piece; also the last, shorter piece where the stream breaks off. */
async function take(
  body: ReadableStream<Uint8Array>,
  entry: CatalogEntry,
  total: number | null,
  from: number,
  { parts, now, tell }: DownloadWorld,
  heard: () => void,
): Promise<void> {
  const began = now();
  let told = Number.NEGATIVE_INFINITY;
  let done = from;
  let piece: Uint8Array[] = [];
  let waiting = 0;
  const store = async () => {
    if (waiting === 0) return;
    const bytes = new Uint8Array(waiting);
    let end = 0;
    for (const p of piece) {
      bytes.set(p, end);
      end += p.length;
    }
    piece = [];
    waiting = 0;
    await parts.append(entry.id, bytes);
  };
  const reader = body.getReader();
  try {
    for (;;) {
      const { value, done: over } = await reader.read();
      heard();
      if (over) break;
      piece.push(value);
      waiting += value.length;
      done += value.length;
      if (waiting >= PIECE) await store();
      if (now() - told < LOOK_EVERY_MS) continue;
      told = now();
      const perSecond = now() > began ? (1000 * (done - from)) / (now() - began) : null;
      tell(done, total, perSecond, perSecond && total !== null ? Math.max(0, total - done) / perSecond : null);
    }
  } finally {
    await store();
  }
  tell(done, total, null, 0);
}

const restarted = (entry: CatalogEntry, from: number): Notice => ({
  ...{ code: 'download-restarted', level: 'info', where: entry.name, saw: `${from} bytes` },
  remedy: 'The server could not go on from what had come, or its file has changed, so the download began again.',
});

const refused = (entry: CatalogEntry, url: string, what: string) =>
  new InputError(
    'download-refused',
    `${new URL(url).host} did not give ${fileOf(entry)}: ${what}. Or download ${url} in the browser yourself and drop the file here.`,
    url,
  );

const named = (error: unknown, name: string) => (error as { name?: string } | null)?.name === name;
const megabytes = (bytes: number) => (bytes / 1e6).toFixed(1);
