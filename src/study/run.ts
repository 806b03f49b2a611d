import { type Dataset, labelled, patientOf } from '../domain/dataset.ts';
import { type Hash, type Id, id } from '../domain/ids.ts';
import { InputError, type Notice } from '../domain/notice.ts';
import type { Fit, Prediction, RunRecord } from '../domain/run.ts';
import type { ExperimentSpec } from '../domain/spec.ts';
import type { Split } from '../domain/split.ts';
import { splitOf } from '../domain/splits.ts';
import { canonicalPreprocess } from '../imaging/presets.ts';
import { canonicalJson } from '../util/canonicalJson.ts';
import { hash } from '../util/hash.ts';
import { checkStudy, usedClasses } from './check.ts';
import { Cancelled, type Extraction, extractionOf, takeFeatures } from './features.ts';
import { fitHead, type TrainingRows } from './fitHead.ts';
import type { Ports } from './ports.ts';

/**
 * Runs a study: the same patient-wise folds and seeds for every arm, features once per image and arm, one head per arm, seed and part.
 * The test part of a fold is touched once, by the fitted head. Throws InputError where the data or the spec do not allow it and Cancelled where the user stopped it.
 */
export async function runStudy(wanted: ExperimentSpec, given: Dataset, app: string, ports: Ports): Promise<RunRecord> {
  const began = ports.now();
  const dataset = usedClasses(given);
  const spec: ExperimentSpec = { ...wanted, dataset: { id: dataset.id, revision: dataset.revision } };
  const blocking = checkStudy(spec, dataset).filter((n) => n.level === 'error');
  if (blocking.length > 0) throw new InputError(blocking[0]!.code, blocking.map(sentence).join(' '), blocking[0]!.where);

  const splits: { seed: number; split: Split }[] = [];
  const notices: Notice[] = checkStudy(spec, dataset);
  for (const seed of spec.seeds) {
    const made = splitOf(dataset, spec.split, seed);
    splits.push({ seed, split: made.split });
    if (seed === spec.seeds[0]) notices.push(...made.notices);
  }

  const rows = labelled(dataset);
  const samples = rows.map((r) => r.sample);
  const how: Extraction[] = [];
  for (const arm of spec.arms) how.push(await extractionOf(arm, ports));
  const features = new Map<Hash, Float32Array>();
  for (const [a, arm] of spec.arms.entries()) {
    if (features.has(how[a]!.key)) continue;
    const tell = (p: { done: number; of: number; cached: number; perSecond: number | null; secondsLeft: number | null }) =>
      ports.tell({ stage: 'extract', arm: a, arms: spec.arms.length, name: arm.name, ...p });
    features.set(how[a]!.key, await takeFeatures(samples, how[a]!, ports, tell));
  }

  const { predictions, fits, said } = await fitAll(spec, rows, splits, how, features, dataset.classes.length, ports);
  ports.tell({ stage: 'finish' });
  const record: RunRecord = {
    schema: 1,
    id: id('run'),
    spec,
    specHash: hash(canonicalJson(spec)) as Hash,
    dataset: {
      name: dataset.name,
      synthetic: dataset.synthetic,
      images: rows.length,
      patients: new Set(samples.map(patientOf)).size,
      patientsKnown: samples.every((s) => s.patient !== null),
      classes: dataset.classes,
    },
    split: splits,
    predictions,
    fits,
    arms: spec.arms.map((arm, a) => ({
      name: arm.name,
      pack: arm.pack,
      packHash: how[a]!.packHash,
      preprocess: how[a]!.preprocess,
      pretrainedOn: how[a]!.pack.pretrainedOn,
      defaultPreprocess: canonicalPreprocess(how[a]!.pack.preprocess, how[a]!.pack.input.size),
      inputSize: how[a]!.inputSize,
      tap: how[a]!.tap,
      features: how[a]!.features,
    })),
    made: {
      app,
      backend: ports.extractor.backend,
      device: ports.extractor.device,
      decoders: [],
      at: ports.date(),
      seconds: (ports.now() - began) / 1000,
    },
    notices: [...notices, ...said],
  };
  const named = { ...record, id: runId(record) };
  await ports.runs.append(named);
  return named;
}

/** What was computed names the run: spec, packs, backend and predictions, but not the day it was made. */
function runId(record: RunRecord): Id<'run'> {
  // Pack and preprocessing say the same as these two, which older records do not have: an old run and its repetition have one name.
  const arms = record.arms.map(({ pretrainedOn, defaultPreprocess, inputSize, ...arm }) => arm);
  const { specHash: spec, predictions } = record;
  return id(hash(canonicalJson({ spec, arms, backend: record.made.backend, predictions })).slice(0, 16));
}

async function fitAll(
  spec: ExperimentSpec,
  rows: ReturnType<typeof labelled>,
  splits: readonly { seed: number; split: Split }[],
  how: readonly Extraction[],
  features: ReadonlyMap<Hash, Float32Array>,
  classes: number,
  ports: Ports,
): Promise<{ predictions: Prediction[]; fits: Fit[]; said: Notice[] }> {
  const index = new Map(rows.map((r, i) => [r.sample.id, i]));
  const of = splits.reduce((n, s) => n + s.split.parts.length, 0) * spec.arms.length;
  const predictions: Prediction[] = [];
  const fits: Fit[] = [];
  const said = new Map<string, Notice>();
  const began = ports.now();
  for (const [a, arm] of spec.arms.entries()) {
    const x = features.get(how[a]!.key)!;
    for (const { seed, split } of splits) {
      for (const [p, part] of split.parts.entries()) {
        const done = fits.length;
        const perSecond = done > 0 ? done / ((ports.now() - began) / 1000) : null;
        ports.tell({ stage: 'fit', done, of, name: arm.name, perSecond, secondsLeft: perSecond ? (of - done) / perSecond : null });
        await ports.pause();
        if (ports.cancelled()) throw new Cancelled();
        const train = [...part.train, ...part.validation].map((s) => index.get(s)!);
        const head = await fitHead(arm.head, subset(x, how[a]!.features, rows, train), classes, seed, {
          point: (point) => ports.tell({ stage: 'trace', arm: a, part: p, seed, point }),
          pause: () => ports.pause(),
          cancelled: () => ports.cancelled(),
        });
        for (const n of head.notices) said.set(`${n.code}/${arm.name}`, { ...n, where: arm.name });
        fits.push({ arm: a, part: p, seed, n: train.length, ...head.fit });
        for (const s of part.test) {
          const i = index.get(s)!;
          const { sample, truth } = rows[i]!;
          const scores = head.predict(x.subarray(i * how[a]!.features, (i + 1) * how[a]!.features));
          predictions.push({ arm: a, part: p, seed, sample: sample.id, patient: sample.patient, truth, scores: [...scores] });
        }
      }
    }
  }
  return { predictions, fits, said: [...said.values()] };
}

/** The training rows of one part: features, classes and patients. */
export function subset(x: Float32Array, d: number, rows: ReturnType<typeof labelled>, which: readonly number[]): TrainingRows {
  const out = new Float32Array(which.length * d);
  which.forEach((i, k) => {
    out.set(x.subarray(i * d, (i + 1) * d), k * d);
  });
  return { x: out, n: which.length, d, y: which.map((i) => rows[i]!.truth), groups: which.map((i) => patientOf(rows[i]!.sample)) };
}

function sentence(n: Notice): string {
  const about = n.where ? ` (${n.where})` : '';
  const numbers = n.saw !== undefined && n.expected !== undefined ? `: found ${n.saw}, needed ${n.expected}` : '';
  return `${n.code.replace(/^study\./, '').replaceAll('-', ' ')}${about}${numbers}. ${n.remedy ?? ''}`.trim();
}
