const SHORTEST = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:e([+-]?[0-9]{1,4}))?$/i;

/**
 * Plain decimal text of what JSON or JavaScript writes for a number: `1e-8` is `0.00000001`, `1.5e+3` is `1500`. The digits are those of
 * the text, none is added by arithmetic. Undefined for anything else (`NaN`, an empty text) and for exponents beyond four digits.
 */
export function plainDecimal(text: string): string | undefined {
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = SHORTEST.exec(text) ?? [];
  if (whole === "") return undefined;
  const digits = whole + fraction;
  const point = whole.length + Number(exponent);
  if (point <= 0) return `${sign}0.${"0".repeat(-point)}${digits}`;
  if (point >= digits.length) return `${sign}${(digits + "0".repeat(point - digits.length)).replace(/^0+(?=.)/, "")}`;
  return `${sign}${digits.slice(0, point).replace(/^0+(?=.)/, "")}.${digits.slice(point)}`;
}

/** Decimals that a step such as `0.0100` shows: 2; of `5` none. Undefined where the text is no plain decimal. */
export function decimalPlaces(step: string): number | undefined {
  const [, fraction] = /^[0-9]+(?:\.([0-9]+?)0*)?$/.exec(step) ?? [];
  if (fraction !== undefined) return fraction === "0" ? 0 : fraction.length;
  return /^[0-9]+(?:\.0+)?$/.test(step) ? 0 : undefined;
}
