import type { Id } from '../../../domain/ids.ts';
import type { ExportKind } from '../../../protocol/messages.ts';
import { download } from '../../parts/download.ts';
import { exported } from '../../state/results.ts';
import { attempt } from '../../state/view.ts';
import { useWords } from '../../words/index.ts';

const KINDS: readonly (readonly [kind: ExportKind, type: string])[] = [
  ['predictions.csv', 'text/csv'],
  ['metrics.csv', 'text/csv'],
  ['run.json', 'application/json'],
  ['report.html', 'text/html'],
];

/** The run's files. Numbers in files always have a point. */
export function Downloads({ run, positive }: { run: Id<'run'>; positive: string | null }) {
  const { t } = useWords();
  return (
    <section className="card grid" aria-labelledby="downloads-title">
      <h2 id="downloads-title">{t('downloads.title')}</h2>
      <div className="row">
        {KINDS.map(([kind, type]) => (
          <button
            key={kind}
            type="button"
            onClick={() => void attempt(async () => download(kind, await exported(run, positive, kind), type))}
          >
            {t('downloads.get', { name: kind })}
          </button>
        ))}
      </div>
      <p className="muted">{t('downloads.note')}</p>
    </section>
  );
}
