import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react';
import { countDataset } from '../../domain/dataset.ts';
import type { Id } from '../../domain/ids.ts';
import { ChooseButton } from '../parts/Choose.tsx';
import { EmptyRoom } from '../parts/EmptyRoom.tsx';
import { takeIn } from '../parts/takeIn.ts';
import { typing } from '../parts/typing.ts';
import { label, redo, undo, useDataset } from '../state/dataset.ts';
import { useJob } from '../state/job.ts';
import { href } from '../state/route.ts';
import { attempt } from '../state/view.ts';
import { useWords } from '../words/index.ts';
import { Checks } from './images/Checks.tsx';
import { Classes } from './images/Classes.tsx';
import { Gallery } from './images/Gallery.tsx';
import { type Filter, listing, type Sort } from './images/listing.ts';
import { moveTo, NONE, type Selection, targets } from './images/selection.ts';
import { Zoom } from './images/Zoom.tsx';

/** The data set: how many of what, what to know of it, and every image to look at and to label. */
export default function Images() {
  const { t, number } = useWords();
  const { dataset, past, future } = useDataset();
  const busy = useJob((s) => s.kind !== null);
  const [filter, setFilter] = useState<Filter>({ text: '', cls: 'all', sort: 'patient' });
  const [selection, select] = useState<Selection>(NONE);
  const [zoomed, setZoomed] = useState(false);
  const search = useRef<HTMLInputElement>(null);
  const counts = useMemo(() => dataset && countDataset(dataset), [dataset]);
  const items = useMemo(() => (dataset ? listing(dataset, filter) : []), [dataset, filter]);
  const ids = items.map((i) => i.sample.id);
  const at = Math.min(selection.at, items.length - 1);

  useEffect(() => {
    const key = (event: globalThis.KeyboardEvent) => {
      if (typing(event.target)) return;
      const ctrl = event.ctrlKey || event.metaKey;
      const k = event.key.toLowerCase();
      if (event.key === '/' && !ctrl) search.current?.focus();
      else if (ctrl && k === 'z' && !event.shiftKey) void attempt(undo);
      else if (ctrl && (k === 'y' || (k === 'z' && event.shiftKey))) void attempt(redo);
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', key);
    return () => removeEventListener('keydown', key);
  }, []);

  if (!dataset || !counts) return <EmptyRoom title={t('room.images')} text={t('images.empty')} to="start" link={t('images.empty.go')} />;

  const setClass = (cls: Id<'class'> | null) => void attempt(() => label(targets(selection, ids) as Id<'sample'>[], cls));
  const digit = (d: number) => {
    const cls = d === 0 ? null : dataset.classes[d - 1];
    if (cls !== undefined) setClass(cls?.id ?? null);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^[0-9]$/.test(event.key)) digit(Number(event.key));
    else if (event.key === ' ' || event.key === 'Enter') setZoomed(items.length > 0);
    else return;
    event.preventDefault();
  };
  const chosen = targets(selection, ids).length;

  return (
    <div className="grid wide2 images">
      <div className="grid">
        <div className="row">
          <h1>
            {t('images.title', { images: counts.images, patients: counts.patients, classes: dataset.classes.length })}{' '}
            {dataset.synthetic && <span className="badge">{t('synthetic')}</span>}
          </h1>
          <span className="grow" />
          {!dataset.synthetic && <ChooseButton label={t('images.add')} disabled={busy} onFiles={(files) => void takeIn(files, true)} />}
          <a className="btn primary" href={href('backbones')}>
            {t('images.next')}
          </a>
        </div>
        <Classes dataset={dataset} counts={counts} filter={filter.cls} onFilter={(cls) => setFilter({ ...filter, cls })} />
        <div className="row tools">
          <label>
            <span className="sr">{t('filter.label')}</span>
            <input
              ref={search}
              type="search"
              placeholder={t('filter.hint')}
              value={filter.text}
              onChange={(e) => setFilter({ ...filter, text: e.target.value })}
              onKeyDown={(e) => {
                if (e.key !== 'Escape') return;
                setFilter({ ...filter, text: '' });
                e.currentTarget.blur();
              }}
            />
          </label>
          <label>
            {t('sort.label')}{' '}
            <select value={filter.sort} onChange={(e) => setFilter({ ...filter, sort: e.target.value as Sort })}>
              <option value="patient">{t('sort.patient')}</option>
              <option value="class">{t('sort.class')}</option>
              <option value="name">{t('sort.name')}</option>
            </select>
          </label>
          <label>
            {t('label.give', { count: chosen })}{' '}
            <select
              value=""
              disabled={chosen === 0}
              onChange={(e) => setClass(e.target.value === '-' ? null : (e.target.value as Id<'class'>))}
            >
              <option value="" disabled>
                {t('label.choose')}
              </option>
              {dataset.classes.map((c, i) => (
                <option key={c.id} value={c.id}>
                  {i < 9 ? `${i + 1} ` : ''}
                  {c.name}
                </option>
              ))}
              <option value="-">0 {t('class.none')}</option>
            </select>
          </label>
          <button type="button" disabled={chosen === 0} onClick={() => setZoomed(true)}>
            {t('zoom.open')}
          </button>
          <button type="button" disabled={past.length === 0} onClick={() => void attempt(undo)}>
            {t('undo')}
          </button>
          <button type="button" disabled={future.length === 0} onClick={() => void attempt(redo)}>
            {t('redo')}
          </button>
        </div>
        {items.length === 0 ? (
          <p className="card muted">{t('gallery.none')}</p>
        ) : (
          <Gallery
            dataset={dataset}
            items={items}
            selection={{ ...selection, at }}
            select={select}
            zoom={() => setZoomed(true)}
            keys={keys}
          />
        )}
        <p className="muted">
          {t('gallery.shown', { shown: number(items.length), of: number(counts.images) })} {t('gallery.keys')}
        </p>
      </div>
      <Checks dataset={dataset} counts={counts} />
      {zoomed && items[at] && (
        <Zoom
          dataset={dataset}
          item={items[at]}
          place={t('job.count', { done: number(at + 1), of: number(items.length) })}
          step={(by) => select(moveTo(selection, at + by, ids, false))}
          label={digit}
          close={() => setZoomed(false)}
        />
      )}
    </div>
  );
}
