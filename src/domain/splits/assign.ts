import type { Rng } from '../../util/rng.ts';
import { Dealing } from './dealing.ts';
import { searchAll } from './exact.ts';
import { compareScores, type FoldProblem, groupsPerClass, lowestMax, type Priority, type Score } from './problem.ts';

/** Up to here every assignment is tried, so the smallest deviation is certain. */
const EXACT_GROUPS = 12;
const ROUNDS = 240;
const ROUNDS_A_START = 40;
/** Rounds after which a split within one, or within two samples everywhere is good enough. */
const ROUNDS_WITHIN_ONE = { full: 20, quick: 1 };
const ROUNDS_WITHIN_TWO = { full: ROUNDS, quick: 8 };

/** 'quick' for the many inner splits, where a split within two samples of even will do. */
export type Effort = 'full' | 'quick';
const TRIALS = 1_000_000;

/**
 * Deals groups into folds so that every fold gets its share of every class as nearly as whole groups allow: greedy on several shuffles,
 * then moves and pair swaps until no gain, shaken and repeated; up to 12 groups the answer is made certain by trying all.
 * Returns the fold of each group; no fold is empty (the caller sees to it that there are at least as many groups as folds).
 */
export function assignGroups(p: FoldProblem, stream: Rng, effort: Effort = 'full'): Int32Array {
  const folds = p.weights.length;
  const per = groupsPerClass(p);
  const coverable = per.every((k) => k === 0 || k >= folds);
  if (!coverable) return search(p, 'deviation', stream, effort).fold;
  const found = search(p, 'coverage', stream, effort);
  return found.score.missing === 0 ? found.fold : search(p, 'deviation', stream, effort).fold;
}

interface Found {
  fold: Int32Array;
  score: Score;
}

function search(p: FoldProblem, priority: Priority, stream: Rng, effort: Effort): Found {
  const bound = lowestMax(p);
  const one = p.weights.reduce((a, b) => a + b, 0);
  const done = (s: Score) => s.empty === 0 && s.missing === 0 && s.max <= bound;
  const kinds = kindsOf(p);
  const budget = { trials: TRIALS };
  const exact = p.groups <= EXACT_GROUPS;
  const rounds = exact ? ROUNDS_A_START : ROUNDS;
  let best: Found | null = null;
  let current: Found | null = null;
  for (let round = 0; round < rounds && budget.trials > 0; round++) {
    const fresh: boolean = current === null || round % ROUNDS_A_START === 0;
    const dealing = fresh ? greedy(p, priority, stream, round > 0) : shaken(p, priority, current!, stream);
    const score = improve(p, dealing, kinds, stream, budget, done);
    const next: Found = { fold: dealing.fold.slice(), score };
    if (fresh || compareScores(score, current!.score, priority) <= 0) current = next;
    if (best === null || compareScores(score, best.score, priority) < 0) best = next;
    const whole = best.score.empty === 0 && best.score.missing === 0;
    const enough = whole && best.score.max <= 2 * one && round >= (best.score.max <= one ? ROUNDS_WITHIN_ONE : ROUNDS_WITHIN_TWO)[effort];
    if (done(best.score) || (!exact && enough)) return best;
  }
  if (!exact) return best!;
  const certain = searchAll(p, priority, best!);
  if (certain === best) return best!;
  const dealing = dealt(p, priority, certain.fold);
  return { score: improve(p, dealing, kinds, stream, { trials: TRIALS }, () => false), fold: dealing.fold };
}

/** Largest groups first (ties, and after the first start neighbours in size, in random order), each to the fold that it serves best. */
function greedy(p: FoldProblem, priority: Priority, stream: Rng, loose: boolean): Dealing {
  const order = stream.shuffle(Array.from({ length: p.groups }, (_, g) => g));
  const weight = order.map((g) => {
    let size = 0;
    for (let c = 0; c < p.classes; c++) size += p.counts[g * p.classes + c]!;
    return { g, size: loose ? size * (1 + stream.next()) : size };
  });
  weight.sort((a, b) => b.size - a.size);
  const dealing = new Dealing(p, priority);
  const folds = p.weights.length;
  const first = stream.int(folds);
  for (const { g } of weight) {
    let to = -1;
    let least = 0;
    for (let k = 0; k < folds; k++) {
      const f = (first + k) % folds;
      const grow = dealing.growth(g, f);
      if (to < 0 || grow < least || (grow === least && dealing.groupsIn(f) < dealing.groupsIn(to))) {
        to = f;
        least = grow;
      }
    }
    dealing.place(g, to);
  }
  return dealing;
}

function dealt(p: FoldProblem, priority: Priority, fold: Int32Array): Dealing {
  const dealing = new Dealing(p, priority);
  fold.forEach((f, g) => {
    dealing.place(g, f);
  });
  return dealing;
}

function shaken(p: FoldProblem, priority: Priority, from: Found, stream: Rng): Dealing {
  const dealing = dealt(p, priority, from.fold);
  const kicks = 2 + stream.int(3);
  for (let k = 0; k < kicks; k++) dealing.place(stream.int(p.groups), stream.int(p.weights.length));
  return dealing;
}

/** Moves and pair swaps that make it better, until there are none. */
function improve(
  p: FoldProblem,
  dealing: Dealing,
  kinds: Int32Array,
  stream: Rng,
  budget: { trials: number },
  done: (s: Score) => boolean,
): Score {
  const order = stream.shuffle(Array.from({ length: p.groups }, (_, g) => g));
  const folds = p.weights.length;
  let now = dealing.score();
  for (let gained = true; gained && !done(now) && budget.trials > 0; ) {
    gained = false;
    const take = (g: number, f: number, other: number) => {
      budget.trials--;
      const better = dealing.tryExchange(g, f, other, now);
      if (better !== null) {
        now = better;
        gained = true;
      }
    };
    for (const g of order) for (let f = 0; f < folds; f++) if (f !== dealing.fold[g]) take(g, f, -1);
    if (gained) continue;
    for (let i = 0; i < order.length && !done(now) && budget.trials > 0; i++) {
      const g = order[i]!;
      for (let j = i + 1; j < order.length; j++) {
        const h = order[j]!;
        if (dealing.fold[g] !== dealing.fold[h] && kinds[g] !== kinds[h]) take(g, dealing.fold[h]!, h);
      }
    }
  }
  return now;
}

/** Groups with equal counts are of one kind: swapping them changes nothing. */
function kindsOf(p: FoldProblem): Int32Array {
  const known = new Map<string, number>();
  return Int32Array.from({ length: p.groups }, (_, g) => {
    const key = p.counts.subarray(g * p.classes, (g + 1) * p.classes).join(' ');
    const kind = known.get(key) ?? known.size;
    known.set(key, kind);
    return kind;
  });
}
