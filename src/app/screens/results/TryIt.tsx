import { type DragEvent, useState } from 'react';
import type { Id } from '../../../domain/ids.ts';
import type { Arg, Failure, TryResult } from '../../../protocol/messages.ts';
import { FailureBar } from '../../parts/Bars.tsx';
import { Canvas } from '../../parts/Canvas.tsx';
import { ChooseButton } from '../../parts/Choose.tsx';
import { dropped } from '../../parts/dropped.ts';
import { Scroll } from '../../parts/Scroll.tsx';
import { useDataset } from '../../state/dataset.ts';
import { during, useJob } from '../../state/job.ts';
import { call, failureOf } from '../../state/link.ts';
import { useWords } from '../../words/index.ts';

/** One image, and what each arm's head (fitted on all labelled images) says of it. */
export function TryIt(props: { run: Id<'run'>; dataset: Id<'dataset'> | null; name: (arm: string) => string }) {
  const { run, dataset: made, name } = props;
  const { t, number } = useWords();
  const open = useDataset((s) => s.dataset);
  const busy = useJob((s) => s.kind !== null);
  const [result, setResult] = useState<TryResult | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [chosen, choose] = useState('');
  const samples = open && open.id === made ? open.samples : [];

  const ask = async (image: Arg<'try.predict'>['image']) => {
    setFailure(null);
    setResult(null);
    try {
      setResult(await during('try', () => call('try.predict', { run, image })));
    } catch (error) {
      setFailure(failureOf(error));
    }
  };
  const drop = async (e: DragEvent) => {
    e.preventDefault();
    e.stopPropagation();
    const [file] = await dropped(e.dataTransfer);
    if (file && !busy) await ask({ file });
  };
  return (
    <section className="card grid try" aria-labelledby="try-title" onDrop={(e) => void drop(e)}>
      <h2 id="try-title">{t('try.title')}</h2>
      <p className="muted">{t('try.how')}</p>
      <div className="row">
        <ChooseButton label={t('try.file')} single disabled={busy} onFiles={([file]) => file && void ask({ file })} />
        {samples.length > 0 && (
          <label>
            <span className="sr">{t('try.pick')}</span>
            <select value={chosen} disabled={busy} onChange={(e) => choose(e.target.value)}>
              <option value="">{t('try.pick')}</option>
              {samples.map((s) => (
                <option key={s.id} value={s.id}>
                  {s.source.name}
                </option>
              ))}
            </select>
          </label>
        )}
        {chosen && (
          <button type="button" disabled={busy} onClick={() => void ask({ sample: chosen as Id<'sample'> })}>
            {t('try.go')}
          </button>
        )}
      </div>
      {failure && <FailureBar failure={failure} />}
      {busy && useJob.getState().kind === 'try' && <p className="muted">{t('try.running')}</p>}
      <div aria-live="polite">
        {result && (
          <div className="row top-aligned">
            <div className="film small">
              <Canvas picture={result.thumb} label={t('try.image')} />
            </div>
            <div className="grid">
              <Scroll className="scroll" label={t('try.title')}>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{t('arm')}</th>
                      {result.classes.map((c) => (
                        <th scope="col" key={c}>
                          {t('try.probability', { name: c })}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {result.arms.map((a, i) => (
                      <tr key={a.name}>
                        <th scope="row">
                          <span className={`key k${i + 1}`} aria-hidden="true" />
                          {name(a.name)}
                        </th>
                        {a.scores.map((s, j) => (
                          <td key={result.classes[j]}>{number(s, 3)}</td>
                        ))}
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
              {result.member && (
                <p className="notice">{t('try.member', { name: result.member.name, cls: result.member.cls ?? t('class.none') })}</p>
              )}
              <p className="muted">{t('try.note')}</p>
            </div>
          </div>
        )}
      </div>
    </section>
  );
}
