/** A preprocessing as it is written, in its parts; what is null is left as the preset has it. */
export interface PreprocessParts {
  preset: string;
  resize: string | null;
  fit: string | null;
  /** The share of the shorter side that a centre crop keeps. */
  crop: string | number | null;
  /** Side of the square in pixels. */
  size: number | null;
}

/** `preset@1+key=value+…` as the preset's name and the changes in the order written; what is no `key=value` has an empty value. */
export function splitText(text: string): { preset: string; changes: readonly (readonly [key: string, value: string, written: string])[] } {
  const [preset = '', ...changes] = text.split('+');
  return {
    preset,
    changes: changes.map((change) => {
      const [key = '', value = ''] = change.split(/=(.*)/s);
      return [key, value, change] as const;
    }),
  };
}

/** The parts of what is written, unchecked: for showing, also of an older record. `parsePreprocess` checks. */
export function partsOf(text: string): PreprocessParts {
  const { preset, changes } = splitText(text);
  const at = (key: string) => changes.find(([k]) => k === key)?.[1] ?? null;
  const size = Number(at('size'));
  return { preset, resize: at('resize'), fit: at('fit'), crop: at('crop'), size: size > 0 ? size : null };
}

/** Parts as they are written, in the fixed order. */
export function textOf({ preset, resize, fit, crop, size }: PreprocessParts): string {
  const changes = Object.entries({ resize, fit, crop, size }).filter(([, value]) => value !== null);
  return [preset, ...changes.map(([key, value]) => `${key}=${value}`)].join('+');
}
