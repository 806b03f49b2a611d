import { useEffect, useRef, useState } from 'react';
import type { Dataset } from '../../../domain/dataset.ts';
import type { Answer, Failure } from '../../../protocol/messages.ts';
import { FailureBar } from '../../parts/Bars.tsx';
import { Canvas } from '../../parts/Canvas.tsx';
import { call, failureOf } from '../../state/link.ts';
import { useWords } from '../../words/index.ts';
import type { Item } from './listing.ts';

type Full = Answer<'images.full'>;

/** One image as large as the window allows, with its lesion mask where there is one. */
export function Zoom(props: {
  dataset: Dataset;
  item: Item;
  place: string;
  step: (by: number) => void;
  label: (digit: number) => void;
  close: () => void;
}) {
  const { dataset, item } = props;
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  const [full, setFull] = useState<Full | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [masked, setMasked] = useState(false);

  useEffect(() => {
    dialog.current?.showModal();
    // Not on its first button: Space leaves, as it came.
    dialog.current?.focus();
  }, []);
  useEffect(() => {
    let wanted = true;
    setFull(null);
    setFailure(null);
    call('images.full', { dataset: dataset.id, sample: item.sample.id }).then(
      (f) => wanted && setFull(f),
      (e) => wanted && setFailure(failureOf(e)),
    );
    return () => {
      wanted = false;
    };
  }, [dataset.id, item.sample.id]);

  const name = item.cls === null ? t('class.none') : dataset.classes[item.cls]!.name;
  const { source, size, patient } = item.sample;
  return (
    <dialog
      ref={dialog}
      className="zoom"
      tabIndex={-1}
      aria-label={`${source.name}, ${name}`}
      onClose={props.close}
      onKeyDown={(e) => {
        if (e.ctrlKey || e.metaKey || e.altKey) return;
        if (e.key === 'ArrowRight' || e.key === 'ArrowDown' || e.key === 'j') props.step(1);
        else if (e.key === 'ArrowLeft' || e.key === 'ArrowUp' || e.key === 'k') props.step(-1);
        else if (e.key === ' ' && !(e.target instanceof HTMLButtonElement)) dialog.current?.close();
        else if (e.key === 'm') setMasked((m) => !m);
        else if (/^[0-9]$/.test(e.key)) props.label(Number(e.key));
        else return;
        e.preventDefault();
      }}
    >
      <div className="film">
        {failure && <FailureBar failure={failure} />}
        {full && (
          <div className="stack">
            <Canvas picture={full.picture} label={source.name} />
            {masked && full.mask && <Canvas picture={full.mask} className="mask" />}
          </div>
        )}
      </div>
      <footer className="row">
        <span>
          <b>{name}</b> · {source.name} · {size[0]} × {size[1]}
          {patient && ` · ${t('patient.one', { id: patient })}`}
          {item.sample.part && ` · ${t(`part.${item.sample.part}`)}`}
          {dataset.synthetic && <span className="badge">{t('synthetic')}</span>}
        </span>
        <span className="grow" />
        <span>{props.place}</span>
        <button type="button" onClick={() => props.step(-1)}>
          {t('zoom.back')}
        </button>
        <button type="button" onClick={() => props.step(1)}>
          {t('zoom.on')}
        </button>
        {full?.mask && (
          <button type="button" aria-pressed={masked} onClick={() => setMasked(!masked)}>
            {t('zoom.mask')}
          </button>
        )}
        <button type="button" onClick={() => dialog.current?.close()}>
          {t('close')}
        </button>
      </footer>
    </dialog>
  );
}
