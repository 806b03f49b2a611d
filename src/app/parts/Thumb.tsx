import { useEffect, useState } from 'react';
import type { Id } from '../../domain/ids.ts';
import type { Picture } from '../../protocol/messages.ts';
import { wantThumb } from '../state/thumbs.ts';
import { Canvas } from './Canvas.tsx';

/** A sample's small picture, fetched when it is shown. */
export function Thumb({ dataset, sample }: { dataset: Id<'dataset'>; sample: Id<'sample'> }) {
  const [picture, show] = useState<Picture | null | 'waiting'>('waiting');
  useEffect(() => wantThumb(dataset, sample, show), [dataset, sample]);
  if (picture === 'waiting') return null;
  return picture ? <Canvas picture={picture} /> : <span className="gone">✕</span>;
}
