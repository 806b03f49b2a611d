import type { WeightLayout } from '../../../domain/weightLayout.ts';
import type { StoredTensor } from '../../arrays/stored.ts';

/** One way to read a file's names as those of a layout. */
export interface View {
  /** The layout's name for what it could be; several of one name cannot be told apart and count as unexpected. */
  names: ReadonlyMap<string, StoredTensor>;
  /** Whether a tensor that the layout does not know belongs to a head behind the pooling. */
  isHead(tensor: StoredTensor, layout: WeightLayout): boolean;
  /** What is outside the network, or was given twice. */
  outside: readonly StoredTensor[];
  /** What stood before the network's names in the file. */
  prefix: string;
}
