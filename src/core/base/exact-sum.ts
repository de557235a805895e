import { type Int, multiply, narrow, pow10 } from "./decimal.ts";

const SPILL = 2 ** 52;

/**
 * A running sum of integers that never rounds: a double holds the sum up to 2^52 and spills into a bigint.
 * Volumes and turnovers are such sums; the order of additions and removals leaves no residue.
 */
export class ExactSum {
  private low = 0;
  private high = 0n;

  static of(value: Int): ExactSum {
    const sum = new ExactSum();
    sum.add(value);
    return sum;
  }

  add(value: Int): void {
    if (typeof value === "bigint") {
      this.high += value;
      return;
    }
    const next = this.low + value;
    if (next < SPILL && next > -SPILL) {
      this.low = next;
      return;
    }
    this.high += BigInt(this.low) + BigInt(value);
    this.low = 0;
  }

  /** Adds `a * b` exactly. */
  addProduct(a: Int, b: Int): void {
    const product = typeof a === "number" && typeof b === "number" ? a * b : Number.NaN;
    this.add(Number.isSafeInteger(product) ? product : multiply(a, b));
  }

  addSum(other: ExactSum): void {
    this.add(other.value());
  }

  subtractSum(other: ExactSum): void {
    const value = other.value();
    this.add(typeof value === "number" ? 0 - value : -value);
  }

  value(): Int {
    return this.high === 0n ? this.low : narrow(this.high + BigInt(this.low));
  }

  clear(): void {
    this.low = 0;
    this.high = 0n;
  }

  /** Multiplies by 10^places, as when the scale of the summed values grows. */
  shift(places: number): void {
    const value = multiply(this.value(), pow10(places));
    this.clear();
    this.add(value);
  }
}
