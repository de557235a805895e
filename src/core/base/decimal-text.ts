import { add, compare, type Decimal, formatDecimal, type Int, multiply, parseDecimal, rescale, subtract } from "./decimal.ts";

/** Reads plain decimal text; throws a RangeError where it is none. For texts that this program wrote, or has checked before. */
export function decimalOf(text: string): Decimal {
  const value = parseDecimal(text);
  if (value === undefined) throw new RangeError(`not a plain decimal: ${JSON.stringify(text)}`);
  return value;
}

/** Exact sum of two decimals in plain text, in shortest form. */
export function addText(a: string, b: string): string {
  return combine(a, b, add);
}

/** Exact difference, in shortest form. */
export function subtractText(a: string, b: string): string {
  return combine(a, b, subtract);
}

/** Exact product, in shortest form. */
export function multiplyText(a: string, b: string): string {
  const one = decimalOf(a);
  const other = decimalOf(b);
  return formatDecimal(multiply(one.mantissa, other.mantissa), one.scale + other.scale);
}

/** Negative, zero or positive, as a sort comparator wants it. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const [one, other] = aligned(a, b);
  return compare(one, other);
}

/** The same value in shortest form. */
export function shortestText(text: string): string {
  const { mantissa, scale } = decimalOf(text);
  return formatDecimal(mantissa, scale);
}

function combine(a: string, b: string, operation: (a: Int, b: Int) => Int): string {
  const [one, other, scale] = aligned(a, b);
  return formatDecimal(operation(one, other), scale);
}

function aligned(a: string, b: string): [Int, Int, number] {
  const one = decimalOf(a);
  const other = decimalOf(b);
  const scale = Math.max(one.scale, other.scale);
  return [rescale(one.mantissa, one.scale, scale), rescale(other.mantissa, other.scale, scale), scale];
}
