import type { Sample } from './dataset.ts';
import type { Notice } from './notice.ts';

/** What the folders say of an image. */
export interface FromFolders {
  label: string | null;
  part: Sample['part'];
  patient: string | null;
}

const PARTS: readonly [RegExp, NonNullable<Sample['part']>][] = [
  [/^(train|training|trn)$/i, 'train'],
  [/^(test|testing|tst)$/i, 'test'],
  [/^(val|valid|validation)$/i, 'validation'],
];
/** Names that say nothing of a class when all images lie in one folder. */
const GENERIC = /^(images?|imgs?|pictures?|photos?|pics|data|data_?set|files?|png|jpe?g|all|input|inputs|upload|new folder)$/i;

/** The part of a given split that a word names (`train`, `Training`, `trn`, `test`, `testing`, `val`, `valid`, `validation`); null for other words. */
export function partOf(word: string): Sample['part'] {
  return PARTS.find(([pattern]) => pattern.test(word.trim()))?.[1] ?? null;
}

/**
 * Reads classes and a given split from folders. Split folders may stand at any level and are never classes. The label is the innermost folder level
 * at which folders differ; folders around all images mean nothing. If that level's folders look like patients (with digits, each below one folder
 * only, at least twice as many), they are the patients and the level above is the label. Images beside the class folders have no label.
 */
export function fromFolders(paths: readonly string[]): { images: FromFolders[]; notices: Notice[] } {
  const dirs = paths.map((p) => p.split('/').slice(0, -1));
  const parts = dirs.map((d) => d.map(partOf).find((p) => p !== null) ?? null);
  const given = new Set(parts.filter((p) => p !== null)).size > 1;
  const rest = dirs.map((d) => d.filter((s) => partOf(s) === null));
  const wrap = commonLength(rest);
  const inner = rest.map((d) => d.slice(wrap));
  const notices: Notice[] = [];
  const levels = choose(inner, notices);
  const images = inner.map((d, i) => ({
    label: levels ? (d[levels.label] ?? null) : onlyFolder(rest[i]!),
    part: given ? parts[i]! : null,
    patient: levels?.patient === undefined ? null : (d[levels.patient] ?? null),
  }));
  return { images, notices };
}

/** All images in one folder: its name is their class unless it is a word like "images". */
function onlyFolder(dir: readonly string[]): string | null {
  const name = dir.at(-1);
  return name === undefined || GENERIC.test(name.trim()) ? null : name;
}

function commonLength(dirs: readonly (readonly string[])[]): number {
  const first = dirs[0];
  if (!first) return 0;
  let n = 0;
  while (n < first.length && dirs.every((d) => d[n] === first[n])) n++;
  return n;
}

/** Which level below the common folders holds the classes (and the patients); null where there is none. */
function choose(inner: readonly (readonly string[])[], notices: Notice[]): { label: number; patient?: number } | null {
  const deep = inner.filter((d) => d.length > 0);
  if (deep.length === 0) return null;
  const depth = deep[0]!.length;
  if (deep.some((d) => d.length !== depth)) {
    notices.push({
      code: 'uneven-folders',
      level: 'warning',
      saw: String(new Set(deep.map((d) => d.length)).size),
      files: [...new Set(deep.map((d) => d.join('/')))].sort(),
      remedy:
        'Folders are nested to different depths; the outermost folders that differ were taken as the classes. Look whether these are the classes meant.',
    });
    return { label: 0 };
  }
  const differing = Array.from({ length: depth }, (_, k) => k).filter((k) => new Set(deep.map((d) => d[k])).size > 1);
  const innermost = differing.at(-1);
  if (innermost === undefined) return { label: depth - 1 };
  const above = differing.at(-2);
  if (above !== undefined && looksLikePatients(deep, above, innermost)) {
    notices.push({
      code: 'patients-from-folders',
      level: 'info',
      saw: String(new Set(deep.map((d) => d[innermost])).size),
      remedy:
        'The innermost folders have numbers and each lies in one class folder only: they were taken as patients, the folders around them as classes.',
    });
    return { label: above, patient: innermost };
  }
  return { label: innermost };
}

function looksLikePatients(dirs: readonly (readonly string[])[], above: number, level: number): boolean {
  const parent = new Map<string, string>();
  for (const d of dirs) {
    const name = d[level]!;
    if (!/\d/.test(name) || (parent.get(name) ?? d[above]) !== d[above]) return false;
    parent.set(name, d[above]!);
  }
  return parent.size >= 2 * new Set(parent.values()).size;
}
