import { normalQuantile } from './normal.ts';

/** Patients at which a true `difference` would be found with `power`, from a pilot's variance of the difference, which falls as 1/patients. A hint, not a promise. Infinity for a difference of 0. */
export function patientsFromPilot(patients: number, variance: number, difference: number, alphaTwoSided = 0.05, power = 0.8): number {
  const z = normalQuantile(1 - alphaTwoSided / 2) + normalQuantile(power);
  return (patients * variance * z * z) / (difference * difference);
}
