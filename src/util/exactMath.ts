/**
 * exp, log, sin and cos from additions, multiplications and divisions alone, so that every JavaScript engine gives the same bits
 * (the standard leaves Math.exp and its kin to the engine). Ports of fdlibm 5.3 (Sun Microsystems, freely distributable): e_exp.c, e_log.c,
 * k_sin.c, k_cos.c; error under one unit in the last place, for sin and cos with |x| < 1e5.
 */
const view = new DataView(new ArrayBuffer(8));
const highWord = (x: number) => {
  view.setFloat64(0, x);
  return view.getInt32(0);
};

const LN2_HI = 6.9314718036912381649e-1;
const LN2_LO = 1.90821492927058770002e-10;
const INV_LN2 = Math.LOG2E;

/** 2^k for an integer k, exact; gradual underflow below -1022. */
function pow2(k: number): number {
  if (k < -1022) return pow2(k + 54) * 5.5511151231257827e-17;
  if (k > 1023) return pow2(k - 1) * 2;
  view.setUint32(0, (k + 1023) << 20);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}

/** e^x. */
export function exactExp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893383973096) return Number.POSITIVE_INFINITY;
  if (x < -745.13321910194110842) return 0;
  const k = Math.floor(INV_LN2 * x + 0.5);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  const t = r * r;
  const c =
    r -
    t *
      (1.66666666666666019037e-1 +
        t *
          (-2.77777777770155933842e-3 + t * (6.61375632143793436117e-5 + t * (-1.6533902205465251539e-6 + t * 4.13813679705723846039e-8))));
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  return k === 0 ? y : y * pow2(k);
}

/** Natural logarithm; -Infinity at 0, NaN below. */
export function exactLog(x: number): number {
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (!(x > 0)) return Number.NaN;
  if (x === Number.POSITIVE_INFINITY) return x;
  let k = 0;
  let m = x;
  if (m < 2.2250738585072014e-308) {
    m *= 18014398509481984;
    k -= 54;
  }
  k += (highWord(m) >> 20) - 1023;
  view.setFloat64(0, m);
  view.setUint32(0, (view.getUint32(0) & 0x000fffff) | 0x3ff00000);
  m = view.getFloat64(0);
  if (m > Math.SQRT2) {
    m /= 2;
    k += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  const r =
    z *
    (6.66666666666673513e-1 +
      z *
        (3.999999999940941908e-1 +
          z *
            (2.857142874366239149e-1 +
              z *
                (2.222219843214978396e-1 + z * (1.818357216161805012e-1 + z * (1.531383769920937332e-1 + z * 1.479819860511658591e-1))))));
  const half = 0.5 * f * f;
  return k * LN2_HI - (half - (s * (half + r) + k * LN2_LO) - f);
}

const PIO2_1 = 1.57079632673412561417;
const PIO2_1T = 6.07710050650619224932e-11;

function reduce(x: number): [r: number, quadrant: number] {
  const n = Math.round(x * 0.636619772367581343);
  return [x - n * PIO2_1 - n * PIO2_1T, ((n % 4) + 4) % 4];
}

function kernelSin(x: number): number {
  const z = x * x;
  const r =
    8.33333333332248946124e-3 +
    z * (-1.98412698298579493134e-4 + z * (2.75573137070700676789e-6 + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)));
  return x + z * x * (-1.66666666666666324348e-1 + z * r);
}

function kernelCos(x: number): number {
  const z = x * x;
  const r =
    z *
    (4.16666666666666019037e-2 +
      z *
        (-1.38888888888741095749e-3 +
          z *
            (2.48015872894767294178e-5 +
              z * (-2.75573143513906633035e-7 + z * (2.0875723212981748279e-9 + z * -1.13596475577881948265e-11)))));
  return 1 - (0.5 * z - z * r);
}

/** Sine, |x| < 1e5. */
export function exactSin(x: number): number {
  const [r, q] = reduce(x);
  return q === 0 ? kernelSin(r) : q === 1 ? kernelCos(r) : q === 2 ? -kernelSin(r) : -kernelCos(r);
}

/** Cosine, |x| < 1e5. */
export function exactCos(x: number): number {
  const [r, q] = reduce(x);
  return q === 0 ? kernelCos(r) : q === 1 ? -kernelSin(r) : q === 2 ? -kernelCos(r) : kernelSin(r);
}

/** base^exponent for base > 0, as exp(exponent · log base). */
export function exactPow(base: number, exponent: number): number {
  return base === 0 ? (exponent === 0 ? 1 : 0) : exactExp(exponent * exactLog(base));
}

/** 1 / (1 + e^-x) without overflow. */
export function logistic(x: number): number {
  if (x >= 0) return 1 / (1 + exactExp(-x));
  const e = exactExp(x);
  return e / (1 + e);
}

/** log(1 + e^x) without overflow. */
export function softplus(x: number): number {
  return x > 0 ? x + log1p(exactExp(-x)) : log1p(exactExp(x));
}

/** log(1 + x) for x > -1, accurate near 0 (Goldberg 1991, theorem 4). */
export function log1p(x: number): number {
  const u = 1 + x;
  return u === 1 ? x : (exactLog(u) * x) / (u - 1);
}
