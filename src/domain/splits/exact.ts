import { classTotals, compareScores, type FoldProblem, type Priority, type Score } from './problem.ts';

interface Found {
  fold: Int32Array;
  score: Score;
}

/**
 * Tries every assignment of a small problem (branch and bound; folds of equal share are interchangeable) and returns one that is better in
 * coverage or largest deviation than `start`, the best such; `start` itself where there is none.
 */
export function searchAll(p: FoldProblem, priority: Priority, start: Found): Found {
  const folds = p.weights.length;
  const { classes, groups, counts } = p;
  const scale = p.weights.reduce((a, b) => a + b, 0);
  const alike = p.weights.every((w) => w === p.weights[0]);
  const totals = classTotals(p);
  const sizes = Array.from({ length: groups }, (_, g) => counts.subarray(g * classes, (g + 1) * classes).reduce((a, b) => a + b, 0));
  const order = Array.from({ length: groups }, (_, g) => g).sort((a, b) => sizes[b]! - sizes[a]!);
  /** What is still to come from the i-th group on: samples and groups of each class. */
  const left = Array.from({ length: groups + 1 }, () => new Array<number>(classes).fill(0));
  const holders = Array.from({ length: groups + 1 }, () => new Array<number>(classes).fill(0));
  for (let i = groups - 1; i >= 0; i--) {
    for (let c = 0; c < classes; c++) {
      const k = counts[order[i]! * classes + c]!;
      left[i]![c] = left[i + 1]![c]! + k;
      holders[i]![c] = holders[i + 1]![c]! + (k > 0 ? 1 : 0);
    }
  }
  const count = new Int32Array(folds * classes);
  const size = new Int32Array(folds);
  const fold = new Int32Array(groups).fill(-1);
  let best = start;
  let bestScore = { ...start.score, squares: 0 };

  const hopeless = (i: number): boolean => {
    let empty = 0;
    for (let f = 0; f < folds; f++) if (size[f] === 0) empty++;
    if (empty > groups - i) return true;
    let missing = 0;
    for (let c = 0; c < classes; c++) {
      if (totals[c] === 0) continue;
      let absent = 0;
      for (let f = 0; f < folds; f++) if (count[f * classes + c] === 0) absent++;
      missing += Math.max(0, absent - holders[i]![c]!);
    }
    if (priority === 'coverage' && missing !== bestScore.missing) return missing > bestScore.missing;
    if (priority === 'coverage' && bestScore.missing > 0) return false;
    const most = bestScore.max;
    for (let c = 0; c < classes; c++) {
      let need = 0;
      for (let f = 0; f < folds; f++) {
        const d = count[f * classes + c]! * scale - totals[c]! * p.weights[f]!;
        if (d > most) return true;
        need += Math.max(0, -d - most);
      }
      if (need > left[i]![c]! * scale) return true;
    }
    return false;
  };

  const leaf = () => {
    const s: Score = { empty: 0, missing: 0, max: 0, squares: 0 };
    for (let f = 0; f < folds; f++) {
      if (size[f] === 0) s.empty++;
      for (let c = 0; c < classes; c++) {
        if (totals[c]! > 0 && count[f * classes + c] === 0) s.missing++;
        s.max = Math.max(s.max, Math.abs(count[f * classes + c]! * scale - totals[c]! * p.weights[f]!));
      }
    }
    if (compareScores(s, bestScore, priority) < 0) {
      bestScore = s;
      best = { fold: fold.slice(), score: s };
    }
  };

  const put = (g: number, f: number, sign: 1 | -1) => {
    size[f]! += sign;
    for (let c = 0; c < classes; c++) count[f * classes + c]! += sign * counts[g * classes + c]!;
  };
  const descend = (i: number) => {
    if (i === groups) {
      leaf();
      return;
    }
    if (hopeless(i)) return;
    const g = order[i]!;
    for (let f = 0; f < folds; f++) {
      const opens = size[f] === 0;
      put(g, f, 1);
      fold[g] = f;
      descend(i + 1);
      put(g, f, -1);
      if (alike && opens) break;
    }
  };
  descend(0);
  return best;
}
