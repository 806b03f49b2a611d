import type { Fit } from './fit.ts';
import { PRESETS, parsePreprocess, type Resize } from './presets.ts';

const RESIZE_TEXT: Record<Resize, string> = {
  nearest: 'nearest neighbour (Pillow)',
  bilinear: 'bilinear without antialiasing (OpenCV)',
  antialias: 'antialiased bilinear (Pillow)',
  bicubic: 'antialiased bicubic (Pillow)',
  area: 'the mean of the area that a pixel covers',
};

/** A preprocessing in English, for files: its preset, then what was changed of it. Throws as `parsePreprocess`. */
export function describePreprocess(id: string): string {
  const rule = parsePreprocess(id);
  const base = PRESETS.find((p) => p.id === rule.base)!;
  const changes = [
    rule.resize !== base.resize && `resized by ${RESIZE_TEXT[rule.resize]}`,
    (rule.fit !== base.fit || rule.crop !== base.crop) && fitText(rule.fit, rule.crop),
    rule.size !== null && `side of ${rule.size} px`,
  ].filter(Boolean);
  return changes.length === 0 ? base.text : `${base.text}; changed from that: ${changes.join(', ')}`;
}

function fitText(fit: Fit, crop: number): string {
  if (fit === 'stretch') return 'stretched to a square, proportions not kept';
  if (fit === 'pad') return 'proportions kept, padded with black to a square';
  return crop < 1
    ? `centre crop of ${crop} of the shorter side, edges cut off`
    : 'centre crop of the shorter side, ends of the longer one cut off';
}
