/** How a table's cell was matched to an image, from the strictest rule to the loosest. */
export const MATCH_RULES = ['exact', 'slashes', 'part of the path', 'case', 'extension', 'base name', 'number'] as const;
export type MatchRule = (typeof MATCH_RULES)[number];

/** Index of the image and the rule that found it; `ambiguous` where a rule finds several; null where none finds any. */
export type Match = { image: number; rule: MatchRule } | 'ambiguous' | null;

const ENDING = /\.(png|jpe?g|jpe|jfif|gif|tiff?|bmp|webp|dcm|dicom|nii|jp2)$/i;
const MANY = -1;

const same = (s: string) => s;
const lower = (s: string) => s.toLowerCase();
const bare = (s: string) => s.toLowerCase().replace(ENDING, '');

/**
 * Finds images by what tables call them. Rules in this order, each used only if it finds exactly one image: the path as written, from the table's
 * folder or from the top; with `\` for `/` or `./` in front; as the last part of an image's path; in other case; without or with another file name
 * ending; by base name alone; by number without leading zeros ("7" for 007.png). Where a rule finds several, no looser one is tried.
 */
export class PathIndex {
  private readonly full = new Map<string, number>();
  private readonly tails: readonly [(s: string) => string, Map<string, number>][] = [
    [same, new Map()],
    [lower, new Map()],
    [bare, new Map()],
  ];
  private readonly bases: readonly [(s: string) => string, Map<string, number>][] = [
    [same, new Map()],
    [lower, new Map()],
    [bare, new Map()],
  ];
  private readonly numbers = new Map<string, number>();

  constructor(paths: readonly string[]) {
    paths.forEach((given, i) => {
      const path = given.normalize('NFC');
      put(this.full, path, i);
      const steps = path.split('/');
      for (const [form, map] of this.tails) for (let k = 0; k < steps.length; k++) put(map, form(steps.slice(k).join('/')), i);
      const base = steps.at(-1)!;
      for (const [form, map] of this.bases) put(map, form(base), i);
      const number = digits(bare(base));
      if (number !== null) put(this.numbers, number, i);
    });
  }

  /** `folder` is the table's own, '' at the top. */
  find(cell: string, folder: string): Match {
    const written = cell.normalize('NFC');
    if (written === '') return null;
    const exact = this.full.get(join(folder, written)) ?? this.full.get(written);
    if (exact !== undefined) return exact === MANY ? 'ambiguous' : { image: exact, rule: 'exact' };
    const clean = written.replaceAll('\\', '/').replace(/^[a-z]:/i, '');
    const steps = clean.split('/').filter((s) => s !== '' && s !== '.');
    const from = resolve(folder, steps);
    const path = steps.filter((s) => s !== '..').join('/');
    if (path === '') return null;
    const slashes = this.full.get(from);
    if (slashes !== undefined) return slashes === MANY ? 'ambiguous' : { image: slashes, rule: 'slashes' };
    const rules = ['part of the path', 'case', 'extension'] as const;
    for (const [k, [form, map]] of this.tails.entries()) {
      const hit = map.get(form(from)) ?? map.get(form(path));
      if (hit !== undefined) return hit === MANY ? 'ambiguous' : { image: hit, rule: rules[k]! };
    }
    const base = path.split('/').at(-1)!;
    for (const [form, map] of this.bases) {
      const hit = map.get(form(base));
      if (hit !== undefined) return hit === MANY ? 'ambiguous' : { image: hit, rule: 'base name' };
    }
    const number = digits(bare(base));
    const hit = number === null ? undefined : this.numbers.get(number);
    return hit === undefined ? null : hit === MANY ? 'ambiguous' : { image: hit, rule: 'number' };
  }
}

function put(map: Map<string, number>, key: string, i: number): void {
  const had = map.get(key);
  map.set(key, had === undefined || had === i ? i : MANY);
}

const join = (folder: string, path: string) => (folder === '' ? path : `${folder}/${path}`);

/** The path from the table's folder, `..` taken away; without going above the top. */
function resolve(folder: string, steps: readonly string[]): string {
  const out = folder === '' ? [] : folder.split('/');
  for (const s of steps) {
    if (s === '..') out.pop();
    else out.push(s);
  }
  return out.join('/');
}

/** A number without leading zeros; spreadsheets write 7.0 for 7. */
function digits(stem: string): string | null {
  const found = /^0*(\d+)(\.0+)?$/.exec(stem);
  return found ? found[1]! : null;
}
