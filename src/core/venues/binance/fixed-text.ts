import { POW10 } from "../../base/decimal.ts";

/** The text is not a plain decimal, or not one that fits: the checked slow path decides. */
export const NOT_FAST = -1;
/** The text has a non-zero digit below the scale. */
export const FINER = -2;

/**
 * Reads plain decimal text of `bytes[start..end)` as an integer at `scale`, without making a string.
 * Returns {@link NOT_FAST} or {@link FINER} where it cannot; digits below the scale must be zeros.
 */
export function readFixed(bytes: Uint8Array, start: number, end: number, scale: number): number {
  let value = 0;
  let at = start;
  let digit = 0;
  while (at < end && (digit = (bytes[at] as number) - 48) >= 0 && digit <= 9) {
    value = value * 10 + digit;
    at++;
  }
  if (at === start) return NOT_FAST;
  let places = 0;
  if (at < end) {
    if (bytes[at] !== 46 || ++at === end) return NOT_FAST;
    for (; at < end; at++) {
      digit = (bytes[at] as number) - 48;
      if (digit < 0 || digit > 9) return NOT_FAST;
      if (places < scale) {
        value = value * 10 + digit;
        places++;
      } else if (digit !== 0) return plainFrom(bytes, at, end) ? FINER : NOT_FAST;
    }
  }
  value *= POW10[scale - places] as number;
  return value <= Number.MAX_SAFE_INTEGER ? value : NOT_FAST;
}

/** The decimal places that plain decimal text needs: trailing zeros do not count. */
export function placesOf(bytes: Uint8Array, start: number, end: number): number {
  let point = start;
  while (point < end && bytes[point] !== 46) point++;
  let last = end;
  while (last > point && bytes[last - 1] === 48) last--;
  return Math.max(0, last - point - 1);
}

function plainFrom(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return false;
  }
  return true;
}
