import { crc32 } from '../crc32.ts';

/** The upper half of code page 437, which zip names without the UTF-8 flag are in (APPNOTE, D). */
const CP437 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u00a0';

/**
 * An entry's name: UTF-8 where flagged; else Info-ZIP's Unicode path field if it belongs to this name (its checksum says so); else UTF-8 if the
 * bytes are valid UTF-8 (macOS writes it without the flag); else code page 437.
 */
export function entryName(raw: Uint8Array, flagged: boolean, extra: ReadonlyMap<number, Uint8Array>): string {
  if (!flagged) {
    const unicode = extra.get(0x7075);
    if (unicode && unicode.length > 5 && unicode[0] === 1) {
      const crc = new DataView(unicode.buffer, unicode.byteOffset).getUint32(1, true);
      const name = crc === crc32(raw) ? utf8(unicode.subarray(5)) : null;
      if (name !== null) return name;
    }
  }
  return utf8(raw) ?? Array.from(raw, (b) => (b < 128 ? String.fromCharCode(b) : CP437[b - 128]!)).join('');
}

function utf8(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** The path with `/` and without `.` steps; null where it would lead outside the folder it is unpacked in, or cannot be a name. */
export function safePath(name: string): string | null {
  const path = name.replaceAll('\\', '/');
  if (path.startsWith('/') || /^[a-z]:/i.test(path) || [...path].some((c) => c < ' ' || c === '\x7f')) return null;
  const steps = path.split('/').filter((s) => s !== '' && s !== '.');
  return steps.length === 0 || steps.includes('..') ? null : steps.join('/');
}
