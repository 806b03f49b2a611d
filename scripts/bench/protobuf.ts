/** The two wire types of Protocol Buffers that a model needs besides float: numbers as varints, and everything with a length. */
export type Field = Uint8Array;

const utf8 = new TextEncoder();

function varint(value: number): number[] {
  const out: number[] = [];
  let rest = value;
  while (rest > 127) {
    out.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  return [...out, rest];
}

/** A whole number of at least 0. */
export const integer = (field: number, value: number): Field => Uint8Array.from([...varint(field * 8), ...varint(value)]);

/** A float of 32 bits. */
export function float(field: number, value: number): Field {
  const out = new Uint8Array([...varint(field * 8 + 5), 0, 0, 0, 0]);
  new DataView(out.buffer).setFloat32(out.length - 4, value, true);
  return out;
}

/** Text, bytes or a message (its fields, joined). */
export function delimited(field: number, value: string | Uint8Array | readonly Field[]): Field {
  const bytes = typeof value === 'string' ? utf8.encode(value) : value instanceof Uint8Array ? value : message(value);
  return message([Uint8Array.from([...varint(field * 8 + 2), ...varint(bytes.length)]), bytes]);
}

/** Fields one after another. */
export function message(fields: readonly Field[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(fields.reduce((n, f) => n + f.length, 0));
  let at = 0;
  for (const field of fields) {
    out.set(field, at);
    at += field.length;
  }
  return out;
}
