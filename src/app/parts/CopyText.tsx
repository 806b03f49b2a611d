import { useState } from 'react';
import { useWords } from '../words/index.ts';

/** A text to take along, with a button that copies it and says whether that worked. */
export function CopyText({ text }: { text: string }) {
  const { t } = useWords();
  const [done, setDone] = useState<boolean | null>(null);
  const copy = async () => {
    try {
      // Without a secure origin there is no clipboard.
      await navigator.clipboard.writeText(text);
      setDone(true);
    } catch {
      setDone(false);
    }
  };
  return (
    <>
      <pre>{text}</pre>
      <p className="row">
        <button type="button" onClick={() => void copy()}>
          {t('copy')}
        </button>
        <span role="status">{done === null ? '' : done ? t('rin.copied') : t('rin.copyFailed')}</span>
      </p>
    </>
  );
}
