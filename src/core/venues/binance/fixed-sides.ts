import { POW10 } from "../../base/decimal.ts";

/** Places of the exchange's own decimals, and the most digits before the point that are read with them. */
const PLACES = 8;
const MOST_DIGITS = 9;
const POINT = 46;
const QUOTE = 34;
/** Hundred-millionths in one unit of each scale, and the part of one that each is. */
const DIVISOR = Int32Array.from({ length: PLACES + 1 }, (_, scale) => POW10[PLACES - scale] as number);
const INVERSE = Float64Array.from(DIVISOR, (divisor) => 1 / divisor);

/** The two sides of the point of the decimals in a message, by field, where they are as the exchange writes them: with eight places. */
export class FixedSides {
  /** -1 of a text that is no such decimal. */
  private readonly whole: Int32Array;
  /** In hundred-millionths. */
  private readonly fraction: Int32Array;

  constructor(fields: number) {
    this.whole = new Int32Array(fields);
    this.fraction = new Int32Array(fields);
  }

  /** Reads the text of a field that begins at `at`. Returns the place of its closing quote, or `at` where it is no such decimal. */
  read(bytes: Uint8Array, view: DataView, key: number, at: number): number {
    const start = at;
    this.whole[key] = -1;
    let digit = (bytes[at] as number) - 48;
    if (digit < 0 || digit > 9) return start;
    let whole = 0;
    while (digit >= 0 && digit <= 9) {
      whole = (Math.imul(whole, 10) + digit) | 0;
      digit = (bytes[++at] as number) - 48;
    }
    const end = at + 1 + PLACES;
    if (digit !== POINT - 48 || at - start > MOST_DIGITS || bytes[end] !== QUOTE) return start;
    // Four digits at a time, see LevelScan.
    const high = view.getInt32(at + 1, true) ^ 0x30303030;
    const low = view.getInt32(at + 5, true) ^ 0x30303030;
    if (((high | (high + 0x76767676) | low | (low + 0x76767676)) & 0x80808080) !== 0) return start;
    const tens = (Math.imul(high, 10) + (high >>> 8)) & 0x00ff00ff;
    const ones = (Math.imul(low, 10) + (low >>> 8)) & 0x00ff00ff;
    this.whole[key] = whole;
    this.fraction[key] = Math.imul(Math.imul(tens & 0xff, 100) + (tens >>> 16), 10_000) + Math.imul(ones & 0xff, 100) + (ones >>> 16);
    return end;
  }

  /** The field as an integer at `scale`; -1 where it is no such decimal, is finer than the scale, or past 2^53. */
  at(key: number, scale: number): number {
    const whole = this.whole[key] as number;
    if (whole < 0 || scale > PLACES) return -1;
    const fraction = this.fraction[key] as number;
    const scaled = (fraction * (INVERSE[scale] as number) + 0.5) | 0;
    if (Math.imul(scaled, DIVISOR[scale] as number) !== fraction) return -1;
    const value = whole * (POW10[scale] as number) + scaled;
    return value <= Number.MAX_SAFE_INTEGER ? value : -1;
  }
}
