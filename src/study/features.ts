import type { Sample } from '../domain/dataset.ts';
import type { Hash } from '../domain/ids.ts';
import { InputError } from '../domain/notice.ts';
import type { BackbonePack } from '../domain/pack.ts';
import { checkInputSize } from '../domain/smallestInput.ts';
import type { Arm } from '../domain/spec.ts';
import { canonicalPreprocess, inputSize } from '../imaging/presets.ts';
import { canonicalJson } from '../util/canonicalJson.ts';
import { hash } from '../util/hash.ts';
import type { Ports, Progress } from './ports.ts';

/** One more than the last form of graph folding and preprocessing; older features are then not reused. */
const RECIPE = 1;
/** Rows put into the store together: a page closed in the middle loses at most these. */
const CHUNK = 16;

/** What an arm takes features with, every default made explicit. */
export interface Extraction {
  pack: BackbonePack;
  packHash: Hash;
  tap: string;
  /** In its canonical spelling. */
  preprocess: string;
  /** Side of the network's input in pixels. */
  inputSize: number;
  features: number;
  /** Files features: pack, tap, preprocessing, precision and backend class. Pixels are the row. */
  key: Hash;
}

/** Opens an arm's pack and says how its features will be taken. Throws InputError for an unknown pack, tap or preset, and for images too small for the network. */
export async function extractionOf(arm: Arm, ports: Ports): Promise<Extraction> {
  const { pack, hash: packHash } = await ports.packs.open(arm.pack);
  const tap = arm.tap === 'default' ? pack.taps[0]! : pack.taps.find((t) => t.name === arm.tap);
  if (!tap) {
    const known = pack.taps.map((t) => t.name).join(', ');
    throw new InputError('unknown-tap', `Arm ${arm.name}: the pack ${pack.id} has no tap "${arm.tap}"; it has ${known}.`, arm.name);
  }
  const wanted = arm.preprocess === 'pack' ? pack.preprocess : arm.preprocess;
  const size = inputSize(wanted, pack.input.size);
  checkInputSize(pack, size);
  const preprocess = canonicalPreprocess(wanted, pack.input.size);
  const key = hash(
    canonicalJson({
      ...{ recipe: RECIPE, pack: packHash, tap: tap.name },
      // The side stands by itself, so that stating the pack's own and leaving it open are one.
      ...{ preprocess: canonicalPreprocess(wanted, size), size, backend: ports.extractor.backend },
    }),
  ) as Hash;
  return { pack, packHash, tap: tap.name, preprocess, inputSize: size, features: tap.length, key };
}

/** Features of the samples, row by row in their order (n x d, float32). Rows the store has are not computed again; new ones are stored as they come. */
export async function takeFeatures(
  samples: readonly Sample[],
  how: Extraction,
  ports: Ports,
  tell: (p: Omit<Progress & { stage: 'extract' }, 'stage' | 'arm' | 'arms' | 'name'>) => void,
): Promise<Float32Array> {
  const wanted = [...new Set(samples.map((s) => s.source.hash))];
  const rows = await ports.features.get(how.key, wanted);
  const cached = rows.size;
  const first = new Map<Hash, Sample>();
  for (const s of samples) if (!rows.has(s.source.hash) && !first.has(s.source.hash)) first.set(s.source.hash, s);
  const missing = [...first.values()];
  const began = ports.now();
  let fresh = new Map<Hash, Float32Array>();
  let writing: Promise<void> = Promise.resolve();
  const flush = () => {
    const batch = fresh;
    fresh = new Map();
    if (batch.size > 0) writing = writing.then(() => ports.features.put(how.key, batch));
  };
  const report = (done: number) => {
    const seconds = (ports.now() - began) / 1000;
    const perSecond = done > 0 && seconds > 0 ? done / seconds : null;
    tell({
      done: cached + done,
      of: wanted.length,
      cached,
      perSecond,
      secondsLeft: perSecond ? (missing.length - done) / perSecond : null,
    });
  };
  report(0);
  if (missing.length > 0) {
    let done = 0;
    try {
      await ports.extractor.extract(
        {
          pack: how.pack,
          tap: how.tap,
          preprocess: how.preprocess,
          images: missing.map((s) => ({ sample: s.id, hash: s.source.hash, name: s.source.name })),
        },
        (sample) => ports.images.bytes(sample),
        (row, values) => {
          rows.set(row, values);
          fresh.set(row, values);
          done++;
          if (fresh.size >= CHUNK) flush();
          report(done);
        },
        () => ports.cancelled(),
      );
    } finally {
      flush();
      await writing;
    }
  }
  if (ports.cancelled()) throw new Cancelled();
  return matrix(samples, rows, how);
}

function matrix(samples: readonly Sample[], rows: ReadonlyMap<Hash, Float32Array>, how: Extraction): Float32Array {
  const d = how.features;
  const out = new Float32Array(samples.length * d);
  samples.forEach((s, i) => {
    const row = rows.get(s.source.hash);
    if (!row || row.length !== d)
      throw new Error(`Features of ${s.source.name} are missing or have ${row?.length} values instead of ${d}.`);
    for (let j = 0; j < d; j++) {
      if (!Number.isFinite(row[j])) {
        throw new InputError(
          'non-finite-features',
          `${how.pack.name} gives values that are not finite numbers for ${s.source.name}. The weights or the precision of ${how.pack.id} on this backend are at fault; choose another backend.`,
          s.source.name,
        );
      }
    }
    out.set(row, i * d);
  });
  return out;
}

/** Thrown where the user asked to stop: nothing is wrong, and what was finished stays. */
export class Cancelled extends InputError {
  constructor() {
    super('cancelled', 'Stopped. The features that were finished are kept; the run can be gone on with.');
  }
}
