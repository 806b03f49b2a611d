import type { Id } from '../../../domain/ids.ts';
import { setName } from '../../parts/setName.ts';
import { openDataset, removeDataset } from '../../state/dataset.ts';
import { useJob } from '../../state/job.ts';
import { closeRun, showRun, useResults } from '../../state/results.ts';
import { go } from '../../state/route.ts';
import { attempt } from '../../state/view.ts';
import { removeRun, useWorkspace } from '../../state/workspace.ts';
import { useWords } from '../../words/index.ts';

/** Data sets and runs of earlier days that this browser keeps. */
export function Kept() {
  const words = useWords();
  const { t, date } = words;
  const { datasets, runs } = useWorkspace();
  const busy = useJob((s) => s.kind !== null);
  if (datasets.length === 0 && runs.length === 0) return null;

  const openSet = (id: Id<'dataset'>) =>
    attempt(async () => {
      await openDataset(id);
      const last = runs.find((r) => r.dataset.id === id);
      if (last) void showRun(last.id, null);
      go('images');
    });
  const openRun = (id: Id<'run'>, set: Id<'dataset'>) =>
    attempt(async () => {
      if (datasets.some((d) => d.id === set)) await openDataset(set);
      void showRun(id, null);
      go('results');
    });
  const drop = (id: Id<'run'>) =>
    attempt(async () => {
      await removeRun(id);
      if (useResults.getState().run === id) closeRun();
    });

  return (
    <section className="grid" aria-labelledby="kept-title">
      <h2 id="kept-title">{t('kept.title')}</h2>
      <ul className="plain card list">
        {datasets.map((d) => (
          <li key={d.id} className="row">
            <button type="button" className="link" disabled={busy} onClick={() => void openSet(d.id)}>
              {setName(d.name, words)}
            </button>
            {d.synthetic && <span className="badge">{t('synthetic')}</span>}
            <small>{t('images.count', { count: d.images })}</small>
            <span className="grow" />
            <button
              type="button"
              disabled={busy}
              aria-label={t('kept.remove', { name: setName(d.name, words) })}
              onClick={() => confirm(t('kept.sure', { name: setName(d.name, words) })) && void attempt(() => removeDataset(d.id))}
            >
              {t('remove')}
            </button>
          </li>
        ))}
        {runs.map((r) => (
          <li key={r.id} className="row">
            <button type="button" className="link" disabled={busy} onClick={() => void openRun(r.id, r.dataset.id)}>
              {t('kept.run', { name: setName(r.dataset.name, words), when: date(r.at) })}
            </button>
            <small>{t('kept.run.what', { arms: r.arms.length, images: r.images, patients: r.patients })}</small>
            <span className="grow" />
            <button
              type="button"
              disabled={busy}
              aria-label={t('kept.remove', { name: `${setName(r.dataset.name, words)}, ${date(r.at)}` })}
              onClick={() => void drop(r.id)}
            >
              {t('remove')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
