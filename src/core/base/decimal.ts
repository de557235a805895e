/**
 * Fixed-point decimals, parsed from wire text and never through a float.
 *
 * A decimal is an integer mantissa at a scale (decimal places): 61800.20 is 6180020 at scale 2.
 * The mantissa is a number up to 2^53 and a bigint beyond it, so arithmetic on it is exact at any length.
 */

/** An exact integer: a safe-integer number where it fits in 2^53, else a bigint. */
export type Int = number | bigint;

/** `mantissa * 10^-scale`; `scale` is 0 or more. */
export interface Decimal {
  readonly mantissa: Int;
  readonly scale: number;
}

/**
 * The most digits accepted, not counting the zeros that say nothing (before the whole part, after the fraction): bounds the time that
 * a hostile frame can cost, because bigint parsing is superlinear.
 */
export const MAX_DECIMAL_DIGITS = 512;

/** Powers of ten that a double holds exactly. */
export const POW10: readonly number[] = Array.from({ length: 23 }, (_, n) => Number(`1e${n}`));

const PLAIN = /^-?[0-9]+(?:\.[0-9]+)?$/;
const ZERO = 48;

/** Narrows to a number where the value fits in 2^53: equal values then have one representation. */
export function narrow(value: bigint): Int {
  const n = Number(value);
  return Number.isSafeInteger(n) ? n : value;
}

/**
 * Reads plain decimal text (`-12.340`, no exponent, no sign `+`, no blanks) as its shortest form:
 * trailing zeros of the fraction are dropped, so equal values give equal decimals.
 * Returns undefined for anything else, and for more digits than {@link MAX_DECIMAL_DIGITS}.
 */
export function parseDecimal(text: string): Decimal | undefined {
  if (!PLAIN.test(text)) return undefined;
  const negative = text.charCodeAt(0) === 45;
  const dot = text.indexOf(".");
  const point = dot < 0 ? text.length : dot;
  let start = negative ? 1 : 0;
  while (start < point && text.charCodeAt(start) === ZERO) start++;
  let end = text.length;
  while (end > point && text.charCodeAt(end - 1) === ZERO) end--;
  const scale = Math.max(0, end - point - 1);
  if (point - start + scale > MAX_DECIMAL_DIGITS) return undefined;
  const size = toInt(text.slice(start, point) + text.slice(point + 1, point + 1 + scale));
  return { mantissa: negative ? subtract(0, size) : size, scale };
}

/** Whether {@link parseDecimal} would read the text, for texts far shorter than its bound: a glance instead of a conversion. */
export function isPlainDecimal(text: string): boolean {
  return text.length <= MAX_DECIMAL_DIGITS && PLAIN.test(text);
}

function toInt(digits: string): Int {
  if (digits.length <= 15) return Number(digits);
  return narrow(BigInt(digits));
}

/** The same value at another scale. A larger scale is always exact; a smaller one must be (it throws where digits would be lost). */
export function rescale(value: Int, from: number, to: number): Int {
  if (from === to) return value;
  if (to > from) return multiply(value, pow10(to - from));
  const divisor = 10n ** BigInt(from - to);
  const wide = BigInt(value);
  if (wide % divisor !== 0n) throw new RangeError(`${value} at scale ${from} has digits below scale ${to}`);
  return narrow(wide / divisor);
}

/** 10^n as an exact integer. */
export function pow10(n: number): Int {
  return n <= 15 ? (POW10[n] as number) : 10n ** BigInt(n);
}

/** Exact product. */
export function multiply(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(product)) return product + 0;
  }
  return narrow(BigInt(a) * BigInt(b));
}

/** Exact sum. */
export function add(a: Int, b: Int): Int {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(sum)) return sum;
  }
  return narrow(BigInt(a) + BigInt(b));
}

/** Exact difference. */
export function subtract(a: Int, b: Int): Int {
  return add(a, typeof b === "number" ? 0 - b : -b);
}

/** Negative, zero or positive, as a sort comparator wants it; exact across number and bigint. */
export function compare(a: Int, b: Int): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Plain decimal text in shortest form: no exponent, no trailing zeros, `-0` as `0`. */
export function formatDecimal(mantissa: Int, scale: number): string {
  if (mantissa === 0) return "0";
  const negative = mantissa < 0;
  if (typeof mantissa === "number" && scale <= 9) return negative ? `-${formatShort(-mantissa, scale)}` : formatShort(mantissa, scale);
  let digits = String(mantissa).slice(negative ? 1 : 0);
  if (scale > 0) {
    digits = digits.padStart(scale + 1, "0");
    let end = digits.length;
    const point = end - scale;
    while (end > point && digits.charCodeAt(end - 1) === 48) end--;
    digits = end > point ? `${digits.slice(0, point)}.${digits.slice(point, end)}` : digits.slice(0, point);
  }
  return negative ? `-${digits}` : digits;
}

/** Numbers below a thousand, as three digits, and the same without the zeros at their end; the first three of a fraction with its point. */
const WHOLE: readonly string[] = Array.from({ length: 1_000 }, (_, n) => String(n));
const THREE: readonly string[] = WHOLE.map((digits) => digits.padStart(3, "0"));
const LAST_THREE: readonly string[] = THREE.map((digits) => digits.replace(/0+$/, ""));
const FIRST: readonly string[] = THREE.map((digits) => `.${digits}`);
const ONLY: readonly string[] = LAST_THREE.map((digits) => `.${digits}`);

/** {@link formatDecimal} of a positive double at up to nine places, put together of known pieces: most of what is shown and stored. */
function formatShort(mantissa: number, scale: number): string {
  const power = POW10[scale] as number;
  // The quotient differs from the integer above it by 1 / power at least, which is more than its rounding.
  const whole = Math.floor(mantissa / power);
  const rest = (mantissa - whole * power) * (POW10[9 - scale] as number);
  const start = whole < 1e3 ? (WHOLE[whole] as string) : String(whole);
  if (rest === 0) return start;
  const first = (rest / 1e6) | 0;
  const behind = (rest - first * 1e6) | 0;
  if (behind === 0) return start + (ONLY[first] as string);
  const second = (behind / 1e3) | 0;
  const third = behind - second * 1e3;
  if (third === 0) return start + (FIRST[first] as string) + (LAST_THREE[second] as string);
  return start + (FIRST[first] as string) + (THREE[second] as string) + (LAST_THREE[third] as string);
}

/** The double nearest to the value (correctly rounded), for indicators and pixels; never for books or sums. */
export function toNumber(mantissa: Int, scale: number): number {
  if (typeof mantissa === "number" && scale <= 22) return mantissa / (POW10[scale] as number);
  return Number(formatDecimal(mantissa, scale));
}

/** The least scale at which the value is still an integer. */
export function shortestScale(mantissa: Int, scale: number): number {
  let value = mantissa;
  let s = scale;
  while (s > 0) {
    if (typeof value === "number") {
      if (value % 10 !== 0) return s;
      value /= 10;
    } else {
      if (value % 10n !== 0n) return s;
      value = narrow(value / 10n);
    }
    s--;
  }
  return 0;
}
