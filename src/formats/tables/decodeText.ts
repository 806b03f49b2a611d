import { InputError, type Notice } from '../../domain/notice.ts';

/** Text of a table: UTF-8 or UTF-16 by its mark or by its looks, else Windows-1252 with a warning. Throws InputError not-text where there are NUL characters. */
export function decodeText(bytes: Uint8Array, where: string): { text: string; notices: Notice[] } {
  const utf16 =
    bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : unmarked16(bytes);
  if (utf16) return { text: plain(new TextDecoder(utf16).decode(bytes), where), notices: [] };
  try {
    return { text: plain(new TextDecoder('utf-8', { fatal: true }).decode(bytes), where), notices: [] };
  } catch (error) {
    if (error instanceof InputError) throw error;
    const notice: Notice = {
      code: 'encoding',
      level: 'warning',
      where,
      saw: 'Windows-1252',
      expected: 'UTF-8',
      remedy: `${where} is not UTF-8 and was read as Windows-1252 (Western European): look whether accented letters are right, or save it as UTF-8.`,
    };
    return { text: plain(new TextDecoder('windows-1252').decode(bytes), where), notices: [notice] };
  }
}

function plain(text: string, where: string): string {
  if (!text.includes('\0')) return text.replace(/^\uFEFF/, '');
  throw new InputError('not-text', `${where} holds NUL characters and is not a text table. Save it as CSV (UTF-8).`, where);
}

/** UTF-16 without a mark: ASCII letters with a zero byte beside nearly each. */
function unmarked16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | null {
  const n = Math.min(bytes.length, 512) & ~1;
  if (n < 8 || bytes.length % 2 !== 0) return null;
  let [even, odd] = [0, 0];
  for (let i = 0; i < n; i += 2) {
    if (bytes[i] === 0) even++;
    if (bytes[i + 1] === 0) odd++;
  }
  if (odd > 0.4 * n && even === 0) return 'utf-16le';
  return even > 0.4 * n && odd === 0 ? 'utf-16be' : null;
}
