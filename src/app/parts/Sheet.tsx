import { useEffect, useRef } from 'react';
import { showSheet } from '../state/view.ts';
import { type Key, useWords } from '../words/index.ts';

const KEYS: readonly (readonly [keys: string, what: Key])[] = [
  ['1 … 9', 'keys.class'],
  ['0', 'keys.clear'],
  ['← → ↑ ↓  J K', 'keys.step'],
  ['Shift + ← →', 'keys.range'],
  ['Ctrl + A', 'keys.all'],
  ['X', 'keys.toggle'],
  ['Space', 'keys.zoom'],
  ['M', 'keys.mask'],
  ['Ctrl + Z', 'keys.undo'],
  ['Ctrl + Y', 'keys.redo'],
  ['/', 'keys.filter'],
  ['Esc', 'keys.leave'],
  ['?', 'keys.sheet'],
];

/** Every key, in one place. */
export default function Sheet() {
  const { t } = useWords();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="sheet card" aria-labelledby="sheet-title" onClose={() => showSheet(false)}>
      <h2 id="sheet-title">{t('keys.title')}</h2>
      <dl className="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <button type="button" onClick={() => dialog.current?.close()}>
        {t('close')}
      </button>
    </dialog>
  );
}
