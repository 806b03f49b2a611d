import { type PreprocessParts, partsOf, textOf } from '../../../imaging/preprocessText.ts';
import { canonicalPreprocess, FITS, PRESETS, RESIZES } from '../../../imaging/presets.ts';
import type { CatalogEntry } from '../../../protocol/messages.ts';
import { packName } from '../../parts/armNames.ts';
import { effective } from '../../state/preprocess.ts';
import { type Draft, edit } from '../../state/study.ts';
import { useWords } from '../../words/index.ts';

/** Sizes a network is fed at; any other can be typed. */
const [SMALLEST, LARGEST] = [32, 1024];

/** Null where nothing is typed: the pack's own. */
const sizeOf = (typed: number): number | null => (Number.isFinite(typed) ? Math.max(SMALLEST, Math.min(LARGEST, Math.round(typed))) : null);

/** One arm's own choice: a preset, and what is changed of its resizing. */
export function CustomChoice({ draft, pack, busy }: { draft: Draft; pack: CatalogEntry; busy: boolean }) {
  const words = useWords();
  const { t, find } = words;
  const choice = partsOf(effective(pack, 'custom', draft.custom));
  const name = packName(pack, words);
  const set = (change: Partial<PreprocessParts>) => {
    const text = canonicalPreprocess(textOf({ ...choice, ...change }), pack.inputSize);
    // The pack's own is said as such, so that the policy stays true to its name.
    const { [pack.id]: _, ...others } = draft.custom;
    edit({ custom: text === pack.preprocess ? others : { ...draft.custom, [pack.id]: text } });
  };
  const presets = PRESETS.map((p) => p.id);
  return (
    <fieldset className="fields bare" disabled={busy} aria-label={t('prep.of', { name })}>
      <label>
        {t('prep.preset')}
        <select value={choice.preset} onChange={(e) => set({ preset: e.target.value, crop: null })}>
          {(presets.includes(choice.preset) ? presets : [choice.preset, ...presets]).map((p) => (
            <option key={p} value={p}>
              {p === pack.preprocess ? t('prep.own', { preset: p }) : p}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('prep.resize')}
        <select value={choice.resize ?? ''} onChange={(e) => set({ resize: e.target.value || null })}>
          <option value="">{t('prep.asPreset')}</option>
          {RESIZES.map((r) => (
            <option key={r} value={r}>
              {find(`prep.resize.${r}`) ?? r}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('prep.fit')}
        <select value={choice.fit ?? ''} onChange={(e) => set({ fit: e.target.value || null, crop: null })}>
          <option value="">{t('prep.asPreset')}</option>
          {FITS.map((f) => (
            <option key={f} value={f}>
              {find(`prep.fit.${f}`) ?? f}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('prep.size')}
        <input
          type="number"
          min={SMALLEST}
          max={LARGEST}
          placeholder={String(pack.inputSize)}
          key={choice.size}
          defaultValue={choice.size ?? ''}
          onBlur={(e) => set({ size: sizeOf(e.target.valueAsNumber) })}
          onKeyDown={(e) => e.key === 'Enter' && e.currentTarget.blur()}
        />
      </label>
    </fieldset>
  );
}
