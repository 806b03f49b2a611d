import { useRef } from 'react';
import type { DroppedFile } from '../../protocol/messages.ts';
import { useWords } from '../words/index.ts';
import { chosen } from './dropped.ts';

/** Buttons with real file inputs behind them, for a folder and for files. */
export function ChooseImages({ onFiles, disabled = false }: { onFiles: (files: DroppedFile[]) => void; disabled?: boolean }) {
  const { t } = useWords();
  return (
    <span className="row">
      <ChooseButton label={t('choose.folder')} folder disabled={disabled} onFiles={onFiles} />
      <ChooseButton label={t('choose.files')} disabled={disabled} onFiles={onFiles} />
    </span>
  );
}

export function ChooseButton(props: {
  label: string;
  onFiles: (files: DroppedFile[]) => void;
  folder?: boolean;
  single?: boolean;
  primary?: boolean;
  disabled?: boolean;
  /** What the input takes; images by default, `null` for anything. */
  accept?: string | null;
  /** Its name for a screen reader, where the label is short. */
  named?: string;
}) {
  const { accept = props.folder ? null : props.single ? '.png,.jpg,.jpeg,image/*' : '.png,.jpg,.jpeg,.zip,.csv,image/*' } = props;
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <button
        type="button"
        className={props.primary ? 'primary' : ''}
        disabled={props.disabled}
        aria-label={props.named}
        onClick={() => input.current?.click()}
      >
        {props.label}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={props.named ?? props.label}
        multiple={!props.single}
        accept={accept ?? undefined}
        {...(props.folder ? { webkitdirectory: '' } : {})}
        onChange={(e) => {
          const files = chosen(e.target.files);
          // The same file may be chosen again.
          e.target.value = '';
          if (files.length > 0) props.onFiles(files);
        }}
      />
    </>
  );
}

/** A button for weight files. Their names end in many ways, and some in none, so that any file can be chosen. */
export function ChooseWeights(props: { label: string; named?: string; disabled: boolean; onFiles: (files: DroppedFile[]) => void }) {
  return <ChooseButton {...props} accept={null} />;
}
