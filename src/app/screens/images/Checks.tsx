import type { Dataset, DatasetCounts, Skipped } from '../../../domain/dataset.ts';
import { Notices } from '../../parts/Notices.tsx';
import { Scroll } from '../../parts/Scroll.tsx';
import { Term } from '../../parts/Term.tsx';
import { useWords } from '../../words/index.ts';

/** What to know of the data set before anything is computed from it. */
export function Checks({ dataset, counts }: { dataset: Dataset; counts: DatasetCounts }) {
  const { t } = useWords();
  const unknown = dataset.samples.filter((s) => s.patient === null).length;
  const parts = (['train', 'validation', 'test'] as const).map((p) => [p, dataset.samples.filter((s) => s.part === p).length] as const);
  return (
    <aside className="grid" aria-label={t('checks.title')}>
      <section className="card grid">
        <h2>{t('checks.title')}</h2>
        {dataset.notices.length === 0 && <p className="muted">{t('checks.none')}</p>}
        <Notices notices={dataset.notices} />
      </section>
      <section className="card grid">
        <h2>
          <Term id="patientwise">{t('patients.title')}</Term>
        </h2>
        <p className="muted">
          {unknown === 0
            ? t('patients.known', { patients: counts.patients })
            : unknown === counts.images
              ? t('patients.unknown')
              : t('patients.some', { unknown, images: counts.images })}
        </p>
      </section>
      {parts.some(([, n]) => n > 0) && (
        <section className="card grid">
          <h2>{t('given.title')}</h2>
          <p className="muted">
            {parts
              .filter(([, n]) => n > 0)
              .map(([p, n]) => `${t(`part.${p}`)}: ${t('images.count', { count: n })}`)
              .join(' · ')}
          </p>
        </section>
      )}
      <SkippedFiles skipped={dataset.skipped} />
    </aside>
  );
}

/** Files that were not taken in, by reason; every one can be read. */
function SkippedFiles({ skipped }: { skipped: readonly Skipped[] }) {
  const { t, find } = useWords();
  if (skipped.length === 0) return null;
  const groups = grouped(skipped);
  return (
    <section className="card grid">
      <h2>{t('skipped.title', { count: skipped.length })}</h2>
      {[...groups].map(([reason, files]) => (
        <details key={reason}>
          <summary>
            {find(`skipped.${reason}`, { count: files.length }) ??
              `${reason.replaceAll('-', ' ')}: ${t('files.count', { count: files.length })}`}
          </summary>
          <Scroll className="files" label={t('files.count', { count: files.length })}>
            {files.map((f) => `${f.file}: ${f.message}`).join('\n')}
          </Scroll>
        </details>
      ))}
    </section>
  );
}

function grouped(skipped: readonly Skipped[]): Map<string, Skipped[]> {
  const groups = new Map<string, Skipped[]>();
  for (const s of skipped) {
    const mine = groups.get(s.reason);
    if (mine) mine.push(s);
    else groups.set(s.reason, [s]);
  }
  return groups;
}
