import { create } from 'zustand';
import type { Family } from '../../domain/catalog.ts';
import type { Id } from '../../domain/ids.ts';
import type { Notice } from '../../domain/notice.ts';
import type { CatalogEntry, DroppedFile, Failure, HalfCost, Imported } from '../../protocol/messages.ts';
import { useDataset } from './dataset.ts';
import { during, useJob } from './job.ts';
import { call, failureOf } from './link.ts';
import { type Route, route } from './route.ts';
import { refresh, useWorkspace } from './workspace.ts';

/** What became of a file that was brought in, or of a download. */
export type Arrival = { file: string; slot: Id<'pack'> | null } & (
  | { what: 'imported'; pack: Id<'pack'>; notices: readonly Notice[] }
  | { what: 'refused'; failure: Failure }
  /** Not read: the reader cancelled, or the file is no weight file and no image. */
  | { what: 'left'; why: 'cancelled' | 'no-weights' }
);

interface Packs {
  /** Of the last drop or download; a new one takes their place. */
  arrivals: readonly Arrival[];
  /** Where they were dropped; they are told there and among the backbones. */
  room: Route;
  /** Packs whose details are open. */
  open: readonly Id<'pack'>[];
  /** What float16 would cost, as measured last. */
  half: { pack: Id<'pack'>; dataset: string; cost: HalfCost } | null;
}

export const usePacks = create<Packs>(() => ({ arrivals: [], room: 'start', open: [], half: null }));

export const closeArrivals = (): void => usePacks.setState({ arrivals: [] });
const arrive = (arrival: Arrival): void => usePacks.setState({ arrivals: [...usePacks.getState().arrivals, arrival] });

/** Opens or closes the details of a pack. */
export function toggle(pack: Id<'pack'>): void {
  const { open } = usePacks.getState();
  usePacks.setState({ open: open.includes(pack) ? open.filter((p) => p !== pack) : [...open, pack] });
}

/** Opens the details of a pack and goes there. */
export function showPack(pack: Id<'pack'>): void {
  const { open } = usePacks.getState();
  if (!open.includes(pack)) usePacks.setState({ open: [...open, pack] });
  requestAnimationFrame(() => {
    const row = document.getElementById(`pack-${pack}`);
    row?.scrollIntoView({ block: 'start' });
    row?.querySelector('button')?.focus({ preventScroll: true });
  });
}

/** Packs that the last drop or download brought. */
export function arrivedPacks(arrivals: readonly Arrival[], catalog: readonly CatalogEntry[]): CatalogEntry[] {
  return arrivals.flatMap((a) => (a.what === 'imported' ? catalog.filter((c) => c.id === a.pack) : []));
}

const named = (files: readonly DroppedFile[]): string => files[0]!.path;

/**
 * Hands weight files to the worker, one pack after the other; what became of each is told in `arrivals`.
 * `left` are files of the same drop that are neither weights nor images. Nothing is begun while another job runs: the files are then refused.
 */
export async function importWeights(
  groups: readonly (readonly DroppedFile[])[],
  slot: Id<'pack'> | null,
  left: readonly DroppedFile[] = [],
): Promise<void> {
  usePacks.setState({ room: route(), arrivals: left.map((f) => ({ file: f.path, slot, what: 'left', why: 'no-weights' })) });
  if (useJob.getState().kind !== null) {
    const failure: Failure = {
      code: 'busy',
      message: 'Something is running already. Wait for it, or cancel it.',
      where: null,
      expected: true,
    };
    for (const files of groups) arrive({ file: named(files), slot, what: 'refused', failure });
    return;
  }
  await during('pack', async () => {
    let cancelled = false;
    for (const files of groups) {
      const file = named(files);
      if (!cancelled)
        try {
          const { pack, notices } = await call('pack.import', { files, slot });
          arrive({ file, slot, what: 'imported', pack: pack.id, notices });
          continue;
        } catch (error) {
          const failure = failureOf(error);
          cancelled = failure.code === 'cancelled';
          if (!cancelled) arrive({ file, slot, what: 'refused', failure });
        }
      if (cancelled) arrive({ file, slot, what: 'left', why: 'cancelled' });
    }
  });
  await refresh();
}

/** Fetches a listed file from its host, or goes on with what has come of it. Cancelled, it keeps what has come. */
export async function downloadPack(entry: CatalogEntry): Promise<void> {
  usePacks.setState({ arrivals: [] });
  try {
    const { pack, notices }: Imported = await during('pack', () => call('pack.download', { pack: entry.id }));
    arrive({ file: entry.name, slot: entry.id, what: 'imported', pack: pack.id, notices });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.code !== 'cancelled') arrive({ file: entry.name, slot: entry.id, what: 'refused', failure });
  } finally {
    await refresh().catch(() => {});
  }
}

export async function discardDownload(pack: Id<'pack'>): Promise<void> {
  useWorkspace.setState(await call('pack.discard', { pack }));
}

export async function chooseFamily(pack: Id<'pack'>, family: Family): Promise<void> {
  useWorkspace.setState(await call('pack.family', { pack, family }));
}

export async function removePack(pack: Id<'pack'>): Promise<void> {
  useWorkspace.setState(await call('pack.remove', { pack }));
  const { arrivals, half } = usePacks.getState();
  usePacks.setState({
    arrivals: arrivals.filter((a) => a.what !== 'imported' || a.pack !== pack),
    half: half?.pack === pack ? null : half,
  });
}

/** The pack as a zip with its folder. */
export const exportPack = (pack: Id<'pack'>): Promise<Blob> => during('pack', () => call('pack.export', { pack }));

/** Measures what float16 would cost on the open data set; nothing is changed. */
export async function measureHalf(pack: Id<'pack'>): Promise<void> {
  const { dataset } = useDataset.getState();
  if (!dataset) return;
  const cost = await during('pack', () => call('pack.half', { pack, dataset: dataset.id }));
  usePacks.setState({ half: { pack, dataset: dataset.name, cost } });
}

export const leaveHalf = (): void => usePacks.setState({ half: null });

export async function keepHalf(pack: Id<'pack'>): Promise<void> {
  useWorkspace.setState(await during('pack', () => call('pack.keepHalf', { pack })));
  leaveHalf();
}
