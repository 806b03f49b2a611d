import { graphOf } from '../../backbones/index.ts';
import { packHash } from '../../backbones/packHash.ts';
import type { CatalogEntry as Listed } from '../../domain/catalog.ts';
import type { Id } from '../../domain/ids.ts';
import type { BackbonePack } from '../../domain/pack.ts';
import type { CatalogEntry, PackSource } from '../../protocol/messages.ts';

/** A pack beside the page. */
export const bundledCard = (entry: Listed, pack: BackbonePack): CatalogEntry => ({
  ...ofPack(pack),
  family: entry.family,
  precision: pack.weights.length > 0 ? (pack.precision ?? 'float16') : null,
  source: { kind: 'bundled' },
  partner: entry.partner,
});

/** A pack made from the user's file; `entry` is the listed source that it stands for. */
export function importedCard(pack: BackbonePack, entry: Listed | undefined): CatalogEntry {
  const from = pack.importedFrom;
  return {
    ...ofPack(pack),
    family: from?.family ?? 'unknown',
    precision: pack.precision ?? 'float32',
    source: {
      kind: 'imported',
      file: from?.file ?? '',
      fileHash: from?.hash ?? '',
      how: from?.familyKnownBy ?? 'not known',
      at: from?.at ?? '',
    },
    // The list's own link; the library looks among all packs.
    partner: entry && entry.family === from?.family ? entry.partner : null,
  };
}

const ofPack = (pack: BackbonePack) => ({
  ...{ id: pack.id, name: pack.name, architecture: pack.architecture, variant: pack.variant },
  ...{ pretrainedOn: pack.pretrainedOn, licence: pack.licence, cite: pack.cite },
  bytes: pack.weights.reduce((n, w) => n + w.bytes, 0),
  hash: pack.weights.length === 1 ? pack.weights[0]!.hash : packHash(pack),
  features: pack.taps[0]!.length,
  ...(pack.bnEpsilon === undefined ? {} : { bnEpsilon: pack.bnEpsilon }),
  preprocess: pack.preprocess,
  inputSize: pack.input.size,
  ready: true,
});

/** Graphs of some hundred layers are made for this one number, and cards often. */
const lengths = new Map<string, number>();

function featuresOf(architecture: string, variant: 'keras' | 'torch'): number {
  const key = `${architecture}/${variant}`;
  const known = lengths.get(key) ?? graphOf(architecture, variant).taps[0]!.length;
  lengths.set(key, known);
  return known;
}

/** A known source that is not at hand. */
export const listedCard = (entry: Listed, part: number): CatalogEntry => ({
  ...{ id: entry.id, name: entry.name, architecture: entry.architecture, variant: entry.variant, family: entry.family },
  ...{ pretrainedOn: entry.pretrainedOn, licence: entry.licence, cite: entry.cite, bytes: entry.bytes, hash: entry.hash },
  features: featuresOf(entry.architecture, entry.variant),
  ...{ preprocess: entry.preprocess, inputSize: entry.inputSize, ready: false, precision: null },
  ...{ about: entry.about, md5: entry.md5, bnEpsilon: entry.bnEpsilon },
  source: sourceOf(entry.source, part),
  partner: entry.partner,
});

function sourceOf(source: Listed['source'], part: number): PackSource {
  if (source.kind === 'download') return { kind: 'download', url: source.url, host: new URL(source.url).host, part };
  if (source.kind === 'by-hand') return { kind: 'by-hand', page: source.page, file: source.file };
  return { kind: 'bundled' };
}

/** A kept pack whose description cannot be read: it is there to be removed, and says what is wrong when it is used. */
export const damagedCard = (id: Id<'pack'>, entry: Listed | undefined): CatalogEntry => ({
  ...{
    id,
    name: entry?.name ?? id,
    architecture: entry?.architecture ?? '',
    variant: entry?.variant ?? 'torch',
    family: entry?.family ?? 'unknown',
  },
  ...{ pretrainedOn: entry?.pretrainedOn ?? '', licence: entry?.licence ?? '', cite: entry?.cite ?? '', bytes: null, hash: null },
  ...{ features: 0, preprocess: entry?.preprocess ?? '', inputSize: entry?.inputSize ?? 0, ready: true, precision: null },
  source: { kind: 'imported', file: '', fileHash: '', how: 'not known', at: '' },
  partner: null,
});
