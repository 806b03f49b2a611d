import type { Family } from '../../../domain/catalog.ts';
import type { CatalogEntry } from '../../../protocol/messages.ts';
import { useWorkspace } from '../../state/workspace.ts';
import { type Key, useWords } from '../../words/index.ts';
import { PackRow } from './PackRow.tsx';

/** Trainings of packs that are not at hand, in the order and under the headings of the room. */
const SHELVES: readonly { title: Key; families: readonly Family[] }[] = [
  { title: 'shelf.radimagenet', families: ['radimagenet-keras', 'radimagenet-torch', 'radimagenet-refined'] },
  { title: 'shelf.imagenet', families: ['imagenet-keras', 'imagenet-torchvision', 'imagenet-torchvision-v2', 'imagenet-timm'] },
  { title: 'shelf.other', families: ['starter', 'random', 'unknown'] },
];

/** The packs: those that can be used at once first, then those that can be got, by who trained them. */
export function Library({ arms, busy }: { arms: readonly CatalogEntry[]; busy: boolean }) {
  const { t } = useWords();
  const catalog = useWorkspace((s) => s.catalog);
  const ready = catalog.filter((c) => c.ready);
  return (
    <>
      <section className="card grid" aria-labelledby="shelf-ready">
        <h2 id="shelf-ready">{t('catalog.title')}</h2>
        <Rows packs={ready} arms={arms} busy={busy} />
      </section>
      {SHELVES.map(({ title, families }) => {
        const shelf = families.map((f) => [f, catalog.filter((c) => !c.ready && c.family === f)] as const).filter(([, p]) => p.length > 0);
        if (shelf.length === 0) return null;
        return (
          <section key={title} className="card grid" aria-labelledby={title}>
            <h2 id={title}>{t(title)}</h2>
            {shelf.map(([family, packs]) => (
              <div key={family} className="grid shelf">
                <h3>{t(`family.${family}`)}</h3>
                <Rows packs={packs} arms={arms} busy={busy} />
              </div>
            ))}
          </section>
        );
      })}
    </>
  );
}

function Rows({ packs, arms, busy }: { packs: readonly CatalogEntry[]; arms: readonly CatalogEntry[]; busy: boolean }) {
  return (
    <ul className="plain list packs">
      {packs.map((c) => (
        <PackRow key={c.id} pack={c} arms={arms} busy={busy} />
      ))}
    </ul>
  );
}
