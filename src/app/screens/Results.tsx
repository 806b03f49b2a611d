import { lazy, Suspense, useMemo } from 'react';
import { armNames, withArmNames } from '../parts/armNames.ts';
import { FailureBar } from '../parts/Bars.tsx';
import { EmptyRoom } from '../parts/EmptyRoom.tsx';
import { Notices } from '../parts/Notices.tsx';
import { Term } from '../parts/Term.tsx';
import { useDataset } from '../state/dataset.ts';
import { useJob } from '../state/job.ts';
import { showRun, useResults } from '../state/results.ts';
import { href } from '../state/route.ts';
import { isStale } from '../state/stale.ts';
import { useWords } from '../words/index.ts';
import { Confusion } from './results/Confusion.tsx';
import { Contrasts } from './results/Contrasts.tsx';
import { Downloads } from './results/Downloads.tsx';
import { MetricsTable } from './results/MetricsTable.tsx';
import { TryIt } from './results/TryIt.tsx';
import { primaryOf, Verdict } from './results/Verdict.tsx';

const Chart = lazy(() => import('../charts/Chart.tsx').then((m) => ({ default: m.Chart })));

/** The answer first, then what it rests on. */
export default function Results() {
  const words = useWords();
  const { t, find } = words;
  const { run, report: plain, record, failure } = useResults();
  const report = useMemo(() => (plain && record ? withArmNames(plain, armNames(record.spec, words)) : null), [plain, record, words]);
  const dataset = useDataset((s) => s.dataset);
  const busy = useJob((s) => s.kind === 'run');

  if (run === null)
    return (
      <EmptyRoom
        title={t('room.results')}
        text={busy ? t('results.running') : t('results.empty')}
        to={dataset ? 'experiment' : 'start'}
        link={dataset ? t('results.empty.go') : t('images.empty.go')}
      />
    );
  if (failure) return <FailureBar failure={failure} />;
  if (!plain || !report || !record) return <p className="muted">{t('results.loading')}</p>;

  const { classes } = record.dataset;
  const chosen = classes.find((c) => c.name === report.stats.positive)?.id ?? '';
  return (
    <div className="grid results">
      {isStale(record, dataset) && (
        <p className="notice">
          <span>
            {t('results.stale')} <a href={href('experiment')}>{t('results.again')}</a>
          </span>
        </p>
      )}
      <Verdict report={report} record={record} />
      <div className="row">
        <span>
          <Term id="positive">{t('setup.positive')}</Term>{' '}
          <select aria-label={t('setup.positive')} value={chosen} onChange={(e) => void showRun(run, e.target.value || null)}>
            {classes.length > 2 && <option value="">{t('setup.positive.each')}</option>}
            {classes.map((c) => (
              <option key={c.id} value={c.id}>
                {c.name}
              </option>
            ))}
          </select>
        </span>
      </div>
      <Notices notices={report.notices} />
      <div className="grid charts">
        <Suspense fallback={<p className="muted">{t('shell.loading')}</p>}>
          {report.figures.map((f, i) => (
            <section key={f.id} className="card grid">
              <Chart
                figure={f}
                data={plain.figures[i] ?? f}
                title={find(`figure.${f.id}`) ?? f.id}
                size={[420, 440]}
                note={t('figure.note', {
                  images: report.stats.n.images,
                  patients: report.stats.n.patients,
                  seeds: report.stats.seeds.length,
                })}
              />
            </section>
          ))}
        </Suspense>
        <div className="grid">
          <MetricsTable report={report} />
          <Contrasts report={report} primary={primaryOf(report, record)} />
        </div>
      </div>
      <Confusion report={report} />
      <TryIt run={run} dataset={record.spec.dataset?.id ?? null} name={armNames(record.spec, words)} />
      <Downloads run={run} positive={chosen || null} />
      <p>
        <a className="btn" href={href('report')}>
          {t('results.report')}
        </a>
      </p>
    </div>
  );
}
