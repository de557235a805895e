import { POW10, parseDecimal } from "../core/base/decimal.ts";

/** Binance writes every price and quantity with so many decimals. */
const WIRE_PLACES = 8;
const ZEROS = "0".repeat(WIRE_PLACES);

/**
 * A tick or a lot: the step in which a market's prices or quantities go. Inside the simulator both are counts of steps, so that
 * arithmetic is exact; this class alone knows what a step is worth.
 */
export class Step {
  /** The nearest double; for sizing and shaping, never for what is sent. */
  readonly value: number;
  private readonly mantissa: number;
  private readonly power: number;
  private readonly padding: string;

  /** @param text the step as plain decimal text, such as `0.01`; throws a RangeError where it is not positive or has over 8 decimals */
  constructor(text: string) {
    const size = parseDecimal(text);
    if (size === undefined || typeof size.mantissa !== "number" || size.mantissa <= 0 || size.scale > WIRE_PLACES) {
      throw new RangeError(`not a tick or lot size: ${text}`);
    }
    this.mantissa = size.mantissa;
    this.power = POW10[size.scale] as number;
    this.padding = ZEROS.slice(size.scale);
    this.value = size.mantissa / this.power;
  }

  /** The wire text of so many steps, as Binance writes it: always 8 decimals. Throws a RangeError beyond 2^53. */
  text(count: number): string {
    const units = count * this.mantissa;
    if (!Number.isSafeInteger(units) || units < 0) throw new RangeError(`${count} steps of ${this.value} have no exact text`);
    const whole = Math.floor(units / this.power);
    // The leading 1 of `power` keeps the fraction's zeros.
    return `${whole}.${String(units - whole * this.power + this.power).slice(1)}${this.padding}`;
  }

  /** The text of so many steps with the decimals of one step and no more, as other exchanges write it. */
  plain(count: number): string {
    const text = this.text(count);
    const places = ZEROS.length - this.padding.length;
    return text.slice(0, text.length - this.padding.length - (places === 0 ? 1 : 0));
  }

  /** The count of steps nearest to a value, at least 1. */
  nearest(value: number): number {
    return Math.max(1, Math.round(value / this.value));
  }
}
