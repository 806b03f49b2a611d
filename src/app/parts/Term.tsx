import { type ReactNode, useId, useRef, useState } from 'react';
import { type Key, useWords } from '../words/index.ts';

export type TermId = Extract<Key, `term.${string}`> extends `term.${infer T}` ? T : never;

/** A word with its meaning on hover, focus or touch. Escape puts it away. */
export function Term({ id, children }: { id: TermId; children: ReactNode }) {
  const { t } = useWords();
  const tip = useId();
  const word = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState<{ left: number; top: number } | null>(null);
  const show = () => {
    const box = word.current?.getBoundingClientRect();
    if (box) setAt({ left: Math.max(8, Math.min(box.left, innerWidth - 296)), top: box.bottom + 4 });
  };
  const hide = () => setAt(null);
  return (
    <>
      <button
        type="button"
        ref={word}
        className="term"
        aria-describedby={tip}
        onMouseEnter={show}
        onMouseLeave={hide}
        onFocus={show}
        onBlur={hide}
        onClick={show}
        onKeyDown={(e) => e.key === 'Escape' && hide()}
      >
        {children}
      </button>
      <span role="tooltip" id={tip} className={at ? 'tip' : 'sr'} style={at ?? undefined}>
        {t(`term.${id}` as Key)}
      </span>
    </>
  );
}
