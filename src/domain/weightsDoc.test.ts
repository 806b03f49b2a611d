import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type CatalogEntry, parseCatalog } from './catalog.ts';
import { fileOf } from './partner.ts';

const at = new URL('../../docs/weights.md', import.meta.url);
const { entries } = parseCatalog(JSON.parse(readFileSync(new URL('../../models/catalog.json', import.meta.url), 'utf8')));
const fetched = entries.filter((e) => !e.bundled);

const where = ({ source }: CatalogEntry) =>
  source.kind === 'download' ? `[one click](${source.url})` : source.kind === 'by-hand' ? `by hand: [page](${source.page})` : '';
const start = (e: CatalogEntry) => /-([0-9a-f]{8})\.pth$/.exec(fileOf(e) ?? '')?.[1];
const checked = (e: CatalogEntry) =>
  e.hash ? `\`${e.hash}\`` : e.md5 ? `MD5 \`${e.md5}\`` : start(e) ? `starts with \`${start(e)}\`` : 'not known';
const row = (...cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** The tables of the documentation, from the catalogue. */
function tables(): string {
  return [
    row('pack', 'file', 'get it', 'preprocessing, side', 'faithful partner', 'licence as stated'),
    row('---', '---', '---', '---', '---', '---'),
    ...fetched.map((e) =>
      row(
        `${e.name} (\`${e.id}\`)`,
        `\`${fileOf(e)}\``,
        where(e),
        `\`${e.preprocess}\`, ${e.inputSize}`,
        e.partner ? `\`${e.partner}\`` : 'none',
        e.licence,
      ),
    ),
    '',
    row('pack', 'bytes', 'SHA-256'),
    row('---', '---', '---'),
    ...fetched.map((e) => row(`\`${e.id}\``, e.bytes?.toLocaleString('en') ?? 'not known', checked(e))),
    '',
    ...fetched.filter((e) => e.about).map((e) => `- **${e.name}.** ${e.about}`),
  ].join('\n');
}

const [BEGIN, END] = ['<!-- from models/catalog.json: begin -->\n', '\n<!-- end -->'];

test('docs/weights.md lists what the catalogue lists (RADTUNE_WRITE_DOCS=1 writes it)', () => {
  const text = readFileSync(at, 'utf8');
  const [begin, end] = [text.indexOf(BEGIN) + BEGIN.length, text.indexOf(END)];
  expect(begin).toBeGreaterThan(BEGIN.length);
  expect(end).toBeGreaterThan(0);
  if (process.env.RADTUNE_WRITE_DOCS) writeFileSync(at, text.slice(0, begin) + tables() + text.slice(end));
  else expect(text.slice(begin, end)).toBe(tables());
});
