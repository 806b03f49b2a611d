import type { Notice } from '../../domain/notice.ts';
import type { Figure, Report } from '../../domain/report.ts';
import type { RunRecord } from '../../domain/run.ts';
import { ECE_BINS } from '../../stats/metrics.ts';
import { calibrationFigure } from '../figures/calibration.ts';
import { arrange } from './arrange.ts';
import { dataSection, modelsSection, partitionSection, softwareSection } from './htmlDesign.ts';
import { foldAurocTable } from './htmlFolds.ts';
import { policyText, preprocessingFacts } from './htmlPreprocessing.ts';
import { confusionTable, contrastsTable, methodsList, metricsTable } from './htmlResults.ts';
import { escaped, facts, html, Markup } from './markup.ts';
import { tableOf } from './table.ts';
import { metricName } from './words.ts';

/**
 * A self-contained report: one HTML file, no script, nothing loaded from elsewhere, all texts escaped. `draw` turns a figure, whose axis names are English words here, into inline SVG.
 * It states what the run record knows and lists what its author must add (TRIPOD+AI, CLAIM and STARD-AI ask for it).
 */
export function reportHtml(run: RunRecord, report: Report, draw: (figure: Figure) => string): string {
  const { stats } = report;
  const data = arrange(tableOf(run), 'the run');
  const positive = stats.positive === null ? null : data.classes.indexOf(stats.positive);
  const figures = [...report.figures, calibrationFigure(data, positive)];
  const title = `${run.arms.map((a) => a.name).join(' and ')} on ${run.dataset.name}`;
  const body = html`<header><p class="small">Comparison of pretrained image backbones · ${run.made.app} · ${run.made.at}</p>
<h1>${title}</h1>
<p class="verdict">${stats.verdict.text}</p>
${run.dataset.synthetic ? html`<p class="warn">Synthetic images made by code.</p>` : html``}</header>
<section><h2>What was compared</h2>${questionFacts(run, report)}${preprocessingFacts(run)}</section>
<section><h2>Results</h2>
<p>Preprocessing: ${policyText(run)}.</p>
${figures.map((f) => html`<figure>${new Markup(draw(withWords(f)))}<figcaption>${captionOf(f, stats.seeds.length)}</figcaption></figure>`)}
${metricsTable(report)}${stats.contrasts.length > 0 ? contrastsTable(stats.contrasts) : html``}
<p>Threshold metrics call the class with the largest probability; with two classes positive means a probability of 0.5 or more. The threshold was fixed, not chosen on these data. Predictive values hold at the share of classes in these data only. The expected calibration error uses ${ECE_BINS} bins of equal width and is biased upward in small samples.</p>
${report.confusion.map(confusionTable)}
${foldAurocTable(data, positive)}</section>
<section><h2>What to keep in mind</h2>${noticeList(report.notices)}</section>
<section><h2>Data</h2>${dataSection(run)}</section>
<section><h2>Partition</h2>${partitionSection(run)}</section>
<section><h2>Models</h2>${modelsSection(run)}</section>
<section><h2>Statistical methods</h2>
<p>Each seed's values come from its out-of-fold predictions pooled over folds; with several seeds their mean is reported and the spread over seeds is not used as a standard error. The unit of every interval and test is the patient.</p>
${methodsList(report)}
<p>Bootstrap: ${run.spec.interval.resamples} draws, seed ${run.spec.seeds[0] ?? 1}; draws that lack a class are drawn anew. Verdict: better or worse if the 95% interval of the primary difference excludes 0 (with 30 patients or fewer the permutation test must agree), practically equal if its 90% interval lies inside the margin, else undecided. “Undecided” is not “no difference”.</p></section>
<section><h2>Limits</h2><ul>
<li>Internal validation only: no images from elsewhere were tested, so nothing is said about other hospitals, devices or populations.</li>
<li>The intervals cover the sampling of patients for these predictions. They leave out that other training data would give other models, and are hence too narrow for “a model trained on a new sample” (Bates, Hastie and Tibshirani 2023).</li>
<li>Pooling scores over folds compares models of different folds; shifts between folds usually lower the pooled AUROC (the table of folds shows both).</li>
<li>Near-duplicate images of different patients, and patients under two names, would leak between folds.</li>
<li>Not a medical device; not for decisions about patients.</li></ul></section>
<section><h2>Software</h2>${softwareSection(run)}</section>
<section><h2>To be added by the author</h2><p>The program cannot know these; reporting guidelines (TRIPOD+AI, CLAIM, STARD-AI) ask for them.</p><ul>
${TO_ADD.map((t) => html`<li>${t}</li>`)}</ul></section>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<title>${escaped(title)}</title><style>${CSS}</style></head><body>
${body.text}
</body></html>
`;
}

function questionFacts(run: RunRecord, report: Report): Markup {
  const { stats } = report;
  const primary = stats.contrasts.find((c) => c.pHolm === undefined);
  const metric = primary?.metric ?? (stats.arms[0]!.metrics[run.spec.primary] ? run.spec.primary : Object.keys(stats.arms[0]!.metrics)[0]!);
  return facts([
    ['Baseline', run.arms[0]!.name],
    [
      'Compared with it',
      run.arms
        .slice(1)
        .map((a) => a.name)
        .join(', ') || 'nothing',
    ],
    ['Primary metric', metricName(metric)],
    ['Primary comparison', primary ? `${primary.b} minus ${primary.a}` : 'none'],
    ['Margin of practical equality', `±${run.spec.margin} (set in the spec before the run)`],
    ['Classes', run.dataset.classes.map((c) => c.name).join(', ')],
    ['Positive class', stats.positive ?? 'none; classes are averaged'],
    ['Tested', `${stats.n.images} images of ${stats.n.patients} patients`],
  ]);
}

function captionOf(figure: Figure, seeds: number): string {
  if (figure.id === 'calibration')
    return `Calibration: mean predicted probability against the observed share, in ${ECE_BINS} bins of equal width${seeds > 1 ? `, ${seeds} seeds together` : ''}; the line is perfect agreement.`;
  if (figure.id !== 'roc') return figure.id;
  return `ROC curves of out-of-fold predictions${seeds > 1 ? `, sensitivity averaged over ${seeds} seeds` : ''}; the area under each curve is the AUROC reported below.`;
}

/** Axis names in English: the keys are for the face. */
function withWords(figure: Figure): Figure {
  const word = (key: string) => AXES[key] ?? key;
  return { ...figure, x: word(figure.x), y: word(figure.y) };
}

const AXES: Record<string, string> = {
  'figure.falsePositiveRate': '1 − specificity',
  'figure.sensitivity': 'sensitivity',
  'figure.predicted': 'predicted probability',
  'figure.observed': 'observed share',
  'figure.shareRight': 'share classified rightly',
};

function noticeList(notices: readonly Notice[]): Markup {
  if (notices.length === 0) return html`<p>Nothing in particular.</p>`;
  const line = (n: Notice) => {
    const about = n.where ? ` (${n.where})` : '';
    const numbers = n.saw === undefined ? '' : n.expected === undefined ? ` [${n.saw}]` : ` [${n.saw}; ${n.expected}]`;
    return html`<li class="${n.level}">${n.remedy ?? n.code.replace(/^.*\./, '').replaceAll('-', ' ')}${about}${numbers}</li>`;
  };
  return html`<ul>${notices.map(line)}</ul>`;
}

const TO_ADD = [
  'Intended use and users, place in the care pathway; objective and hypothesis; protocol and registration.',
  'Design (retrospective or prospective), source, dates and centres of the images; eligibility of patients and images; consecutive or selected series.',
  'Flow: patients and images received, excluded with reasons, analysed; age, sex, site, device and severity per class.',
  'Scanner and acquisition; de-identification; ethics approval or waiver.',
  'Reference standard: definition, rationale, readers, blinding, disagreement; missing, unreadable and indeterminate images.',
  'Reason for the sample size; subgroups and fairness; failure cases.',
  'External test, or that there is none; availability of data, code and predictions; funding and interests.',
];

const CSS = `:root{color-scheme:light}body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1f24;background:#fff}
h1{font-size:1.5rem;margin:.2rem 0}h2{font-size:1.15rem;margin:2rem 0 .5rem;border-bottom:1px solid #d0d7de}.small{color:#57606a;font-size:.85rem;margin:0}
.verdict{font-size:1.2rem;border-left:4px solid #0072b2;padding:.4rem .8rem;background:#f2f7fb}.warn,li.warning{color:#8a4600}
table{border-collapse:collapse;margin:1rem 0;font-variant-numeric:tabular-nums;font-size:.87rem;min-width:22rem}.wide{overflow-x:auto}caption{text-align:left;font-weight:600;padding:.3rem 0}
th,td{border-bottom:1px solid #d8dee4;padding:.2rem .6rem;text-align:left;vertical-align:top}td{text-align:right}dl{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.2rem 1rem}
dt{color:#57606a}dd{margin:0;overflow-wrap:anywhere}figure{margin:1rem 0}figure svg{max-width:100%;height:auto}figcaption{color:#57606a;font-size:.85rem}
@media print{body{margin:0;font-size:11px}section{break-inside:auto}table,figure{break-inside:avoid}}`;
