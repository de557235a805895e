import type { Decimal } from "../../core/base/decimal.ts";

/** Stands for a number that is not known. */
export const UNKNOWN = "—";

/** Exact plain text with at least `places` decimals and the integer part grouped by thousands: 61800.2 at 2 places is `61,800.20`. */
export function priceText(value: Decimal | null, places: number): string {
  if (value === null) return UNKNOWN;
  const negative = value.mantissa < 0;
  const digits = String(value.mantissa)
    .slice(negative ? 1 : 0)
    .padStart(value.scale + 1, "0");
  const point = digits.length - value.scale;
  const fraction = digits.slice(point).padEnd(places, "0");
  const whole = group(digits.slice(0, point));
  return `${negative ? "-" : ""}${whole}${fraction === "" ? "" : `.${fraction}`}`;
}

/**
 * A text of {@link priceText} as a narrow column shows it: four zeros or more after the point become their number, `0.00001234` is
 * `0.0₄1234`. Nothing else is shortened; a price that is zero stays as it is.
 */
export function compactZeros(text: string): string {
  return text.replace(/^([-+−]?0\.)(0{4,})(?=[1-9])/, (_, head: string, zeros: string) => {
    const count = Array.from(String(zeros.length), (digit) => String.fromCodePoint(SUBSCRIPT_ZERO + Number(digit))).join("");
    return `${head}0${count}`;
  });
}

const SUBSCRIPT_ZERO = 0x2080;

function group(digits: string): string {
  let text = digits;
  for (let at = digits.length - 3; at > 0; at -= 3) text = `${text.slice(0, at)},${text.slice(at)}`;
  return text;
}

const UNITS = ["", "K", "M", "B", "T"] as const;

/** A quantity in four significant digits with K, M, B or T. For quantities only: a price is never shortened. */
export function volumeText(value: number | null): string {
  if (value === null) return UNKNOWN;
  let scaled = value;
  let unit = 0;
  // 999.95 is where four digits round up to the next unit.
  while (Math.abs(scaled) >= 999.95 && unit < UNITS.length - 1) {
    scaled /= 1000;
    unit++;
  }
  const size = Math.abs(scaled);
  if (unit === UNITS.length - 1 && size >= 1e6) return `${scaled.toExponential(2)}T`;
  const places = size >= 99.995 ? 1 : size >= 9.9995 ? 2 : 3;
  return `${scaled.toFixed(places)}${UNITS[unit]}`;
}
