import { columnOf, oneVsRest } from '../../stats/auroc.ts';
import { foldAurocs, seedSd, withinFoldAuroc } from '../../stats/folds.ts';
import type { Arranged } from './arrange.ts';
import { number } from './htmlResults.ts';
import { html, type Markup, table } from './markup.ts';
import { clusteredOf } from './values.ts';

/** Pooled AUROC beside the AUROC inside folds, per arm and class against the rest: pooling compares scores of models of different folds. */
export function foldAurocTable(data: Arranged, positive: number | null): Markup {
  const classes = positive === null ? data.classes.map((_, k) => k) : [positive];
  const rows = classes.flatMap((k) => data.arms.flatMap((arm, a) => row(data, arm, a, k)));
  if (rows.length === 0) return html``;
  return table(
    'AUROC pooled over folds and inside folds; folds that lack a class have none and are left out of the mean',
    ['arm', 'class', 'pooled', 'SD over seeds', 'pairs inside a fold only', 'mean of folds', 'lowest to highest fold', 'folds left out'],
    rows,
  );
}

function row(data: Arranged, arm: string, a: number, cls: number): (string | number)[][] {
  const pooled = clusteredOf(data, a, cls);
  if (!pooled) return [];
  const runs = data.runs.map((run, r) => {
    const y = oneVsRest(run.labels, cls);
    const s = columnOf(data.scores[a]![r]!, data.classes.length, cls);
    return { folds: foldAurocs(y, s, run.fold), within: withinFoldAuroc(y, s, run.fold) };
  });
  const folds = runs.flatMap((r) => r.folds);
  const defined = folds.flatMap((f) => f.auroc ?? []);
  const perSeed = data.runs.map(
    (_, r) => clusteredOf({ ...data, runs: [data.runs[r]!], scores: data.scores.map((s) => [s[r]!]) }, a, cls)!.auroc,
  );
  const within = runs.flatMap((r) => r.within ?? []);
  const mean = (v: number[]) => (v.length === 0 ? null : v.reduce((x, y) => x + y, 0) / v.length);
  const range = defined.length === 0 ? '–' : `${number(Math.min(...defined))} to ${number(Math.max(...defined))}`;
  return [
    [
      arm,
      data.classes[cls]!,
      number(pooled.auroc),
      number(seedSd(perSeed)),
      number(mean(within)),
      number(mean(defined)),
      range,
      `${folds.length - defined.length} of ${folds.length}`,
    ],
  ];
}
