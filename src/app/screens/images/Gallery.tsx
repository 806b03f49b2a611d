import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, type MouseEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { Dataset } from '../../../domain/dataset.ts';
import { Thumb } from '../../parts/Thumb.tsx';
import { useWords } from '../../words/index.ts';
import type { Item } from './listing.ts';
import { moveTo, type Selection, toggle } from './selection.ts';

const GAP = 8;
/** Least side of a picture. */
const SIDE = 112;

/** The images as a list box: one stop for the Tab key, arrows within, only the rows in sight are in the page. */
export function Gallery(props: {
  dataset: Dataset;
  items: readonly Item[];
  selection: Selection;
  select: (s: Selection) => void;
  zoom: () => void;
  keys: (event: KeyboardEvent) => void;
}) {
  const { dataset, items, selection, select } = props;
  const { t } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const columns = Math.max(2, Math.floor((width + GAP) / (SIDE + GAP)));
  const side = Math.max(40, (width - GAP * (columns - 1)) / columns);
  const rows = useVirtualizer({
    count: Math.ceil(items.length / columns),
    getScrollElement: () => box.current,
    estimateSize: () => side + GAP,
    overscan: 3,
    paddingStart: 4,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows are as high as they are wide
  useLayoutEffect(() => rows.measure(), [side]);
  const at = Math.min(selection.at, items.length - 1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a step brings its row into sight
  useEffect(() => {
    if (at >= 0) rows.scrollToIndex(Math.floor(at / columns), { align: 'auto' });
  }, [at, columns]);

  const ids = items.map((i) => i.sample.id);
  const step = (event: KeyboardEvent) => {
    const by: Readonly<Record<string, number>> = {
      ArrowRight: 1,
      ArrowLeft: -1,
      ArrowDown: columns,
      ArrowUp: -columns,
      j: 1,
      k: -1,
      PageDown: columns * 4,
      PageUp: -columns * 4,
      Home: -items.length,
      End: items.length,
    };
    const d = by[event.key];
    if (d !== undefined && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      select(moveTo(selection, at + d, ids, event.shiftKey));
    } else if (event.key === 'a' && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      select({ ...selection, chosen: new Set(ids) });
    } else if (event.key === 'x' && !event.ctrlKey && !event.metaKey) select(toggle(selection, at, ids));
    else if (event.key === 'Escape') select({ ...selection, chosen: new Set() });
    else props.keys(event);
  };
  const click = (event: MouseEvent, i: number) => {
    if (event.ctrlKey || event.metaKey) select(toggle(selection, i, ids));
    else select(moveTo(selection, i, ids, event.shiftKey));
  };

  return (
    <div
      ref={box}
      className="gallery"
      role="listbox"
      tabIndex={0}
      aria-label={t('gallery.label', { count: items.length })}
      aria-multiselectable="true"
      aria-activedescendant={at >= 0 ? `img-${at}` : undefined}
      onKeyDown={step}
    >
      <div role="presentation" style={{ height: rows.getTotalSize(), position: 'relative' }}>
        {rows.getVirtualItems().map((row) =>
          items.slice(row.index * columns, (row.index + 1) * columns).map((item, c) => {
            const i = row.index * columns + c;
            const { sample, cls } = item;
            const name = cls === null ? t('class.none') : dataset.classes[cls]!.name;
            const chosen = selection.chosen.has(sample.id);
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
              <div
                key={sample.id}
                id={`img-${i}`}
                role="option"
                tabIndex={-1}
                aria-selected={chosen}
                aria-setsize={items.length}
                aria-posinset={i + 1}
                className={`thumb${chosen ? ' sel' : ''}${i === at ? ' at' : ''}`}
                style={{ position: 'absolute', width: side, height: side, left: c * (side + GAP), top: row.start }}
                onClick={(e) => click(e, i)}
                onDoubleClick={props.zoom}
                title={sample.source.name}
              >
                <Thumb dataset={dataset.id} sample={sample.id} />
                <span>
                  <b>{name}</b> {sample.patient && <small>{sample.patient}</small>} <span className="sr">{sample.source.name}</span>
                </span>
              </div>
            );
          }),
        )}
      </div>
    </div>
  );
}

function useWidth(box: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(800);
  useLayoutEffect(() => {
    const watch = new ResizeObserver(([entry]) => entry && setWidth(Math.floor(entry.contentRect.width)));
    if (box.current) watch.observe(box.current);
    return () => watch.disconnect();
  }, [box]);
  return width;
}
