import type { WeightLayout } from '../../domain/weightLayout.ts';
import type { WeightFile } from './file.ts';
import { countedView } from './views/counted.ts';
import { kerasViews } from './views/keras.ts';
import { torchViews } from './views/torch.ts';
import type { View } from './views/view.ts';

/** Makes the views of a file once; what comes back gives those that suit a layout. */
export function viewsOf(file: WeightFile): (layout: WeightLayout) => readonly View[] {
  if (file.naming === 'keys') {
    const views = torchViews(file.tensors);
    return (layout) => (layout.framework === 'torch' ? views : []);
  }
  if (file.naming === 'counted') return (layout) => (layout.framework === 'keras' ? [countedView(file.tensors, layout)] : []);
  const views = kerasViews(file.tensors);
  return (layout) => (layout.framework === 'keras' ? views : []);
}
