import type { Dataset } from '../../domain/dataset.ts';
import type { RunRecord } from '../../domain/run.ts';

/** A run is stale when the open data set has changed since, or is another one. */
export function isStale(record: Pick<RunRecord, 'spec'> | null, dataset: Pick<Dataset, 'id' | 'revision'> | null): boolean {
  const used = record?.spec.dataset;
  return !!used && !!dataset && (used.id !== dataset.id || used.revision !== dataset.revision);
}
