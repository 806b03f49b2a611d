import type { PredictionTable } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';

/** A run's predictions as the table that statistics work on: arms in the order of the spec, then seeds, then images by id. Class names stand for classes. */
export function tableOf(run: RunRecord): PredictionTable {
  const seedOrder = new Map(run.spec.seeds.map((s, i) => [s, i]));
  const order = (seed: number) => seedOrder.get(seed) ?? seedOrder.size;
  const rows = [...run.predictions]
    .sort(
      (p, q) => p.arm - q.arm || order(p.seed) - order(q.seed) || (p.sample < q.sample ? -1 : p.sample > q.sample ? 1 : p.part - q.part),
    )
    .map((p) => ({
      sample: p.sample,
      patient: p.patient,
      fold: p.part + 1,
      seed: p.seed,
      arm: run.spec.arms[p.arm]!.name,
      label: p.truth,
      scores: p.scores,
    }));
  return { classes: run.dataset.classes.map((c) => c.name), rows };
}

/** The class name of a class given by id or by name; null stays null. An unknown text is passed on, to be refused with the list of classes. */
export function className(run: RunRecord, positive: string | null): string | null {
  if (positive === null) return null;
  return run.dataset.classes.find((c) => c.id === positive || c.name === positive)?.name ?? positive;
}
