import { useEffect, useState } from 'react';
import type { Figure } from '../../../domain/report.ts';
import type { Events } from '../../../protocol/messages.ts';
import { Chart } from '../../charts/Chart.tsx';
import { useStudy } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';

/** Redrawn at most this often. */
const EVERY_MS = 250;
const EPOCHS = 30;

/** Loss and AUROC on the inner validation part of the head that is being trained, the latest fold of each arm. */
export default function TraceCharts({ arms }: { arms: readonly string[] }) {
  const { t } = useWords();
  const [trace, setTrace] = useState(useStudy.getState().trace);
  useEffect(() => {
    const timer = setInterval(() => setTrace(useStudy.getState().trace), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  const last = trace.at(-1);
  if (!last) return <p className="muted">{t('running.waiting')}</p>;
  return (
    <>
      <p className="muted">{t('running.fold', { arm: arms[last.arm] ?? '', fold: last.part + 1, seed: last.seed })}</p>
      <div className="grid two">
        <Chart figure={course('loss', trace, arms, (p) => p.validationLoss)} title={t('running.loss')} size={[420, 260]} plain />
        <Chart
          figure={{ ...course('auroc', trace, arms, (p) => p.validationAuroc), yDomain: [0, 1] }}
          title={t('running.auroc')}
          size={[420, 260]}
          plain
        />
      </div>
    </>
  );
}

function course(
  id: string,
  trace: readonly Events['trace'][],
  arms: readonly string[],
  y: (p: Events['trace']['point']) => number | null,
): Figure {
  return {
    id: `trace-${id}`,
    x: 'axis.epoch',
    y: `axis.${id}`,
    xDomain: [0, EPOCHS],
    series: arms.flatMap((name, arm) => {
      const mine = trace.filter((e) => e.arm === arm);
      const last = mine.at(-1);
      if (!last) return [];
      const points = mine
        .filter((e) => e.part === last.part && e.seed === last.seed)
        .flatMap((e): [number, number][] => {
          const value = y(e.point);
          return value === null ? [] : [[e.point.epoch, value]];
        });
      return [{ name, arm, points }];
    }),
  };
}
