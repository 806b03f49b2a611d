import type { Frame } from '../domain/frame.ts';
import { InputError } from '../domain/notice.ts';
import { type Rng, rng } from '../util/rng.ts';
import { toFrame } from './field.ts';
import { drawMarker } from './marker.ts';
import { chance } from './noise.ts';
import type { ImageParams, PhantomTask } from './task.ts';

export interface PhantomRequest {
  /** Id of a task. */
  task: string;
  seed: number;
  patients: number;
  imagesPerPatient: number;
  /** 0 … 1; 0.5 is the default difficulty, 0 leaves nothing that tells the classes apart. */
  contrast: number;
  /** 0 … 1; 0.5 is the default. */
  noise: number;
  /** A letter in the corner that goes with the positive class at the training sites and with neither class elsewhere. */
  confounder: boolean;
}

export interface PhantomImage {
  /** Neutral ids, `p001` …: neither they nor the file's name tell the class. */
  patient: string;
  site: string;
  /** Number of the image within its patient, from 1. */
  index: number;
  /** 0 negative, 1 positive. */
  truth: 0 | 1;
  frame: Frame;
  /** 255 inside the lesion; null where there is none. */
  mask: Uint8Array | null;
  /** File name, unique in the set. */
  name: string;
}

/** Everything but the task and its seed. */
export const phantomDefaults = { patients: 60, imagesPerPatient: 4, contrast: 0.5, noise: 0.5, confounder: false } as const;

/** Two training sites and one that took no part in training; the third of the patients that the last one has shows what a shortcut is worth. */
export const SITES = ['site-1', 'site-2', 'site-3'] as const;
const TRAINING_SITES: ReadonlySet<string> = new Set(['site-1', 'site-2']);

/** One image of a task: 8-bit grey, and its lesion mask where it has a lesion. The same streams give the same bytes on every machine. */
export function makeImage(task: PhantomTask, params: ImageParams, image: Rng, marker = false): { frame: Frame; mask: Uint8Array | null } {
  const { field, mask } = task.draw(params, image);
  if (marker) drawMarker(field, image.stream('marker'));
  return { frame: toFrame(field), mask };
}

/** A synthetic data set, image by image, patients in order. Half of the patients (or, where each image has its own label, of the images) are positive. Throws InputError `bad-phantom`. */
export function* makePhantomOf(task: PhantomTask, request: PhantomRequest): Generator<PhantomImage, void, undefined> {
  checkRequest(request);
  const root = rng(request.seed, `phantom/${task.id}`);
  const people = patientsOf(request, root);
  const digits = Math.max(3, String(request.patients).length);
  for (const [k, { positive, site }] of people.entries()) {
    const patient = `p${String(k + 1).padStart(digits, '0')}`;
    const stream = root.stream(patient);
    const own = imageLabels(request.imagesPerPatient, positive, stream.stream('labels'));
    for (let i = 0; i < request.imagesPerPatient; i++) {
      const truth = task.labelOf === 'image' ? own[i]! : positive;
      const image = stream.stream(`image ${i + 1}`);
      const marker = request.confounder && hasMarker(truth, site, image.stream('shortcut'));
      const made = makeImage(task, { positive: truth, contrast: request.contrast, noise: request.noise, patient: stream }, image, marker);
      yield { patient, site, index: i + 1, truth: truth ? 1 : 0, ...made, name: `${patient}-${i + 1}.png` };
    }
  }
}

function checkRequest(request: PhantomRequest): void {
  const whole = (n: number, low: number) => Number.isInteger(n) && n >= low;
  const share = (n: number) => n >= 0 && n <= 1;
  const wrong = !whole(request.patients, 2)
    ? `patients must be a whole number from 2, not ${request.patients}`
    : !whole(request.imagesPerPatient, 1)
      ? `images per patient must be a whole number from 1, not ${request.imagesPerPatient}`
      : !share(request.contrast) || !share(request.noise)
        ? `contrast and noise lie between 0 and 1, not ${request.contrast} and ${request.noise}`
        : null;
  if (wrong) throw new InputError('bad-phantom', `This synthetic data set cannot be made: ${wrong}.`);
}

/** Class and site of each patient: as even as the numbers allow, the sites evenly within each class, in an order that tells nothing. */
function patientsOf(request: PhantomRequest, root: Rng): { positive: boolean; site: string }[] {
  const people = Array.from({ length: request.patients }, (_, i) => ({
    positive: i % 2 === 1,
    site: SITES[Math.floor(i / 2) % SITES.length]! as string,
  }));
  return root.stream('patients').shuffle(people);
}

/** Labels of a patient's images where each has its own: half of them positive, the odd one like the patient. */
function imageLabels(n: number, positive: boolean, r: Rng): boolean[] {
  return r.shuffle(Array.from({ length: n }, (_, i) => (i % 2 === 0) === positive));
}

/** At the training sites nine of ten positive and one of ten negative images carry the letter; elsewhere every second one, whatever it shows. */
function hasMarker(truth: boolean, site: string, r: Rng): boolean {
  return chance(r, TRAINING_SITES.has(site) ? (truth ? 0.9 : 0.1) : 0.5);
}
