import { useEffect, useState } from 'react';
import type { Id } from '../../../domain/ids.ts';
import type { CatalogEntry, Failure, TensorPreview } from '../../../protocol/messages.ts';
import { packName } from '../../parts/armNames.ts';
import { FailureBar } from '../../parts/Bars.tsx';
import { Canvas } from '../../parts/Canvas.tsx';
import { useDataset } from '../../state/dataset.ts';
import { call, failureOf } from '../../state/link.ts';
import { effective } from '../../state/preprocess.ts';
import type { Draft } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';

/** What each network gets to see of one image, channel by channel; the image can be stepped through. */
export function Previews({ draft, arms }: { draft: Draft; arms: readonly CatalogEntry[] }) {
  const { t } = useWords();
  const dataset = useDataset((s) => s.dataset);
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(0);
  if (!dataset || dataset.samples.length === 0 || arms.length === 0) return null;
  const n = dataset.samples.length;
  const sample = dataset.samples[Math.min(at, n - 1)]!;
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('preview.title')}</summary>
      {open && (
        <div className="grid previews">
          <div className="row">
            <button type="button" disabled={at === 0} onClick={() => setAt(at - 1)}>
              {t('zoom.back')}
            </button>
            <button type="button" disabled={at >= n - 1} onClick={() => setAt(at + 1)}>
              {t('zoom.on')}
            </button>
            <span className="muted file">{t('preview.at', { at: at + 1, of: n, name: sample.source.name })}</span>
          </div>
          {arms.map((a) => (
            <Preview key={a.id} dataset={dataset.id} sample={sample.id} pack={a} preprocess={effective(a, draft.policy, draft.custom)} />
          ))}
          <p className="muted">{t('preview.how')}</p>
        </div>
      )}
    </details>
  );
}

function Preview(props: { dataset: Id<'dataset'>; sample: Id<'sample'>; pack: CatalogEntry; preprocess: string }) {
  const { dataset, sample, pack, preprocess } = props;
  const words = useWords();
  const { t, number } = words;
  const [seen, show] = useState<TensorPreview | null>(null);
  const [failure, fail] = useState<Failure | null>(null);
  useEffect(() => {
    let current = true;
    call('preprocess.preview', { dataset, sample, pack: pack.id, preprocess }).then(
      (preview) => {
        if (!current) return;
        show(preview);
        fail(null);
      },
      (error) => {
        if (!current) return;
        show(null);
        fail(failureOf(error));
      },
    );
    return () => {
      current = false;
    };
  }, [dataset, sample, pack.id, preprocess]);
  const name = packName(pack, words);
  const digits = seen && Math.max(Math.abs(seen.low), Math.abs(seen.high)) >= 10 ? 1 : 3;
  return (
    <figure className="preview">
      <figcaption>
        <b>{name}</b>
        {seen && (
          <small className="muted">
            {' '}
            {t('preview.range', {
              low: number(seen.low, digits || 0),
              high: number(seen.high, digits || 0),
              size: seen.channels[0]?.width ?? 0,
            })}
          </small>
        )}
      </figcaption>
      {failure && <FailureBar failure={failure} />}
      {seen && (
        <div className="channels">
          {seen.channels.map((c, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a channel is its place
            <div key={i}>
              <Canvas picture={c} label={t('preview.channel', { n: i + 1, name })} />
              <small className="muted">{t('preview.mean', { n: i + 1, mean: number(seen.means[i] ?? null, digits || 0) })}</small>
            </div>
          ))}
        </div>
      )}
    </figure>
  );
}
