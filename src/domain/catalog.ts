import * as v from 'valibot';
import { FAMILIES } from './family.ts';
import type { Id } from './ids.ts';
import { InputError } from './notice.ts';
import { parseWith } from './parse.ts';
import { faithful } from './partner.ts';

export { FAMILIES, type Family } from './family.ts';

const nullable = <const S extends v.GenericSchema>(schema: S) => v.optional(v.nullable(schema), null);

const SourceSchema = v.variant('kind', [
  /** Beside the page, in `models/<id>`. */
  v.object({ kind: v.literal('bundled') }),
  /**
   * A host that allows cross-origin downloads. The content is pinned: by a full revision in the address, or by the entry's `hash`, against which a download is
   * checked; an address with neither is refused, since it may serve other weights tomorrow.
   */
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
  /** What a person should know before choosing it, in a sentence. */
  about: nullable(v.string()),
  /** As stated by the source. */
  licence: v.string(),
  cite: v.string(),
  source: SourceSchema,
  /** Of the file to fetch, where known. A bundled pack states both in its `pack.json`. */
  bytes: nullable(v.pipe(v.number(), v.integer(), v.minValue(1))),
  /** SHA-256. */
  hash: nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))),
  /** MD5, where the source states nothing better. Shown, not checked. */
  md5: nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/))),
  /** Of every BatchNorm, where it is not the variant's own: 1e-3 in the ResNet50 that Keras had before 2019. */
  bnEpsilon: nullable(v.pipe(v.number(), v.gtValue(0))),
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

/** An address that names a full revision: what it serves cannot change. */
const isPinned = (url: string) => /\/resolve\/[0-9a-f]{40}\//.test(url);

/**
 * Checks `models/catalog.json`. Throws InputError for a wrong member, an id or a hash that comes twice, a download that nothing pins, and a partner that is missing,
 * itself, another network, of another recipe, or one whose own partner is of another training.
 */
export function parseCatalog(value: unknown, where = 'catalog.json'): Catalog {
  const parsed = parseWith(CatalogSchema, value, where);
  const entries = parsed.entries.map((e) => ({ ...e, bundled: e.source.kind === 'bundled' }));
  const byId = new Map(entries.map((e) => [e.id, e]));
  const fail = (what: string) => new InputError('bad-catalog', `${where} is not valid: ${what}.`, where);
  if (byId.size < entries.length) throw fail('two packs have the same id');
  const hashes = entries.flatMap((e) => e.hash ?? []);
  if (new Set(hashes).size < hashes.length) throw fail('two packs have the same hash');
  for (const e of entries) {
    if (e.source.kind === 'download' && e.hash === null && !isPinned(e.source.url))
      throw fail(`${e.id} is downloaded from an address without a full revision, and no hash is known to check it by`);
    if (e.partner === null) continue;
    const partner = byId.get(e.partner);
    if (!partner || partner === e) throw fail(`the partner of ${e.id}, ${e.partner}, is not another pack of the list`);
    if (partner.architecture !== e.architecture || partner.variant !== e.variant)
      throw fail(`${e.id} and its partner ${e.partner} are different networks`);
    if (!faithful(e, partner)) throw fail(`${e.id} and its partner ${e.partner} are trained by recipes that are not comparable`);
    if (partner.partner !== null && byId.get(partner.partner)?.family !== e.family)
      throw fail(`${e.id} has the partner ${e.partner}, whose own partner ${partner.partner} is of another training`);
  }
  return { schema: parsed.schema, entries: entries as unknown as CatalogEntry[] };
}
