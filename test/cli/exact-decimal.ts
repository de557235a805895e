/** A decimal number as the integer `digits` at 10^-scale: slow, plain and exact at any length. */
export interface ExactDecimal {
  readonly digits: bigint;
  readonly scale: number;
}

export const ZERO: ExactDecimal = { digits: 0n, scale: 0 };

export function exact(text: string): ExactDecimal {
  const [whole = "", fraction = ""] = text.split(".");
  return { digits: BigInt(whole + fraction), scale: fraction.length };
}

export function plus(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  const scale = Math.max(a.scale, b.scale);
  return { digits: at(a, scale) + at(b, scale), scale };
}

export function times(a: ExactDecimal, b: ExactDecimal): ExactDecimal {
  return { digits: a.digits * b.digits, scale: a.scale + b.scale };
}

/** Less than 0, 0 or more than 0. */
export function compare(a: ExactDecimal, b: ExactDecimal): number {
  const scale = Math.max(a.scale, b.scale);
  const left = at(a, scale);
  const right = at(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** The shortest text of the value, without exponent. */
export function plain({ digits, scale }: ExactDecimal): string {
  const text = digits.toString().padStart(scale + 1, "0");
  if (scale === 0) return text;
  const fraction = text.slice(-scale).replace(/0+$/, "");
  return text.slice(0, -scale) + (fraction === "" ? "" : `.${fraction}`);
}

function at({ digits, scale }: ExactDecimal, wanted: number): bigint {
  return digits * 10n ** BigInt(wanted - scale);
}
