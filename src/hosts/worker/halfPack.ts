import type { Dataset } from '../../domain/dataset.ts';
import type { Hash } from '../../domain/ids.ts';
import { InputError } from '../../domain/notice.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import { readSafetensors, writeSafetensors } from '../../formats/arrays/safetensors.ts';
import type { HalfCost } from '../../protocol/messages.ts';
import { Cancelled } from '../../study/features.ts';
import type { Extractor } from '../../study/ports.ts';
import { relativeError } from '../../util/relativeError.ts';
import { sha256 } from './importPack.ts';

/** The largest value that float16 holds. */
const LARGEST = 65504;
/** Images that the cost is measured on. */
const IMAGES = 32;

/**
 * A pack's weights with kernels in float16; the short vectors (BatchNorm, biases) stay in float32, as in the starters: they are under 1 % of the bytes and their
 * rounding costs most. Throws InputError 'half-too-large' for a kernel value beyond what float16 holds.
 */
export async function halfPack(pack: BackbonePack, weights: Uint8Array): Promise<{ pack: BackbonePack; weights: Uint8Array<ArrayBuffer> }> {
  if (pack.precision === 'float16') throw new InputError('already-half', `${pack.name} is kept in float16 already.`, pack.id);
  const tensors = readSafetensors(weights, pack.id);
  for (const [name, { data }] of tensors) {
    if (!isKernel(name)) continue;
    const most = data.reduce((m, v) => Math.max(m, Math.abs(v)), 0);
    if (most > LARGEST)
      throw new InputError(
        'half-too-large',
        `${pack.name} cannot be kept in float16: ${name} has the value ${most}, and float16 ends at ${LARGEST}. It stays in float32.`,
        pack.id,
      );
  }
  const half = writeSafetensors(tensors, (name) => (isKernel(name) ? 'F16' : 'F32'));
  const hash = (await sha256([half])) as Hash;
  return {
    pack: { ...pack, weights: [{ path: 'weights-float16.safetensors', bytes: half.length, hash }], precision: 'float16' },
    weights: half,
  };
}

const isKernel = (name: string) => name.endsWith('.kernel');

/** What float16 costs: the features of up to 32 images, spread over the classes, by both packs. */
export async function halfCost(
  whole: BackbonePack,
  half: BackbonePack,
  dataset: Dataset,
  world: {
    extractor: Extractor;
    imageBytes(file: Hash): Promise<Uint8Array>;
    cancelled(): boolean;
    tell(done: number, of: number): void;
  },
): Promise<HalfCost> {
  const samples = spread(dataset, IMAGES);
  if (samples.length === 0) throw new InputError('no-images', 'This data set has no images to measure on.', dataset.id);
  const bySample = new Map(samples.map((s) => [s.id, s]));
  let done = 0;
  const rowsOf = async (pack: BackbonePack) => {
    const rows = new Map<Hash, Float32Array>();
    const images = samples.map((s) => ({ sample: s.id, hash: s.source.hash, name: s.source.name }));
    await world.extractor.extract(
      { pack, tap: pack.taps[0]!.name, preprocess: pack.preprocess, images },
      (sample) => world.imageBytes(bySample.get(sample)!.source.file),
      (hash, values) => {
        rows.set(hash, values.slice());
        world.tell(++done, 2 * samples.length);
      },
      world.cancelled,
    );
    if (world.cancelled()) throw new Cancelled();
    return rows;
  };
  const wanted = await rowsOf(whole);
  const got = await rowsOf(half);
  const errors = samples.map((s) => relativeError(got.get(s.source.hash)!, wanted.get(s.source.hash)!)).sort((a, b) => a - b);
  const middle = errors.length / 2;
  const median = (errors[Math.ceil(middle) - 1]! + errors[Math.floor(middle)]!) / 2;
  if (!errors.every(Number.isFinite))
    throw new InputError(
      'half-not-measurable',
      `On some images ${whole.name} gives features that are no numbers or all zero, so the cost cannot be stated.`,
      whole.id,
    );
  return { images: samples.length, median, largest: errors.at(-1)!, bytes: half.weights.reduce((n, w) => n + w.bytes, 0) };
}

/** Up to `most` images of different pixels: of each class (or of those without one) as many as of the others, evenly along the data set's order. */
export function spread(dataset: Dataset, most: number): Dataset['samples'][number][] {
  const seen = new Set<Hash>();
  const samples = dataset.samples.filter((s) => !seen.has(s.source.hash) && seen.add(s.source.hash));
  const classOf = new Map(dataset.labels.map((l) => [l.sample, l.cls]));
  const groups = new Map<unknown, Dataset['samples'][number][]>();
  for (const s of samples) {
    const cls = classOf.get(s.id) ?? null;
    groups.set(cls, [...(groups.get(cls) ?? []), s]);
  }
  const quotas = [...groups.values()].map((of) => ({ of, take: 0 }));
  for (let left = Math.min(most, samples.length); left > 0; ) {
    for (const q of quotas) {
      if (left === 0 || q.take === q.of.length) continue;
      q.take++;
      left--;
    }
  }
  return quotas.flatMap(({ of, take }) => Array.from({ length: take }, (_, i) => of[Math.floor(((i + 0.5) * of.length) / take)]!));
}
