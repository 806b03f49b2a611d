import type { Rng } from '../util/rng.ts';
import type { Field } from './field.ts';

/** What one image is to show. */
export interface ImageParams {
  positive: boolean;
  /** 0 … 1; strength of what tells the classes apart: 0 = nothing does, 0.5 = default. */
  contrast: number;
  /** 0 … 1; noise or speckle: 0 = none, 0.5 = default. */
  noise: number;
  /** The patient's stream: anatomy comes from it and is shared by all images of the patient. */
  patient: Rng;
}

export interface Drawn {
  field: Field;
  /** 255 where the lesion is, 0 elsewhere; null where the image has none. */
  mask: Uint8Array | null;
}

/** A synthetic task after one of the RadImageNet study's. */
export interface PhantomTask {
  id: string;
  modality: 'ultrasound' | 'MR' | 'radiograph' | 'CT';
  /** Negative, positive: what the folders and labels are called. */
  classes: readonly [negative: string, positive: string];
  /** Whether all images of a patient have one label or each its own. */
  labelOf: 'patient' | 'image';
  /** Message key of the task's name. */
  nameKey: string;
  /** The name in English, for files. */
  name: string;
  /** Draws one image; `image` is its own stream (pose, lesion, noise). */
  draw(params: ImageParams, image: Rng): Drawn;
}

/** A mask from the pixels that `inside` is given. */
export function newMask(size: { width: number; height: number }): Uint8Array {
  return new Uint8Array(size.width * size.height);
}
