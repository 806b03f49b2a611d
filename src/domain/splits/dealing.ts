import { classTotals, compareScores, type FoldProblem, type Priority, type Score } from './problem.ts';

/** An assignment of groups to folds that knows what a move or a swap would change. */
export class Dealing {
  readonly fold: Int32Array;
  readonly #p: FoldProblem;
  readonly #folds: number;
  readonly #scale: number;
  readonly #present: Uint8Array;
  /** folds x (classes + 1): scaled deviation from the share, the last column for the fold's size. */
  readonly #deviation: Float64Array;
  readonly #count: Int32Array;
  readonly #size: Int32Array;
  readonly #missing: Int32Array;
  readonly #max: Float64Array;
  readonly #squares: Float64Array;
  readonly #priority: Priority;

  constructor(p: FoldProblem, priority: Priority) {
    const width = p.classes + 1;
    const totals = classTotals(p);
    const n = totals.reduce((a, b) => a + b, 0);
    this.#p = p;
    this.#priority = priority;
    this.#folds = p.weights.length;
    this.#scale = p.weights.reduce((a, b) => a + b, 0);
    this.#present = Uint8Array.from(totals, (t) => (t > 0 ? 1 : 0));
    this.fold = new Int32Array(p.groups).fill(-1);
    this.#deviation = new Float64Array(this.#folds * width);
    this.#count = new Int32Array(this.#folds * p.classes);
    this.#size = new Int32Array(this.#folds);
    this.#missing = new Int32Array(this.#folds);
    this.#max = new Float64Array(this.#folds);
    this.#squares = new Float64Array(this.#folds);
    p.weights.forEach((w, f) => {
      for (let c = 0; c < p.classes; c++) this.#deviation[f * width + c] = -totals[c]! * w;
      this.#deviation[f * width + p.classes] = -n * w;
      this.#refresh(f);
    });
  }

  #refresh(f: number): void {
    const { classes } = this.#p;
    let max = 0;
    let squares = 0;
    let missing = 0;
    for (let c = 0; c <= classes; c++) {
      const d = this.#deviation[f * (classes + 1) + c]!;
      squares += d * d;
      if (c === classes) break;
      if (Math.abs(d) > max) max = Math.abs(d);
      if (this.#present[c] === 1 && this.#count[f * classes + c] === 0) missing++;
    }
    this.#max[f] = max;
    this.#squares[f] = squares;
    this.#missing[f] = missing;
  }

  #add(g: number, f: number, sign: 1 | -1): void {
    const { classes, counts } = this.#p;
    let size = 0;
    for (let c = 0; c < classes; c++) {
      const k = counts[g * classes + c]! * sign;
      size += k;
      this.#count[f * classes + c]! += k;
      this.#deviation[f * (classes + 1) + c]! += k * this.#scale;
    }
    this.#deviation[f * (classes + 1) + classes]! += size * this.#scale;
    this.#size[f]! += sign;
  }

  /** Puts group g into fold f, taking it from where it was. */
  place(g: number, f: number): void {
    const from = this.fold[g]!;
    if (from >= 0) {
      this.#add(g, from, -1);
      this.#refresh(from);
    }
    this.#add(g, f, 1);
    this.#refresh(f);
    this.fold[g] = f;
  }

  score(): Score {
    const s: Score = { empty: 0, missing: 0, max: 0, squares: 0 };
    for (let f = 0; f < this.#folds; f++) {
      if (this.#size[f] === 0) s.empty++;
      s.missing += this.#missing[f]!;
      if (this.#max[f]! > s.max) s.max = this.#max[f]!;
      s.squares += this.#squares[f]!;
    }
    return s;
  }

  /** How much the sum of squares grows if g, not yet placed, goes to f. */
  growth(g: number, f: number): number {
    const { classes, counts } = this.#p;
    let grow = 0;
    let size = 0;
    for (let c = 0; c <= classes; c++) {
      const k = c === classes ? size : counts[g * classes + c]!;
      size += k;
      const step = k * this.#scale;
      grow += step * (2 * this.#deviation[f * (classes + 1) + c]! + step);
    }
    return grow;
  }

  groupsIn(f: number): number {
    return this.#size[f]!;
  }

  /** Moves g to f, and with it `other` (a group of f, or -1) to where g was, if that is better than `now`; else leaves all as it was. */
  tryExchange(g: number, f: number, other: number, now: Score): Score | null {
    const from = this.fold[g]!;
    this.#add(g, from, -1);
    this.#add(g, f, 1);
    if (other >= 0) {
      this.#add(other, f, -1);
      this.#add(other, from, 1);
    }
    this.#refresh(from);
    this.#refresh(f);
    const next = this.score();
    if (compareScores(next, now, this.#priority) < 0) {
      this.fold[g] = f;
      if (other >= 0) this.fold[other] = from;
      return next;
    }
    if (other >= 0) {
      this.#add(other, from, -1);
      this.#add(other, f, 1);
    }
    this.#add(g, f, -1);
    this.#add(g, from, 1);
    this.#refresh(from);
    this.#refresh(f);
    return null;
  }
}
