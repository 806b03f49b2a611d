import { InputError } from '../domain/notice.ts';
import type { Fit } from './fit.ts';
import { splitText, textOf } from './preprocessText.ts';
import { PRESETS, type Preset, type Resize } from './presetList.ts';

export { PRESETS, type Preset, type Resize } from './presetList.ts';

export const RESIZES: readonly Resize[] = ['nearest', 'bilinear', 'antialias', 'bicubic', 'area'];
export const FITS: readonly Fit[] = ['stretch', 'crop', 'pad'];

/** Side of the largest input that can be asked for: above it a network's maps no longer fit in a browser's memory. */
const LARGEST = 2048;
/** The smallest share of the shorter side that a crop may keep. */
const LEAST_SHARE = 0.1;

/** A preset with what was changed of it. */
export interface Preprocess extends Preset {
  /** The preset that it starts from. */
  base: string;
  /** Side of the square in pixels; null leaves it to the pack. */
  size: number | null;
}

/**
 * What a preprocessing says: a preset, then what differs from it, each key at most once and in any order: `torchvision@1+resize=bicubic+fit=crop+crop=0.875+size=299`.
 * `crop` is the share of the shorter side that a centre crop keeps. Throws InputError `no-preset`, or `bad-preprocess` naming what there is.
 */
export function parsePreprocess(id: string): Preprocess {
  const { preset: name, changes } = splitText(id);
  const base = PRESETS.find((p) => p.id === name);
  if (!base)
    throw new InputError('no-preset', `There is no preprocessing "${name}" here. Known: ${PRESETS.map((p) => p.id).join(', ')}.`, id);
  const said = new Map<string, string>();
  for (const [key, value, written] of changes) {
    if (!Object.hasOwn(READ, key)) throw bad(id, `"${written}" is not known; what can be changed is ${Object.keys(READ).join(', ')}`);
    if (said.has(key)) throw bad(id, `${key} is given twice`);
    said.set(key, value);
  }
  const read = <K extends keyof typeof READ>(key: K) =>
    said.has(key) ? (READ[key](said.get(key)!, id) as ReturnType<(typeof READ)[K]>) : null;
  const fit = read('fit') ?? base.fit;
  const share = read('crop');
  if (share !== null && fit !== 'crop') throw bad(id, 'crop is the share that fit=crop keeps, and can only be given with it');
  const crop = fit === 'crop' ? (share ?? base.crop) : 1;
  const whole = { ...base, base: base.id, resize: read('resize') ?? base.resize, fit, crop, size: read('size') };
  return { ...whole, id: spelled(whole, base) };
}

/** The preset of this id, with its changes. Throws as `parsePreprocess`. */
export const presetOf: (id: string) => Preprocess = parsePreprocess;

/** The one spelling of what a preprocessing means; with `packSize`, a size that is the pack's own is left out. Throws as `parsePreprocess`. */
export function canonicalPreprocess(id: string, packSize?: number): string {
  const rule = parsePreprocess(id);
  return rule.size === packSize ? spelled({ ...rule, size: null }, PRESETS.find((p) => p.id === rule.base)!) : rule.id;
}

/** Side of the network's input under a preprocessing, in pixels: the one it states, else the pack's. Throws as `parsePreprocess`. */
export const inputSize = (id: string, packSize: number): number => parsePreprocess(id).size ?? packSize;

/** Only what differs from the preset, in a fixed order. */
function spelled(rule: Omit<Preprocess, 'id'>, base: Preset): string {
  const { resize, fit, crop, size } = rule;
  const share = fit === base.fit ? base.crop : 1;
  const changed = <T>(value: T, was: T): T | null => (value === was ? null : value);
  return textOf({ preset: base.id, resize: changed(resize, base.resize), fit: changed(fit, base.fit), crop: changed(crop, share), size });
}

const READ = {
  resize(value: string, id: string): Resize {
    // The name that OpenCV's and torch's documentation use for the same rule.
    const found = RESIZES.find((r) => r === (value === 'half-pixel' ? 'bilinear' : value));
    if (found) return found;
    throw bad(id, `there is no resize "${value}"; there are ${RESIZES.join(', ')}`);
  },
  fit(value: string, id: string): Fit {
    const found = FITS.find((f) => f === value);
    if (found) return found;
    throw bad(id, `there is no fit "${value}"; there are ${FITS.join(', ')}`);
  },
  crop(value: string, id: string): number {
    const share = /^\d*\.?\d+$/.test(value) ? Number(value) : Number.NaN;
    if (share >= LEAST_SHARE && share <= 1) return share;
    throw bad(id, `crop must be a share from ${LEAST_SHARE} to 1, such as 0.875, and is "${value}"`);
  },
  size(value: string, id: string): number {
    const side = /^\d{1,5}$/.test(value) ? Number(value) : 0;
    if (side >= 1 && side <= LARGEST) return side;
    throw bad(id, `size must be a whole number of pixels from 1 to ${LARGEST}, and is "${value}"`);
  },
};

const bad = (id: string, what: string) => new InputError('bad-preprocess', `The preprocessing "${id}" cannot be read: ${what}.`, id);
