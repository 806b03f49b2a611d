import type { BackendState } from '../../protocol/messages.ts';
import { useJob } from '../state/job.ts';
import { attempt } from '../state/view.ts';
import { chooseBackend, useWorkspace } from '../state/workspace.ts';
import { useWords } from '../words/index.ts';
import { Pop } from './Pop.tsx';

const NAMES = { webgpu: 'WebGPU', webgl: 'WebGL', wasm: 'WebAssembly' } as const;
const WANTED: readonly BackendState['wanted'][] = ['auto', 'webgpu', 'webgl', 'wasm'];

/** What computes, and why; it can be overridden. */
export function BackendChip() {
  const { t, find } = useWords();
  const backend = useWorkspace((s) => s.backend);
  const running = useJob((s) => s.kind !== null);
  const chip = backend.name ? (
    <>
      <span className="sr">{t('backend.label')} </span>
      <b>{NAMES[backend.name]}</b> <span className="opt">{backend.device}</span>
    </>
  ) : (
    t('backend.choosing')
  );
  return (
    <Pop chip={chip}>
      <h2>{t('backend.title')}</h2>
      {backend.name && (
        <p>
          {t('backend.inUse', { name: NAMES[backend.name], device: backend.device || t('backend.noDevice'), workers: backend.workers })}
        </p>
      )}
      <ul className="plain">
        {backend.reasons.map((r) => (
          <li key={r.backend}>
            <b>{NAMES[r.backend as keyof typeof NAMES] ?? r.backend}</b>:{' '}
            {find(`backend.reason.${r.code}`, { detail: r.detail }) ?? `${r.code} ${r.detail}`}
          </li>
        ))}
      </ul>
      <fieldset disabled={running}>
        <legend>{t('backend.use')}</legend>
        {WANTED.map((w) => (
          <label key={w} className="radio">
            <input type="radio" name="backend" checked={backend.wanted === w} onChange={() => void attempt(() => chooseBackend(w))} />
            {w === 'auto' ? t('backend.auto') : NAMES[w]}
          </label>
        ))}
      </fieldset>
      <p className="muted">{running ? t('backend.notNow') : t('backend.note')}</p>
    </Pop>
  );
}
