import { IntlMessageFormat } from 'intl-messageformat';
import { create } from 'zustand';
import { type Catalogue, en, type Key } from './en.ts';

export type { Catalogue, Key } from './en.ts';
export type Locale = 'en' | 'pt-BR';
type Values = Readonly<Record<string, string | number>>;

/** Numbers, dates and sentences in the reader's language. Undefined numbers are a dash, never a zero. */
export interface Words {
  locale: Locale;
  t(key: Key, values?: Values): string;
  /** The sentence of a key that came from elsewhere (a notice's code), or null where the catalogue has none. */
  find(key: string, values?: Values): string | null;
  number(value: number | null, digits?: number): string;
  /** With its sign, for differences. */
  signed(value: number | null, digits?: number): string;
  percent(value: number | null, digits?: number): string;
  p(value: number | null): string;
  bytes(value: number): string;
  /** Whole seconds, or minutes and seconds. */
  seconds(value: number): string;
  date(iso: string): string;
}

const DASH = '–';

/** Puts a catalogue to work. Messages are compiled once each. */
export function speak(locale: Locale, catalogue: Catalogue): Words {
  const compiled = new Map<string, IntlMessageFormat>();
  const format = (key: string, text: string, values?: Values) => {
    if (!values && !text.includes('{') && !text.includes("'")) return text;
    let message = compiled.get(key);
    if (!message) compiled.set(key, (message = new IntlMessageFormat(text, locale)));
    return String(message.format(values ? { ...values } : undefined));
  };
  const formats = new Map<string, Intl.NumberFormat>();
  const number = (value: number | null, options: Intl.NumberFormatOptions) => {
    if (value === null || !Number.isFinite(value)) return DASH;
    const key = JSON.stringify(options);
    let f = formats.get(key);
    if (!f) formats.set(key, (f = new Intl.NumberFormat(locale, options)));
    // A minus sign, not a hyphen.
    return f.format(value).replace('-', '−');
  };
  const fixed = (digits: number) => ({ minimumFractionDigits: digits, maximumFractionDigits: digits });
  const unit = (value: number, name: string) =>
    number(value, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 });
  return {
    locale,
    t: (key, values) => format(key, catalogue[key], values),
    find: (key, values) => {
      const text = (catalogue as Readonly<Record<string, string>>)[key];
      return text === undefined ? null : format(key, text, values);
    },
    number: (value, digits) => number(value, digits === undefined ? { maximumFractionDigits: 0 } : fixed(digits)),
    signed: (value, digits = 3) => number(value, { ...fixed(digits), signDisplay: 'exceptZero' }),
    percent: (value, digits = 0) => number(value, { style: 'percent', ...fixed(digits) }),
    p: (value) => (value !== null && value < 0.001 ? `< ${number(0.001, fixed(3))}` : number(value, fixed(3))),
    bytes: (value) => (value >= 1e6 ? `${number(value / 1e6, fixed(1))} MB` : `${number(value / 1e3, fixed(0))} kB`),
    seconds: (value) => {
      const s = Math.max(0, Math.round(value));
      return s < 60 ? unit(s, 'second') : `${unit(Math.floor(s / 60), 'minute')} ${unit(s % 60, 'second')}`;
    },
    date: (iso) => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso)),
  };
}

const KEPT = 'radtune.locale';
export const useLocale = create<{ words: Words }>(() => ({ words: speak('en', en) }));

/** Changes the language of the page; the second catalogue is loaded only when somebody wants it. */
export async function chooseLocale(locale: Locale): Promise<void> {
  const catalogue = locale === 'en' ? en : (await import('./pt-BR.ts')).ptBR;
  document.documentElement.lang = locale;
  try {
    localStorage.setItem(KEPT, locale);
  } catch {
    // Storage may be forbidden; the choice then lasts until the page is closed.
  }
  useLocale.setState({ words: speak(locale, catalogue) });
}

/** What was chosen before, else what the browser asks for. */
export function preferredLocale(): Locale {
  let kept: string | null = null;
  try {
    kept = localStorage.getItem(KEPT);
  } catch {
    // as above
  }
  if (kept === 'en' || kept === 'pt-BR') return kept;
  return navigator.languages
    .find((l) => /^(en|pt)\b/i.test(l))
    ?.toLowerCase()
    .startsWith('pt')
    ? 'pt-BR'
    : 'en';
}

export const useWords = (): Words => useLocale((s) => s.words);
/** For code that is not a component. */
export const words = (): Words => useLocale.getState().words;
