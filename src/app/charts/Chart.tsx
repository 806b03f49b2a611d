import { useMemo, useRef, useState } from 'react';
import type { Figure } from '../../domain/report.ts';
import { drawXY, figureCsv } from '../../drawing/index.ts';
import { download, pngOf } from '../parts/download.ts';
import { Scroll } from '../parts/Scroll.tsx';
import { attempt } from '../state/view.ts';
import { useWords } from '../words/index.ts';
import { Drawing, useWidth } from './Drawing.tsx';

/** A figure as a chart, with its numbers as a table and as files. `plain`: the chart alone. */
export function Chart(props: {
  figure: Figure;
  title: string;
  size: readonly [width: number, height: number];
  note?: string;
  plain?: boolean;
  /** The figure as its files have it; by default as it is drawn. */
  data?: Figure;
}) {
  const { figure, title, size, note, plain } = props;
  const words = useWords();
  const { find, number } = words;
  const [widest, height] = size;
  const box = useRef<HTMLElement>(null);
  const width = useWidth(box, widest);
  const draw = (colours: 'css' | 'print', wide: number) =>
    drawXY(figure, { width: wide, height, colours, title, words: (key) => find(key) ?? key, number: (v, decimals) => number(v, decimals) });
  // biome-ignore lint/correctness/useExhaustiveDependencies: drawn anew with the figure, its size and the language
  const svg = useMemo(() => draw('css', width), [figure, width, height, title, words]);
  if (plain) {
    return (
      <figure ref={box} className="chart">
        <figcaption>{title}</figcaption>
        <Drawing svg={svg} />
      </figure>
    );
  }
  return (
    <figure ref={box} className="chart grid">
      <figcaption>
        <h2>{title}</h2>
      </figcaption>
      <Drawing svg={svg} />
      {note && <p className="muted">{note}</p>}
      <div className="row">
        <button type="button" onClick={() => download(`${figure.id}.svg`, draw('print', widest), 'image/svg+xml')}>
          SVG
        </button>
        <button type="button" onClick={() => void attempt(async () => download(`${figure.id}.png`, await pngOf(draw('print', widest))))}>
          PNG
        </button>
        <button type="button" onClick={() => download(`${figure.id}.csv`, figureCsv(props.data ?? figure), 'text/csv')}>
          CSV
        </button>
      </div>
      <Numbers figure={figure} />
    </figure>
  );
}

/** The chart's points as a table, built only when somebody opens it. */
function Numbers({ figure }: { figure: Figure }) {
  const { t, find, number } = useWords();
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(e) => setOpen(e.currentTarget.open)}>
      <summary>{t('chart.numbers')}</summary>
      {open && (
        <Scroll className="scroll numbers" label={t('chart.numbers')}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t('arm')}</th>
                <th scope="col">{find(figure.x) ?? figure.x}</th>
                <th scope="col">{find(figure.y) ?? figure.y}</th>
              </tr>
            </thead>
            <tbody>
              {figure.series.flatMap((s) =>
                s.points.map(([x, y], i) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: points have no name but their place
                  <tr key={`${s.name}/${i}`}>
                    <th scope="row">{s.name}</th>
                    <td>{number(x, 4)}</td>
                    <td>{number(y, 4)}</td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </Scroll>
      )}
    </details>
  );
}
