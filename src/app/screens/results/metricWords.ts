import type { Words } from '../../words/index.ts';

/** A metric's name in the reader's language; `auroc:<class>` is that class against the rest. */
export function metricWord(id: string, { t, find }: Pick<Words, 't' | 'find'>): string {
  const at = id.indexOf(':');
  const family = at < 0 ? id : id.slice(0, at);
  const name = find(`metric.${family}`) ?? family;
  return at < 0 ? name : t('metric.ofClass', { name, cls: id.slice(at + 1) });
}

export const methodWord = (id: string | null, { t, find }: Pick<Words, 't' | 'find'>): string =>
  id === null ? t('method.noneGiven') : (find(`method.${id}`) ?? id);
