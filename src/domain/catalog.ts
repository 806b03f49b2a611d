import * as v from 'valibot';
import type { Id } from './ids.ts';
import { InputError } from './notice.ts';
import { parseWith } from './parse.ts';

/** The trainings that are known; `unknown` is a file of the user's own. */
export const FAMILIES = [
  'starter',
  'random',
  'radimagenet-keras',
  'radimagenet-torch',
  'radimagenet-refined',
  'imagenet-keras',
  'imagenet-torchvision',
  'imagenet-torchvision-v2',
  'imagenet-timm',
  'unknown',
] as const;
export type Family = (typeof FAMILIES)[number];

const nullable = <const S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);

const SourceSchema = v.variant('kind', [
  /** Beside the page, in `models/<id>`. */
  v.object({ kind: v.literal('bundled') }),
  /** A host that allows cross-origin downloads; the address is pinned to a revision. */
  v.object({ kind: v.literal('download'), url: v.pipe(v.string(), v.url(), v.startsWith('https://')) }),
  /** The user fetches `file` from `page` and drops it in. */
  v.object({ kind: v.literal('by-hand'), page: v.pipe(v.string(), v.url(), v.startsWith('https://')), file: v.string() }),
]);

const EntrySchema = v.object({
  id: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]*$/)),
  name: v.pipe(v.string(), v.minLength(1)),
  architecture: v.string(),
  variant: v.picklist(['keras', 'torch']),
  /** Which training the weights are from: `radimagenet-keras` and `radimagenet-torch` are two, not one in two formats. */
  family: v.picklist(FAMILIES),
  pretrainedOn: v.string(),
  /** As stated by the source. */
  licence: v.string(),
  cite: v.string(),
  source: SourceSchema,
  /** Of the file to fetch, where known. A bundled pack states both in its `pack.json`. */
  bytes: nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  hash: nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  preprocess: v.string(),
  inputSize: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** The pack to compare with: same network and recipe, other images. A comparison, not a recommendation of either. */
  partner: nullable(v.string()),
});

const CatalogSchema = v.object({ schema: v.literal(1), entries: v.array(EntrySchema) });

/** A known source of weights. */
export interface CatalogEntry extends Omit<v.InferOutput<typeof EntrySchema>, 'id' | 'partner'> {
  id: Id<'pack'>;
  /** Lies beside the page and can be used at once. */
  bundled: boolean;
  partner: Id<'pack'> | null;
}

export interface Catalog {
  schema: 1;
  entries: readonly CatalogEntry[];
}

/** Checks `models/catalog.json`. Throws InputError for a wrong member, an id that comes twice, a partner that is missing, itself, or another network. */
export function parseCatalog(value: unknown, where = 'catalog.json'): Catalog {
  const { schema, entries } = parseWith(CatalogSchema, value, where);
  const byId = new Map(entries.map((e) => [e.id, e]));
  const fail = (what: string) => new InputError('bad-catalog', `${where} is not valid: ${what}.`, where);
  if (byId.size < entries.length) throw fail('two packs have the same id');
  for (const e of entries) {
    if (e.partner === null) continue;
    const partner = byId.get(e.partner);
    if (!partner || partner === e) throw fail(`the partner of ${e.id}, ${e.partner}, is not another pack of the list`);
    if (partner.architecture !== e.architecture || partner.variant !== e.variant)
      throw fail(`${e.id} and its partner ${e.partner} are different networks`);
  }
  return { schema, entries: entries.map((e) => ({ ...e, bundled: e.source.kind === 'bundled' }) as unknown as CatalogEntry) };
}
