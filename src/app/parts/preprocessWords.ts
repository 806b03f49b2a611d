import { partsOf } from '../../imaging/preprocessText.ts';
import { PRESETS } from '../../imaging/presets.ts';
import type { Words } from '../words/index.ts';

/** A preset's sentence in the reader's language; its English text, or its name, where there is none. */
export function presetWords(preset: string, { find }: Pick<Words, 'find'>): string {
  return find(`preset.${preset.replace(/@\d+$/, '')}`) ?? PRESETS.find((p) => p.id === preset)?.text ?? preset;
}

/** A preprocessing in words: its preset, and what was changed of it. */
export function preprocessWords(text: string, words: Pick<Words, 'find' | 't'>): string {
  const { preset, resize, fit, crop, size } = partsOf(text);
  const { find, t } = words;
  return [
    presetWords(preset, words),
    resize && t('prep.resize.is', { how: find(`prep.resize.${resize}`) ?? resize }),
    fit && (find(`prep.fit.${fit}`) ?? fit),
    crop && t('prep.crop.is', { share: crop }),
    size && t('prep.size.is', { size }),
  ]
    .filter(Boolean)
    .join('; ');
}
