import { type Colours, roleColour } from './palette.ts';

/** Text made safe for SVG content and attributes. Characters that XML 1.0 forbids, lone surrogates among them, are shown as the replacement character. */
export function escapeText(text: string): string {
  return text.replace(FORBIDDEN, '\ufffd').replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}

const FORBIDDEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu;

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** One element. Attribute values are escaped; `children` is markup already. Undefined and empty attributes are left out. */
export function element(name: string, attributes: Attributes, children = ''): string {
  const list = Object.entries(attributes)
    .filter(([, v]) => v !== undefined && v !== '')
    .map(([k, v]) => ` ${k}="${typeof v === 'number' ? round(v) : escapeText(String(v))}"`)
    .join('');
  return children === '' ? `<${name}${list}/>` : `<${name}${list}>${children}</${name}>`;
}

/** A text element; `content` is plain text. */
export const textElement = (attributes: Attributes, content: string): string => element('text', attributes, escapeText(content));

/** Two decimals are finer than any screen. */
export const round = (v: number): number => Math.round(v * 100) / 100;

const FONT = 'ui-sans-serif, system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, sans-serif';

/** The whole picture: named and described for screen readers, on white when it is meant to stand alone. */
export function picture(
  size: { width: number; height: number },
  colours: Colours,
  title: string,
  description: string,
  body: string,
): string {
  const { width, height } = size;
  const ground = colours === 'print' ? element('rect', { width, height, fill: roleColour('paper', colours) }) : '';
  return element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      width,
      height,
      role: 'img',
      'font-family': FONT,
      'font-size': 11,
    },
    `${element('title', {}, escapeText(title))}${element('desc', {}, escapeText(description))}${ground}${body}`,
  );
}

/** Breaks a text into lines of at most `letters` characters, at blanks where it can. */
export function wrap(text: string, letters: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    let rest = word;
    while (rest.length > letters) {
      if (line) lines.push(line);
      line = '';
      lines.push(rest.slice(0, letters));
      rest = rest.slice(letters);
    }
    if (line && line.length + 1 + rest.length > letters) {
      lines.push(line);
      line = '';
    }
    line = line ? `${line} ${rest}` : rest;
  }
  if (line || lines.length === 0) lines.push(line);
  return lines;
}
