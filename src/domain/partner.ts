import { comparable, type Family } from './family.ts';

/** What is asked of a pack to find its partner; a listed entry or a pack at hand. */
export interface Comparable {
  id: string;
  architecture: string;
  variant: 'keras' | 'torch';
  family: Family;
  /** Of every BatchNorm where it is not the variant's own; another epsilon is another network. */
  bnEpsilon?: number | null | undefined;
  /** Can be used at once. */
  ready?: boolean;
  bundled?: boolean;
  /** As the list has it. */
  partner?: string | null;
}

/** What a listed entry says of its file. */
interface Fetched {
  source: { kind: 'bundled' } | { kind: 'download'; url: string } | { kind: 'by-hand'; file: string };
  hash: string | null;
}

/** What is known of a weight file that was read. */
export interface ReadFile {
  architecture: string;
  variant: 'keras' | 'torch';
  family: Family;
  /** SHA-256, in hex. */
  fileHash: string;
  bnEpsilon?: number | null | undefined;
}

const sameNetwork = (a: Omit<Comparable, 'id' | 'family'>, b: Omit<Comparable, 'id' | 'family'>) =>
  a.architecture === b.architecture && a.variant === b.variant && (a.bnEpsilon ?? null) === (b.bnEpsilon ?? null);

/** The name of the file that an entry is of. */
export const fileOf = ({ source }: Pick<Fetched, 'source'>): string | null =>
  source.kind === 'bundled' ? null : source.kind === 'by-hand' ? source.file : (new URL(source.url).pathname.split('/').pop() ?? null);

/**
 * The listed entry whose file has this SHA-256. PyTorch writes the first eight digits of the hash into a file's name (`resnet50-0676ba61.pth`) and checks a
 * download by them; an entry of such a file without a full hash is told in the same way.
 */
export function entryWithHash<E extends Fetched>(entries: readonly E[], fileHash: string): E | null {
  const start = (e: E) => (e.hash === null ? /-([0-9a-f]{8})\.pth$/.exec(fileOf(e) ?? '')?.[1] : undefined);
  return entries.find((e) => e.hash === fileHash) ?? entries.find((e) => start(e) !== undefined && fileHash.startsWith(start(e)!)) ?? null;
}

/**
 * The listed entry that a weight file is: by its hash, failing that the first of the same network and training (a file written again has another hash). Files of
 * timm are told by the hash alone, since timm has many trainings of one network. Null where there is none, and for files of unknown training.
 */
export function entryFor<E extends Fetched & Omit<Comparable, 'id'>>(entries: readonly E[], file: ReadFile): E | null {
  const fetched = entries.filter((e) => !e.bundled);
  const known = entryWithHash(fetched, file.fileHash);
  if (known) return known;
  if (file.family === 'imagenet-timm') return null;
  return fetched.find((e) => e.family === file.family && sameNetwork(e, file)) ?? null;
}

/**
 * The pack to compare with: the same network (architecture, variant, epsilon) and a comparable recipe on other images, seen from either side; of two starters the
 * other. Those at hand come first, then the one that the list links, then the list's order. Null where there is none.
 */
export function partnerOf<P extends Comparable>(pack: Comparable, all: readonly P[]): P | null {
  const rank = (p: P) => (p.ready || p.bundled ? 0 : 2) + (pack.partner === p.id || p.partner === pack.id ? 0 : 1);
  return all.filter((p) => faithful(pack, p)).reduce<P | null>((best, p) => (best === null || rank(p) < rank(best) ? p : best), null);
}

/** Whether a comparison of the two tells of the images they were trained on: same network, comparable recipe; starters as the list links them. */
export function faithful(a: Comparable, b: Comparable): boolean {
  if (a.id === b.id || !sameNetwork(a, b)) return false;
  if (a.family === 'starter' && b.family === 'starter') return a.partner === b.id || b.partner === a.id;
  return comparable(a.family, b.family);
}
