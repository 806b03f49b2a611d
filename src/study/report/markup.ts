/** Markup made by `html` (or drawn by us); every other text is escaped on insertion. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = string | number | Markup | readonly Markup[];

/** Template that escapes the texts put into it; only Markup goes in as it is. */
export function html(parts: TemplateStringsArray, ...values: Part[]): Markup {
  return new Markup(parts.reduce((text, part, i) => text + inserted(values[i - 1]!) + part));
}

function inserted(value: Part): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return value.map((m) => m.text).join('');
}

/** Text without a character that HTML reads as its own. */
export function escaped(text: string): string {
  return text.replace(/[&<>"'`]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/** A table with a caption; the first column names the rows. Numbers are set right. */
export function table(caption: string, head: readonly string[], rows: readonly (readonly (string | number | Markup)[])[]): Markup {
  const cells = rows.map(
    (row) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>
`,
  );
  return html`<div class="wide"><table><caption>${caption}</caption><thead><tr>${head.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead><tbody>
${cells}</tbody></table></div>
`;
}

/** Names and what they stand for. */
export function facts(rows: readonly (readonly [name: string, value: string | number | Markup])[]): Markup {
  return html`<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>
`;
}
