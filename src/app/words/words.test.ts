import { IntlMessageFormat } from 'intl-messageformat';
import { describe, expect, test } from 'vitest';
import { en } from './en.ts';
import { type Key, speak } from './index.ts';
import { ptBR } from './pt-BR.ts';

type Part = { type: number; value?: unknown; options?: Record<string, { value: Part[] }> };

/** Names of the arguments of a message, each with its kind (plain, number, plural …), in alphabetical order. */
function argumentsOf(text: string): string[] {
  const found = new Set<string>();
  const walk = (parts: readonly Part[]) => {
    for (const p of parts) {
      if (p.type >= 1 && p.type <= 6) found.add(`${String(p.value)}/${p.type}`);
      for (const option of Object.values(p.options ?? {})) walk(option.value);
    }
  };
  walk(new IntlMessageFormat(text, 'en').getAst() as unknown as Part[]);
  return [...found].sort();
}

describe('the catalogues', () => {
  test('have the same keys in the same order', () => {
    expect(Object.keys(ptBR)).toEqual(Object.keys(en));
  });

  test.each(Object.keys(en) as Key[])('%s parses and takes the same arguments in both languages', (key) => {
    expect(argumentsOf(ptBR[key])).toEqual(argumentsOf(en[key]));
    expect(en[key].trim()).not.toBe('');
    expect(ptBR[key].trim()).not.toBe('');
  });

  test('every plural has a form for all other numbers', () => {
    for (const text of [...Object.values(en), ...Object.values(ptBR)]) if (text.includes(', plural,')) expect(text).toContain('other {');
  });
});

describe('speech', () => {
  const english = speak('en', en);
  const portuguese = speak('pt-BR', ptBR);

  test('counts in either language', () => {
    expect(english.t('images.count', { count: 1 })).toBe('1 image');
    expect(english.t('images.count', { count: 1200 })).toBe('1,200 images');
    expect(portuguese.t('images.count', { count: 0 })).toBe('0 imagem');
    expect(portuguese.t('images.count', { count: 1200 })).toBe('1.200 imagens');
  });

  test('writes numbers as the reader does, with a minus sign, and undefined ones as a dash', () => {
    expect(english.number(0.8214, 3)).toBe('0.821');
    expect(portuguese.number(0.8214, 3)).toBe('0,821');
    expect(english.signed(-0.01)).toBe('−0.010');
    expect(english.signed(0.053)).toBe('+0.053');
    expect(english.signed(0)).toBe('0.000');
    expect(english.number(null, 3)).toBe('–');
    expect(english.number(Number.NaN, 3)).toBe('–');
  });

  test('never shows a p of zero', () => {
    expect(english.p(1e-9)).toBe('< 0.001');
    expect(portuguese.p(1e-9)).toBe('< 0,001');
    expect(english.p(0.0214)).toBe('0.021');
    expect(english.p(null)).toBe('–');
  });

  test('finds nothing for a code it does not know', () => {
    expect(english.find('notice.no-such-code')).toBeNull();
  });
});
