import { InputError } from '../domain/notice.ts';
import { type Interval, zOf } from './interval.ts';
import { normalCdf, normalSf } from './normal.ts';

export interface Equivalence {
  p_lower: number;
  p_upper: number;
  p: number;
  /** Interval of level 1 - 2·alpha. */
  ci: Interval;
  ci_level: number;
  equivalent: boolean;
  non_inferior: boolean;
  superior_at_two_sided: boolean;
}

/** Two one-sided z tests (Schuirmann 1987): equivalent where the interval of level 1 - 2·alpha lies strictly inside ±margin. */
export function equivalence(difference: number, se: number, margin: number, alpha = 0.05): Equivalence {
  if (!(se > 0) || !(margin >= 0))
    throw new InputError('stats.bad-margin', `A standard error above 0 and a margin of 0 or more are needed, not ${se} and ${margin}.`);
  const p_lower = normalSf((difference + margin) / se);
  const p_upper = normalCdf((difference - margin) / se);
  const level = 1 - 2 * alpha;
  const half = zOf(level) * se;
  const ci: Interval = [difference - half, difference + half];
  return {
    p_lower,
    p_upper,
    p: Math.max(p_lower, p_upper),
    ci,
    ci_level: level,
    equivalent: ci[0] > -margin && ci[1] < margin,
    non_inferior: ci[0] > -margin,
    superior_at_two_sided: difference - half > 0,
  };
}
