import { create } from 'zustand';
import type { PhantomRequest } from '../../../protocol/messages.ts';
import { makePhantom } from '../../state/dataset.ts';
import { go } from '../../state/route.ts';
import { TASKS, type Task } from '../../state/samples.ts';
import { attempt } from '../../state/view.ts';
import { useWords } from '../../words/index.ts';
import { SampleArt } from './SampleArt.tsx';

type Settings = Omit<PhantomRequest, 'task'>;
const useSettings = create<Settings>(() => ({ seed: 1, patients: 60, imagesPerPatient: 3, contrast: 0.5, noise: 0.5, confounder: false }));

/** Makes a synthetic data set with the settings as they stand, and shows its images. */
export async function makeSample(task: Task): Promise<void> {
  await attempt(async () => {
    await makePhantom({ task, ...useSettings.getState() });
    go('images');
  });
}

export function Samples({ off }: { off: boolean }) {
  const { t } = useWords();
  return (
    <section className="grid" aria-labelledby="samples-title">
      <h2 id="samples-title">{t('samples.title')}</h2>
      <ul className="plain cards">
        {TASKS.map((task) => (
          <li key={task}>
            <button type="button" className="card sample" disabled={off} onClick={() => void makeSample(task)}>
              <SampleArt task={task} />
              <span className="what">
                <b>{t(`sample.${task}`)}</b>
                <small>
                  {t(`sample.${task}.by`)} · {t('synthetic')}
                </small>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <SampleSettings />
    </section>
  );
}

/** An output inside a label takes the label for itself, so each slider has its name told once more. */
function SampleSettings() {
  const { t, number } = useWords();
  const s = useSettings();
  return (
    <details className="card">
      <summary>{t('samples.settings', { patients: s.patients })}</summary>
      <div className="fields">
        <label>
          {t('samples.patients')} <output>{number(s.patients)}</output>
          <input
            aria-label={t('samples.patients')}
            type="range"
            min={20}
            max={200}
            step={10}
            value={s.patients}
            onChange={(e) => useSettings.setState({ patients: e.target.valueAsNumber })}
          />
        </label>
        <label>
          {t('samples.perPatient')} <output>{number(s.imagesPerPatient)}</output>
          <input
            aria-label={t('samples.perPatient')}
            type="range"
            min={1}
            max={6}
            value={s.imagesPerPatient}
            onChange={(e) => useSettings.setState({ imagesPerPatient: e.target.valueAsNumber })}
          />
        </label>
        <label>
          {t('samples.contrast')} <output>{number(s.contrast, 2)}</output>
          <input
            aria-label={t('samples.contrast')}
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={s.contrast}
            onChange={(e) => useSettings.setState({ contrast: e.target.valueAsNumber })}
          />
        </label>
        <label>
          {t('samples.noise')} <output>{number(s.noise, 2)}</output>
          <input
            aria-label={t('samples.noise')}
            type="range"
            min={0}
            max={1}
            step={0.05}
            value={s.noise}
            onChange={(e) => useSettings.setState({ noise: e.target.valueAsNumber })}
          />
        </label>
        <label>
          {t('samples.seed')}
          <input
            type="number"
            min={0}
            max={4294967295}
            step={1}
            value={s.seed}
            onChange={(e) =>
              Number.isInteger(e.target.valueAsNumber) && useSettings.setState({ seed: Math.max(0, e.target.valueAsNumber) })
            }
          />
        </label>
        <label className="check">
          <input type="checkbox" checked={s.confounder} onChange={(e) => useSettings.setState({ confounder: e.target.checked })} />
          <span>
            {t('samples.confounder')} <small>{t('samples.confounder.why')}</small>
          </span>
        </label>
      </div>
    </details>
  );
}
