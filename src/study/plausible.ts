import { type NormStatistics, normTap } from '../domain/batchNorms.ts';
import { type Dataset, patientOf, type Sample } from '../domain/dataset.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import type { Plausibility, PlausibilityRow } from '../domain/plausibility.ts';
import { canonicalPreprocess, PRESETS, type Preset, presetOf } from '../imaging/presets.ts';
import { type Rng, rng } from '../util/rng.ts';
import { layerDivergence, momentsOf } from './divergence.ts';
import { Cancelled } from './features.ts';
import type { Ports } from './ports.ts';

/** BatchNorm layers that are compared, from the input on: further in, the network has evened out what the preparation did. */
export const NORM_LAYERS = 5;
/** Images at most: 64 settle a median over channels to a few per cent. */
export const MOST_IMAGES = 64;
const SEED = 1;

/** Rules of thumb, from a network trained on photographs: its own images give about 0.01, wrong scales 0.1 and more (docs/preprocessing.md). */
const RULED_OUT = 50;
const UNLIKELY = 5;
/** A smaller divergence than this is chance: it counts as this much when others are measured by it. */
const AS_TRAINED = 0.01;
/** Above it the images are far from those of the training. Between photographs (0.01) and radiographs (0.07) on a network of photographs. */
export const FAR = 0.03;

export interface PlausibleJob {
  pack: BackbonePack;
  /** What the pack's first BatchNorms saw in training: `normStatistics` of engine, asked for NORM_LAYERS. */
  trained: readonly NormStatistics[];
  dataset: Dataset;
}

/**
 * How well the images agree with the pack's BatchNorm statistics under each preparation of `candidates`. It rules out; it cannot choose, and changes nothing.
 * Nothing is stored. Throws InputError `no-images`, `no-finite-activations`, `cancelled`, or what the extractor throws for an image.
 */
export async function plausible(
  { pack, trained, dataset }: PlausibleJob,
  ports: Pick<Ports, 'images' | 'extractor' | 'tell' | 'cancelled' | 'now'>,
): Promise<Plausibility> {
  const samples = drawn(dataset, MOST_IMAGES, rng(SEED, 'plausible'));
  if (samples.length === 0) throw new InputError('no-images', `${dataset.name} has no images.`, dataset.name);
  const images = samples.map((s) => ({ sample: s.id, hash: s.source.hash, name: s.source.name }));
  const channels = trained.map((l) => l.mean.length);
  const presets = candidates(pack.preprocess);
  const of = presets.length * images.length;
  const began = ports.now();
  let done = 0;
  const tell = (arm: number, name: string) => {
    const seconds = (ports.now() - began) / 1000;
    const perSecond = done > 0 && seconds > 0 ? done / seconds : null;
    const secondsLeft = perSecond ? (of - done) / perSecond : null;
    ports.tell({ stage: 'extract', arm, arms: presets.length, name, done, of, cached: 0, perSecond, secondsLeft });
  };

  const measured: Omit<PlausibilityRow, 'verdict'>[] = [];
  for (const [arm, { id, measured: preprocess }] of presets.entries()) {
    tell(arm, id);
    // By image, not as they come: sums in another order would differ in their last digits.
    const rows = new Map<string, Float32Array>();
    await ports.extractor.extract(
      { pack, tap: normTap(trained.length), preprocess, images },
      (sample) => ports.images.bytes(sample),
      (hash, values) => {
        rows.set(hash, values);
        done++;
        tell(arm, id);
      },
      () => ports.cancelled(),
    );
    if (ports.cancelled()) throw new Cancelled();
    const moments = momentsOf(
      images.map(({ hash }) => rows.get(hash)!),
      channels,
    );
    const perLayer = trained.map((layer, i) => layerDivergence(moments[i]!, layer));
    measured.push({ preprocess: id, divergence: perLayer.reduce((sum, d) => sum + d, 0) / perLayer.length, perLayer });
  }
  if (measured.every((m) => m.divergence === Number.POSITIVE_INFINITY)) {
    throw new InputError(
      'no-finite-activations',
      `${pack.name} (${pack.id}) gives values that are not finite numbers under every preparation. Its weights or the precision of this backend are at fault; choose another backend, or import the weights again.`,
      pack.id,
    );
  }
  return { images: images.length, layers: trained.map((l) => l.name), ...judged(measured) };
}

/** Rows in the order of their divergence with their verdicts, and whether all are far. Where they are, the order means little: then only what is ruled out is told apart. */
export function judged(measured: readonly Omit<PlausibilityRow, 'verdict'>[]): Pick<Plausibility, 'rows' | 'far'> {
  const sorted = [...measured].sort((a, b) => (a.divergence === b.divergence ? 0 : a.divergence < b.divergence ? -1 : 1));
  const best = sorted[0]?.divergence ?? 0;
  const far = best > FAR;
  const times = (divergence: number) => divergence / Math.max(best, AS_TRAINED);
  const verdict = (divergence: number): PlausibilityRow['verdict'] => {
    if (times(divergence) > RULED_OUT) return 'ruled-out';
    return !far && times(divergence) > UNLIKELY ? 'unlikely' : 'cannot-tell';
  };
  return { far, rows: sorted.map((row) => ({ ...row, verdict: verdict(row.divergence) })) };
}

/**
 * Presets to compare: of those that give the network the same channels on the same scale one, the pack's own or else the first of the list. All are measured
 * stretched to the square with one resampling (`measured`), so that nothing but channels and scale differs; resampling these statistics hardly see.
 */
export function candidates(own: string): { id: string; measured: string }[] {
  const formula = ({ order, subtract, divide }: Preset) => JSON.stringify([order, subtract, divide]);
  const mine = presetOf(own);
  const groups = new Map<string, { id: string; measured: string }>();
  for (const preset of [mine, ...PRESETS]) {
    const base = preset === mine ? mine.base : preset.id;
    const measured = `${base}+resize=antialias+fit=stretch${mine.size === null ? '' : `+size=${mine.size}`}`;
    if (!groups.has(formula(preset))) groups.set(formula(preset), { id: preset.id, measured: canonicalPreprocess(measured) });
  }
  return [...groups.values()];
}

/**
 * At most `most` images with different pixels, spread evenly over the classes (unlabelled ones are a class of their own) and, within a class, over the patients first.
 * The same for the same data set and seed, whatever the order of its samples.
 */
export function drawn(dataset: Dataset, most: number, random: Rng): Sample[] {
  const cls = new Map(dataset.labels.map((l) => [l.sample, l.cls as string]));
  const byClass = new Map<string, Sample[]>();
  const seen = new Set<string>();
  for (const sample of [...dataset.samples].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    if (seen.has(sample.source.hash)) continue;
    seen.add(sample.source.hash);
    const key = cls.get(sample.id) ?? '';
    byClass.set(key, [...(byClass.get(key) ?? []), sample]);
  }
  const queues = [...byClass]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, samples]) => patientsFirst(random.stream(`class ${key}`).shuffle(samples)));
  const chosen: Sample[] = [];
  for (let turn = 0; chosen.length < most && queues.some((q) => q.length > turn); turn++) {
    for (const queue of queues) if (queue[turn] && chosen.length < most) chosen.push(queue[turn]!);
  }
  return chosen;
}

/** First one image of each patient, then a second of each that has one, and so on; otherwise in the order given. */
function patientsFirst(samples: readonly Sample[]): Sample[] {
  const had = new Map<string, number>();
  const turns = samples.map((sample) => {
    const turn = had.get(patientOf(sample)) ?? 0;
    had.set(patientOf(sample), turn + 1);
    return { sample, turn };
  });
  return turns.sort((a, b) => a.turn - b.turn).map(({ sample }) => sample);
}
