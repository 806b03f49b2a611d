import { useEffect, useRef, useState } from 'react';
import type { Failure } from '../../protocol/messages.ts';
import { FailureBar } from '../parts/Bars.tsx';
import { download } from '../parts/download.ts';
import { EmptyRoom } from '../parts/EmptyRoom.tsx';
import { failureOf } from '../state/link.ts';
import { exported, useResults } from '../state/results.ts';
import { useWords } from '../words/index.ts';

/** The self-contained report as it will be downloaded or printed. Its frame runs no script. */
export default function Report() {
  const { t } = useWords();
  const { run, report, record } = useResults();
  const frame = useRef<HTMLIFrameElement>(null);
  const [html, setHtml] = useState<string | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const positive = record?.dataset.classes.find((c) => c.name === report?.stats.positive)?.id ?? null;

  useEffect(() => {
    if (run === null) return;
    let wanted = true;
    setHtml(null);
    exported(run, positive, 'report.html').then(
      (text) => wanted && setHtml(text),
      (e) => wanted && setFailure(failureOf(e)),
    );
    return () => {
      wanted = false;
    };
  }, [run, positive]);

  if (run === null) return <EmptyRoom title={t('room.report')} text={t('report.empty')} to="results" link={t('room.results')} />;
  return (
    <div className="grid">
      <div className="row">
        <h1>{t('report.title')}</h1>
        <span className="grow" />
        <button
          type="button"
          className="primary"
          disabled={html === null}
          onClick={() => html !== null && download('report.html', html, 'text/html')}
        >
          {t('downloads.get', { name: 'report.html' })}
        </button>
        <button type="button" disabled={html === null} onClick={() => frame.current?.contentWindow?.print()}>
          {t('report.print')}
        </button>
      </div>
      <p className="muted">{t('report.what')}</p>
      {failure && <FailureBar failure={failure} />}
      {html === null ? (
        !failure && <p className="muted">{t('report.loading')}</p>
      ) : (
        <iframe ref={frame} className="paper" title={t('report.title')} srcDoc={html} sandbox="allow-same-origin allow-modals" />
      )}
    </div>
  );
}
