import type { Tensors } from '../../src/domain/tensors.ts';
import type { GoldenCase } from './cases.ts';
import type { Imported, Tried } from './check.ts';

/** Builds the page of the golden cases into `folder`, opens it in a browser and starts a backend there. */
export function inBrowser(
  folder: string,
  backend: string,
): Promise<{
  device: string;
  attempt(c: GoldenCase, network: { weights: Tensors; from: Imported['from'] } | null, stages: boolean): Promise<Tried>;
  close(): Promise<void>;
}>;
