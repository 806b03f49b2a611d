import type { ReactNode } from 'react';
import type { Report } from '../../../domain/report.ts';
import type { RunRecord } from '../../../domain/run.ts';
import { policyWords } from '../../parts/policyWords.ts';
import { preprocessWords } from '../../parts/preprocessWords.ts';
import { setName } from '../../parts/setName.ts';
import { useWords } from '../../words/index.ts';
import { methodWord } from './metricWords.ts';

/** How the numbers came about, in words. */
export function Computed({ report, record }: { report: Report; record: Omit<RunRecord, 'predictions'> }) {
  const words = useWords();
  const { t, find, number, seconds, date } = words;
  const { spec, made, dataset } = record;
  const methods = [
    ...new Set([
      ...report.stats.contrasts.map((c) => c.method),
      ...report.stats.arms.flatMap((a) => Object.values(a.metrics).map((m) => m.method)),
    ]),
  ];
  const heads = [...new Set(spec.arms.map((a) => a.head.kind))];
  const unconverged = record.fits.filter((f) => !f.converged).length;
  const rows: readonly (readonly [string, ReactNode])[] = [
    [
      t('computed.data'),
      t('computed.data.is', {
        name: setName(dataset.name, words),
        revision: spec.dataset?.revision ?? 0,
        images: dataset.images,
        patients: dataset.patients,
      }),
    ],
    [t('computed.patients'), dataset.patientsKnown ? t('computed.patients.known') : t('computed.patients.unknown')],
    [
      t('computed.split'),
      spec.split.kind === 'kfold'
        ? t('computed.split.kfold', { folds: spec.split.folds, seeds: spec.seeds.length })
        : t('computed.split.other', { kind: find(`split.${spec.split.kind}`) ?? spec.split.kind }),
    ],
    [t('computed.head'), heads.map((h) => t(`head.${h}.what`)).join(' ')],
    [t('computed.fits'), t('computed.fits.is', { fits: record.fits.length, unconverged })],
    [t('policy.title'), policyWords(report, record, words)],
    [
      t('computed.arms'),
      <ul key="arms" className="plain">
        {record.arms.map((a) => (
          <li key={a.name}>
            {a.name}: {a.pack}, <code>{a.preprocess}</code> ({preprocessWords(a.preprocess, words)}),{' '}
            {t('computed.features', { features: a.features })} <code title={a.packHash}>{a.packHash.slice(0, 12)}</code>
          </li>
        ))}
      </ul>,
    ],
    [t('computed.margin'), t('computed.margin.is', { margin: number(spec.margin, 3) })],
    [
      t('computed.intervals'),
      <ul key="methods" className="plain">
        {methods
          .filter((m) => m !== null)
          .map((m) => (
            <li key={m}>{methodWord(m, words)}</li>
          ))}
      </ul>,
    ],
    [t('computed.resamples'), t('computed.resamples.is', { resamples: spec.interval.resamples, seed: spec.seeds[0] ?? 1 })],
    [t('computed.seeds'), spec.seeds.join(', ')],
    [t('computed.where'), `${made.app}, ${made.backend} ${made.device}, ${date(made.at)}, ${seconds(made.seconds)}`],
    [t('computed.id'), <code key="id">{record.id}</code>],
  ];
  return (
    <details>
      <summary>{t('computed.title')}</summary>
      <dl className="facts">
        {rows.map(([what, is]) => (
          <div key={what}>
            <dt>{what}</dt>
            <dd>{is}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
