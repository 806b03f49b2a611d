import type { Dataset } from '../../domain/dataset.ts';
import type { Hash, Id } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import type { RunRecord } from '../../domain/run.ts';
import type { PendingRun, RunSummary } from '../../protocol/messages.ts';
import type { BlobStore, RecordStore } from '../../storage/index.ts';

/** What this browser keeps: data sets, runs, image bytes. The worker is its only writer. */
export interface Workspace {
  readonly blobs: BlobStore;
  dataset(id: Id<'dataset'>): Promise<Dataset>;
  datasets(): Promise<Dataset[]>;
  saveDataset(dataset: Dataset): Promise<void>;
  removeDataset(id: Id<'dataset'>): Promise<void>;
  run(id: Id<'run'>): Promise<RunRecord>;
  runs(): Promise<RunSummary[]>;
  saveRun(run: RunRecord): Promise<void>;
  removeRun(id: Id<'run'>): Promise<void>;
  pending(): Promise<PendingRun | null>;
  setPending(pending: PendingRun | null): Promise<void>;
  imageBytes(file: Hash): Promise<Uint8Array>;
  keepImage(file: Hash, bytes: Uint8Array): Promise<void>;
}

/** What the lists show of a run. */
export function summary(run: RunRecord): RunSummary {
  return {
    id: run.id,
    at: run.made.at,
    dataset: { id: run.spec.dataset!.id, revision: run.spec.dataset!.revision, name: run.dataset.name },
    arms: run.spec.arms.map((a) => a.name),
    images: run.dataset.images,
    patients: run.dataset.patients,
    seconds: run.made.seconds,
  };
}

export function workspace(blobs: BlobStore, records: RecordStore): Workspace {
  const self: Workspace = {
    blobs,
    async dataset(id) {
      const found = await records.get('dataset', id);
      if (!found) throw new InputError('no-dataset', 'This data set is no longer stored in this browser.', id);
      return found as Dataset;
    },
    async datasets() {
      return (await Promise.all((await records.list('dataset')).map((id) => records.get('dataset', id)))).filter(
        (d) => d !== null,
      ) as Dataset[];
    },
    saveDataset: (dataset) => records.put('dataset', dataset.id, dataset),
    async removeDataset(id) {
      const gone = await self.dataset(id);
      await records.remove('dataset', id);
      const kept = new Set((await self.datasets()).flatMap((d) => d.samples.flatMap((s) => [s.source.file, s.mask])));
      for (const s of gone.samples) {
        if (!kept.has(s.source.file)) await blobs.remove(`images/${s.source.file}`);
        if (s.mask && !kept.has(s.mask)) await blobs.remove(`images/${s.mask}`);
      }
    },
    async run(id) {
      const found = await records.get('run', id);
      if (!found) throw new InputError('no-run', 'This run is no longer stored in this browser.', id);
      return found as RunRecord;
    },
    async runs() {
      const all = (await Promise.all((await records.list('run')).map((id) => records.get('run', id)))).filter(
        (r) => r !== null,
      ) as RunRecord[];
      return all.map(summary).sort((a, b) => (a.at < b.at ? 1 : -1));
    },
    saveRun: (run) => records.put('run', run.id, run),
    removeRun: (id) => records.remove('run', id),
    pending: async () => (await records.get('pending', 'run')) as PendingRun | null,
    setPending: (pending) => (pending ? records.put('pending', 'run', pending) : records.remove('pending', 'run')),
    async imageBytes(file) {
      const bytes = await blobs.get(`images/${file}`);
      if (!bytes)
        throw new InputError(
          'image-gone',
          'The bytes of this image are no longer stored in this browser (its storage may have been cleared). Add the file again.',
          file,
        );
      return bytes;
    },
    async keepImage(file, bytes) {
      await blobs.put(`images/${file}`, bytes);
    },
  };
  return self;
}
