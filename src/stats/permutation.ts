import { InputError } from '../domain/notice.ts';
import type { Rng } from '../util/rng.ts';
import { auroc } from './auroc.ts';
import type { Numbers } from './input.ts';
import { midRanks } from './ranks.ts';

/** Up to this many patients all exchanges are enumerated. */
export const EXACT_PATIENTS = 12;

export interface PermutationTest {
  observed: number;
  p: number;
  /** Exchanges looked at: 2^patients where exact. */
  swaps: number;
  extreme: number;
  exact: boolean;
}

/** Both arms of one seed on the same images. */
export interface PairedRun {
  labels: Numbers;
  first: Numbers;
  second: Numbers;
  /** Patient of each image, an index from 0 that is the same in every seed. */
  patient: Numbers;
}

/**
 * Permutation test of a difference of AUROCs (mean over seeds): the arms' mid-ranks are exchanged within patients, all images and seeds of a patient together (Bandos 2005).
 * Two-sided. Exact to 12 patients, else p = (b + 1)/(B + 1) of B random exchanges. `raw` scores give another test (exchangeability of calibration too). Throws InputError with one class only.
 */
export function permutationTest(
  runs: readonly PairedRun[],
  patients: number,
  random: Rng,
  resamples = 9999,
  scores: 'mid-ranks' | 'raw' = 'mid-ranks',
): PermutationTest {
  if (patients < 1 || runs.length === 0) throw new InputError('stats.empty', 'There are no patients to exchange arms of.');
  const effect = new Float64Array(patients);
  let observed = 0;
  for (const run of runs) {
    observed += (auroc(run.labels, run.second) - auroc(run.labels, run.first)) / runs.length;
    addEffects(run, effect, runs.length, scores === 'raw');
  }
  // The difference under signs u is the sum of u·effect, since a pair of patients exchanged together only changes its sign.
  const bound = Math.abs(observed) - 1e-12;
  let extreme = 0;
  const exact = patients <= EXACT_PATIENTS;
  const swaps = exact ? 2 ** patients : resamples;
  for (let b = 0; b < swaps; b++) {
    let sum = 0;
    for (let g = 0; g < patients; g++) sum += (exact ? (b >> g) & 1 : random.int(2)) === 0 ? effect[g]! : -effect[g]!;
    if (Math.abs(sum) >= bound) extreme++;
  }
  return { observed, p: exact ? extreme / swaps : (extreme + 1) / (swaps + 1), swaps, extreme, exact };
}

/**
 * Adds each patient's linear effect. A pair (positive of i, negative of j) gives same = psi(b, b) - psi(a, a) with equal signs and
 * mixed = psi(b, a) - psi(a, b) with i's arms kept and j's exchanged; so it gives u_i (same + mixed)/2 + u_j (same - mixed)/2 for every u.
 */
function addEffects(run: PairedRun, effect: Float64Array, seeds: number, raw: boolean): void {
  const [a, b] = raw ? [run.first, run.second] : [midRanks(run.first), midRanks(run.second)];
  const where = (side: number) => Array.from({ length: run.labels.length }, (_, i) => i).filter((i) => run.labels[i] === side);
  const [positive, negative] = [where(1), where(0)];
  const weight = 1 / (positive.length * negative.length * seeds);
  const psi = (x: number, y: number) => (x > y ? 1 : x === y ? 0.5 : 0);
  for (const i of positive)
    for (const j of negative) {
      const same = psi(b[i]!, b[j]!) - psi(a[i]!, a[j]!);
      const mixed = psi(b[i]!, a[j]!) - psi(a[i]!, b[j]!);
      effect[run.patient[i]!]! += ((same + mixed) / 2) * weight;
      effect[run.patient[j]!]! += ((same - mixed) / 2) * weight;
    }
}
