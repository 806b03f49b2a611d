import { useState } from 'react';
import type { Dataset, DatasetCounts } from '../../../domain/dataset.ts';
import type { Id } from '../../../domain/ids.ts';
import { addClass, renameClass } from '../../state/dataset.ts';
import { attempt } from '../../state/view.ts';
import { useWords } from '../../words/index.ts';
import type { Filter } from './listing.ts';

/** The classes with their counts; a click shows one class alone. Classes can be added and renamed. */
export function Classes(props: { dataset: Dataset; counts: DatasetCounts; filter: Filter['cls']; onFilter: (cls: Filter['cls']) => void }) {
  const { dataset, counts, filter, onFilter } = props;
  const { t, number } = useWords();
  const bare = counts.images - counts.labelled;
  const chip = (cls: Filter['cls'], name: string, what: string, key?: number) => (
    <button key={cls} type="button" className="chip" aria-pressed={filter === cls} onClick={() => onFilter(filter === cls ? 'all' : cls)}>
      {key !== undefined && <kbd>{key}</kbd>}
      <b>{name}</b> {what}
    </button>
  );
  return (
    <fieldset className="row bare">
      <legend className="sr">{t('classes.label')}</legend>
      {counts.classes.map((c, i) =>
        chip(c.id, c.name, t('classes.count', { images: c.images, patients: c.patients }), i < 9 ? i + 1 : undefined),
      )}
      {bare > 0 && chip('none', t('class.none'), number(bare), 0)}
      <EditClasses dataset={dataset} />
    </fieldset>
  );
}

function EditClasses({ dataset }: { dataset: Dataset }) {
  const { t } = useWords();
  const [editing, edit] = useState<Id<'class'> | 'new' | null>(null);
  const [name, setName] = useState('');
  const begin = (what: Id<'class'> | 'new') => {
    edit(what);
    setName(what === 'new' ? '' : dataset.classes.find((c) => c.id === what)!.name);
  };
  if (editing === null) {
    return (
      <>
        <button type="button" className="chip" onClick={() => begin('new')}>
          {t('classes.add')}
        </button>
        {dataset.classes.length > 0 && (
          <label className="chip pick">
            <span className="sr">{t('classes.rename')}</span>
            <select value="" onChange={(e) => begin(e.target.value as Id<'class'>)}>
              <option value="" disabled>
                {t('classes.rename')}
              </option>
              {dataset.classes.map((c) => (
                <option key={c.id} value={c.id}>
                  {c.name}
                </option>
              ))}
            </select>
          </label>
        )}
      </>
    );
  }
  const save = async () => {
    if (await attempt(() => (editing === 'new' ? addClass(name) : renameClass(editing, name)))) edit(null);
  };
  return (
    <form
      className="row"
      onSubmit={(e) => {
        e.preventDefault();
        void save();
      }}
    >
      <label>
        <span className="sr">{t('classes.name')}</span>
        <input
          // biome-ignore lint/a11y/noAutofocus: the field appears where the reader has just asked for it
          autoFocus
          value={name}
          placeholder={t('classes.name')}
          onChange={(e) => setName(e.target.value)}
          onKeyDown={(e) => e.key === 'Escape' && edit(null)}
        />
      </label>
      <button type="submit" disabled={name.trim() === ''}>
        {t('save')}
      </button>
      <button type="button" onClick={() => edit(null)}>
        {t('leave')}
      </button>
    </form>
  );
}
