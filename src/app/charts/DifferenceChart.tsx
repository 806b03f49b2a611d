import { useRef } from 'react';
import type { Contrast } from '../../domain/report.ts';
import { drawDifference } from '../../drawing/index.ts';
import { download, pngOf } from '../parts/download.ts';
import { attempt } from '../state/view.ts';
import { useWords } from '../words/index.ts';
import { Drawing, useWidth } from './Drawing.tsx';

/** Pixels of a saved picture, and the most on the screen. */
const WIDEST = 640;
/** Below this width the names of both ends do not fit side by side; they then stand under the picture. */
const ROOMY = 560;
/** Metrics for which less is better. */
const LESS = ['brier', 'log_loss', 'ece'];

/** Each arm's difference from the baseline, with its interval, to scale against the margin. */
export default function DifferenceChart(props: {
  contrasts: readonly Contrast[];
  margin: number;
  metric: string;
  arms: readonly string[];
}) {
  const { contrasts, margin, metric, arms } = props;
  const { t, number, signed } = useWords();
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box, WIDEST);
  const less = LESS.includes(metric);
  const ends = (c: Contrast) => (less ? [c.b, c.a] : [c.a, c.b]) as [string, string];
  const draw = (c: Contrast, colours: 'css' | 'print', wide = WIDEST) => {
    const [left, right] = ends(c);
    return drawDifference({
      difference: c.difference,
      low: c.low,
      high: c.high,
      margin,
      colours,
      width: wide,
      arm: arms.indexOf(c.b),
      number: (v, decimals) => signed(v, decimals),
      labels: {
        title: t('difference.title', { b: c.b, a: c.a }),
        equal: t('difference.equal', { margin: number(margin, margin < 0.01 ? 3 : 2) }),
        aBetter: wide < ROOMY ? '' : t('difference.better', { name: left }),
        bBetter: wide < ROOMY ? '' : t('difference.better', { name: right }),
      },
    });
  };
  return (
    <div ref={box} className="grid differences">
      {contrasts
        .filter((c) => c.difference !== null)
        .map((c) => (
          <figure key={c.b}>
            <figcaption className="muted">
              {t('contrasts.of', { b: c.b, a: c.a })}: <b>{signed(c.difference)}</b>{' '}
              {c.low !== null && t('difference.interval', { low: signed(c.low), high: signed(c.high) })}
            </figcaption>
            <Drawing svg={draw(c, 'css', width)} />
            {width < ROOMY && (
              <p className="muted ends">
                <span>← {t('difference.better', { name: ends(c)[0] })}</span>
                <span>{t('difference.better', { name: ends(c)[1] })} →</span>
              </p>
            )}
            <div className="row small">
              <button
                type="button"
                aria-label={t('difference.get', { type: 'SVG', b: c.b })}
                onClick={() => download('difference.svg', draw(c, 'print'), 'image/svg+xml')}
              >
                SVG
              </button>
              <button
                type="button"
                aria-label={t('difference.get', { type: 'PNG', b: c.b })}
                onClick={() => void attempt(async () => download('difference.png', await pngOf(draw(c, 'print'))))}
              >
                PNG
              </button>
            </div>
          </figure>
        ))}
    </div>
  );
}
