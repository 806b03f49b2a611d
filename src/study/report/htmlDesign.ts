import type { RunRecord } from '../../domain/run.ts';
import type { Arm } from '../../domain/spec.ts';
import { number } from './htmlResults.ts';
import { facts, html, type Markup, table } from './markup.ts';

/** Where the images came from, as far as the record knows, and how many of each class. */
export function dataSection(run: RunRecord): Markup {
  const first = run.predictions.filter((p) => p.arm === 0 && p.seed === run.predictions[0]?.seed);
  const images = new Map(first.map((p) => [p.sample, p]));
  const rows = run.dataset.classes.map((c, k) => {
    const mine = [...images.values()].filter((p) => p.truth === k);
    return [c.name, mine.length, run.dataset.patientsKnown ? new Set(mine.map((p) => p.patient)).size : 'unknown'];
  });
  return html`${facts([
    ['Data set', run.dataset.name],
    [
      'Kind',
      run.dataset.synthetic
        ? 'synthetic images made by code: results say nothing about patients'
        : 'images given by the user; they were not sent anywhere',
    ],
    ['Labelled images', run.dataset.images],
    [
      'Patients',
      run.dataset.patientsKnown
        ? run.dataset.patients
        : `not known for all images; ${run.dataset.patients} counted, an image without a patient as its own`,
    ],
    ['Image readers', run.made.decoders.length > 0 ? run.made.decoders.join(', ') : 'not recorded'],
  ])}${table('Tested images and patients per class', ['class', 'images', 'patients'], rows)}`;
}

/** How the data were parted, fold by fold. */
export function partitionSection(run: RunRecord): Markup {
  const unit = run.split[0]?.split.unit === 'patient' ? 'patient (all images of a patient stay together)' : 'image';
  return html`${facts([
    ['Split', splitWords(run)],
    ['Unit', unit],
    ['Seeds', run.spec.seeds.join(', ')],
    ['Stratified by class', run.spec.split.kind === 'kfold' || run.spec.split.kind === 'holdout' ? 'yes' : 'no'],
    ['Checked here', 'as far as patients are known, none is in two folds of a seed; every arm has the same images, folds and seeds'],
  ])}${foldTable(run)}`;
}

function splitWords(run: RunRecord): string {
  const s = run.spec.split;
  if (s.kind === 'kfold') return `${s.folds}-fold cross-validation${s.repeats > 1 ? `, repeated ${s.repeats} times` : ''}`;
  if (s.kind === 'holdout') return `hold-out of ${Math.round(100 * s.testShare)}% for testing`;
  if (s.kind === 'kept') return 'the parts that came with the data';
  return `leave one ${s.unit} out`;
}

/** At most this many rows are printed; leave-one-out has one part per patient. */
const LONGEST = 200;

function foldTable(run: RunRecord): Markup {
  const classes = run.dataset.classes.map((c) => c.name);
  const counts = new Map<string, number[]>();
  for (const p of run.predictions) {
    if (p.arm !== 0) continue;
    const key = `${p.seed}/${p.part}`;
    const row = counts.get(key) ?? classes.map(() => 0);
    row[p.truth]!++;
    counts.set(key, row);
  }
  const rows = run.split.flatMap(({ seed, split }) =>
    split.parts.map((part, i) => [
      `${seed}`,
      i + 1,
      part.train.length + part.validation.length,
      part.test.length,
      ...(counts.get(`${seed}/${i}`) ?? classes.map(() => 0)),
    ]),
  );
  const shown = rows.slice(0, LONGEST);
  const caption = `Images per fold${rows.length > shown.length ? `; the first ${shown.length} of ${rows.length}, the rest is in run.json` : ''}`;
  return table(caption, ['seed', 'fold', 'trained on', 'tested', ...classes.map((c) => `tested: ${c}`)], shown);
}

/** Backbone, preprocessing and head of every arm. */
export function modelsSection(run: RunRecord): Markup {
  const rows = run.arms.map((arm, a) => [
    arm.name,
    arm.pack,
    arm.pretrainedOn ?? 'not recorded',
    html`<code>${arm.packHash.slice(0, 16)}</code>`,
    arm.tap,
    arm.features,
    html`<code>${arm.preprocess}</code>${arm.inputSize ? `, ${arm.inputSize} px` : ''}`,
    tuneWords(run.spec.arms[a]!),
    headWords(run.spec.arms[a]!),
  ]);
  const fits = run.arms.map((arm, a) => {
    const mine = run.fits.filter((f) => f.arm === a);
    const c = mine.flatMap((f) => f.c ?? []);
    const epochs = mine.flatMap((f) => f.epoch ?? []);
    const range = (v: number[]) =>
      v.length === 0 ? '–' : Math.min(...v) === Math.max(...v) ? String(v[0]) : `${Math.min(...v)} to ${Math.max(...v)}`;
    return [arm.name, mine.length, range(c), range(epochs), mine.filter((f) => !f.converged).length];
  });
  return html`${table('Arms; the first is the baseline', ['arm', 'backbone pack', 'pretrained on', 'hash of weights', 'features from', 'features', 'preprocessing', 'backbone', 'head'], rows)}
${table('Fitted heads', ['arm', 'heads', 'chosen C', 'kept epoch', 'not converged'], fits)}
<p>Everything that is fitted or chosen (scaling, strength of the penalty, kept epoch) was fitted inside the training part of each fold; a test fold was used once, to predict.</p>
`;
}

function tuneWords(arm: Arm): string {
  if (arm.tune.kind === 'frozen') return 'frozen';
  return `tuned from ${arm.tune.stage}, ${arm.tune.epochs} epochs, learning rate ${arm.tune.learningRate}`;
}

function headWords(arm: Arm): string {
  const h = arm.head;
  if (h.kind === 'logistic')
    return `logistic regression with L2 penalty to convergence; C from ${h.grid.join(', ')} by ${h.innerFolds} inner folds on pooled log loss`;
  return `linear softmax, dropout ${h.dropout}, Adam at ${h.learningRate}, ${h.epochs} epochs of batches of ${h.batch}; epoch of lowest loss on an inner ${number(100 * h.validationShare, 0)}% kept`;
}

/** Software, device and what identifies the run. */
export function softwareSection(run: RunRecord): Markup {
  return facts([
    ['Program', run.made.app],
    ['Backend', run.made.backend],
    ['Device', run.made.device],
    ['Made', run.made.at],
    ['Duration', `${Math.round(run.made.seconds)} s`],
    ['Run', html`<code>${run.id}</code>`],
    ['Hash of the spec', html`<code>${run.specHash}</code>`],
    ['Arithmetic', 'features in float32 on the backend named; heads and statistics in float64, the same on every machine'],
  ]);
}
