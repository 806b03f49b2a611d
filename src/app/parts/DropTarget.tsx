import { useEffect, useState } from 'react';
import { route } from '../state/route.ts';
import { attempt } from '../state/view.ts';
import { useWords } from '../words/index.ts';
import { dropped } from './dropped.ts';
import { addsToOpen, takeIn } from './takeIn.ts';

/** The whole window takes files; a veil says so while they hang over it. */
export function DropTarget() {
  const { t } = useWords();
  const [over, setOver] = useState(false);
  useEffect(() => {
    let depth = 0;
    const carries = (e: DragEvent) => e.dataTransfer?.types.includes('Files') ?? false;
    const enter = (e: DragEvent) => {
      if (carries(e) && depth++ === 0) setOver(true);
    };
    const leave = (e: DragEvent) => {
      if (carries(e) && --depth <= 0) {
        depth = 0;
        setOver(false);
      }
    };
    const hover = (e: DragEvent) => {
      if (carries(e)) e.preventDefault();
    };
    // Caught on the way down, so that the veil also goes when a zone of its own takes the drop.
    const end = () => {
      depth = 0;
      setOver(false);
    };
    const drop = (e: DragEvent) => {
      if (!carries(e) || !e.dataTransfer) return;
      e.preventDefault();
      const data = e.dataTransfer;
      const add = addsToOpen();
      const files = dropped(data);
      void attempt(async () => takeIn(await files, add));
    };
    addEventListener('dragenter', enter);
    addEventListener('dragleave', leave);
    addEventListener('dragover', hover);
    addEventListener('drop', end, true);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('dragover', hover);
      removeEventListener('drop', end, true);
      removeEventListener('drop', drop);
    };
  }, []);
  if (!over) return null;
  return (
    <div className="veil" aria-hidden="true">
      <b>{route() === 'backbones' ? t('drop.weights') : addsToOpen() ? t('drop.add') : t('drop.new')}</b>
    </div>
  );
}
