import type { Notice } from '../../domain/notice.ts';
import { useWords, type Words } from '../words/index.ts';
import { Scroll } from './Scroll.tsx';

/** A notice in the reader's language: by its code, else from what it says of itself. */
export function noticeText(n: Notice, { find, t }: Pick<Words, 'find' | 't'>): string {
  const values = { where: n.where ?? '', saw: counted(n.saw), expected: counted(n.expected), count: Number(n.saw) || n.files?.length || 0 };
  const worded = find(`notice.${n.code}`, values);
  if (worded !== null) return worded;
  // A remedy is a sentence of its own, in English; without one, what was seen has to do.
  if (n.remedy) return n.remedy;
  const about = n.where ? ` (${n.where})` : '';
  const numbers = [n.saw && t('notice.saw', { saw: n.saw }), n.expected && t('notice.expected', { expected: n.expected })]
    .filter(Boolean)
    .join(', ');
  return `${n.code.replace(/^[a-z]+\./, '').replaceAll('-', ' ')}${about}${numbers ? `: ${numbers}` : ''}.`;
}

/** Numbers in a notice are text; sentences count with them. */
const counted = (text: string | undefined): string | number => (text !== undefined && /^\d+$/.test(text) ? Number(text) : (text ?? ''));

const RANK = { error: 0, warning: 1, info: 2 } as const;

/** Notices, the gravest first, with the files they are about. */
export function Notices({ notices }: { notices: readonly Notice[] }) {
  const words = useWords();
  if (notices.length === 0) return null;
  return (
    <ul className="plain grid notices">
      {[...notices]
        .sort((a, b) => RANK[a.level] - RANK[b.level])
        .map((n, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the list is replaced as a whole
          <li key={`${n.code}/${i}`} className={`notice ${n.level}`}>
            <span className="sign" aria-hidden="true">
              {n.level === 'info' ? 'i' : '!'}
            </span>
            <div>
              <span className="sr">{words.t(`level.${n.level}`)} </span>
              {noticeText(n, words)}
              {n.files && n.files.length > 0 && <Files files={n.files} label={words.t('files.count', { count: n.files.length })} />}
            </div>
          </li>
        ))}
    </ul>
  );
}

/** Names of files, all of them, folded away. */
export function Files({ files, label }: { files: readonly string[]; label: string }) {
  return (
    <details>
      <summary>{label}</summary>
      <Scroll className="files" label={label}>
        {files.join('\n')}
      </Scroll>
    </details>
  );
}
