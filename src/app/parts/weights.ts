import type { DroppedFile } from '../../protocol/messages.ts';

/** What a drop holds: weight files, one group a pack; what goes to the images; and what is neither. */
export interface Sorted {
  weights: DroppedFile[][];
  images: DroppedFile[];
  left: DroppedFile[];
}

const WEIGHTS = /\.(h5|hdf5|keras|pt|pth|pth\.tar|ckpt|safetensors)$/i;
const MANIFEST = /(^|\/)model\.json$/i;
const SHARD = /(\.bin|group\d+-shard\d+of\d+)$/i;
/** Beside weights these are their papers; with images a table or notes of the set. */
const PAPERS = /(\.(json|md|txt|ya?ml|py|ipynb|html?|gitattributes|gitignore)|(^|\/)licen[cs]e)$/i;

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Sorts files by name; what they are is decided by their content, in the worker. `zips`: an archive may hold a pack. */
export function sortFiles(files: readonly DroppedFile[], zips = false): Sorted {
  const weights: DroppedFile[][] = [];
  const rest: DroppedFile[] = [];
  const manifests = files.filter((f) => MANIFEST.test(f.path));
  for (const manifest of manifests) {
    const folder = folderOf(manifest.path);
    weights.push([manifest, ...files.filter((f) => SHARD.test(f.path) && folderOf(f.path) === folder)]);
  }
  const taken = new Set(weights.flat());
  for (const file of files) {
    if (taken.has(file)) continue;
    if (WEIGHTS.test(file.path) || SHARD.test(file.path) || (zips && /\.zip$/i.test(file.path))) weights.push([file]);
    else rest.push(file);
  }
  if (weights.length === 0) return { weights, images: rest, left: [] };
  const papersOnly = rest.every((f) => PAPERS.test(f.path));
  return papersOnly ? { weights, images: [], left: rest } : { weights, images: rest, left: [] };
}

/** Files that were chosen as weights: all of them are tried, whatever their names. */
export function asWeights(files: readonly DroppedFile[]): DroppedFile[][] {
  const { weights, images, left } = sortFiles(files, true);
  return [...weights, ...[...images, ...left].map((f) => [f])];
}
