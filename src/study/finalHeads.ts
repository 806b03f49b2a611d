import { type Dataset, labelled } from '../domain/dataset.ts';
import type { Hash, Id } from '../domain/ids.ts';
import type { ExperimentSpec } from '../domain/spec.ts';
import { usedClasses } from './check.ts';
import { Cancelled, type Extraction, extractionOf, takeFeatures } from './features.ts';
import { type FittedHead, fitHead } from './fitHead.ts';
import type { Ports } from './ports.ts';
import { subset } from './run.ts';

/** Heads for use on new images: each arm's head fitted on every labelled image. Their own images tell nothing about how good they are; the folds do. */
export interface FinalHeads {
  classes: readonly string[];
  arms: readonly { name: string; how: Extraction; head: FittedHead }[];
}

export async function fitFinalHeads(spec: ExperimentSpec, given: Dataset, ports: Ports): Promise<FinalHeads> {
  const dataset = usedClasses(given);
  const rows = labelled(dataset);
  const samples = rows.map((r) => r.sample);
  const arms: { name: string; how: Extraction; head: FittedHead }[] = [];
  for (const [a, arm] of spec.arms.entries()) {
    const how = await extractionOf(arm, ports);
    const x = await takeFeatures(samples, how, ports, (p) =>
      ports.tell({ stage: 'extract', arm: a, arms: spec.arms.length, name: arm.name, ...p }),
    );
    ports.tell({ stage: 'fit', done: a, of: spec.arms.length, name: arm.name, perSecond: null, secondsLeft: null });
    await ports.pause();
    if (ports.cancelled()) throw new Cancelled();
    const all = subset(
      x,
      how.features,
      rows,
      rows.map((_, i) => i),
    );
    const head = await fitHead(arm.head, all, dataset.classes.length, spec.seeds[0]!, {
      point: () => {},
      pause: () => ports.pause(),
      cancelled: () => ports.cancelled(),
    });
    arms.push({ name: arm.name, how, head });
  }
  return { classes: dataset.classes.map((c) => c.name), arms };
}

/** Each arm's probabilities for one image, in the order of the classes. The image's features are not stored. */
export async function predictOne(
  heads: FinalHeads,
  image: { sample: Id<'sample'>; hash: Hash; name: string; bytes: Uint8Array },
  ports: Pick<Ports, 'extractor' | 'cancelled'>,
): Promise<{ name: string; scores: number[] }[]> {
  const out: { name: string; scores: number[] }[] = [];
  for (const arm of heads.arms) {
    let row: Float32Array | null = null;
    const job = {
      pack: arm.how.pack,
      tap: arm.how.tap,
      preprocess: arm.how.preprocess,
      images: [{ sample: image.sample, hash: image.hash, name: image.name }],
    };
    await ports.extractor.extract(
      job,
      async () => image.bytes,
      (_, values) => (row = values),
      ports.cancelled,
    );
    if (!row) throw new Cancelled();
    out.push({ name: arm.name, scores: [...arm.head.predict(row)] });
  }
  return out;
}
