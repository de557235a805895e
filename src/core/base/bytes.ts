import { type Int, narrow } from "./decimal.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Says that a byte string ended early or holds an impossible value. Stored bytes are CRC-checked before, so this is a defect or an attack. */
export class BytesError extends Error {
  override readonly name = "BytesError";
}

/**
 * Writes values into a growing buffer, canonically: equal values give equal bytes, so the bytes can be hashed.
 * Integers are zigzag LEB128 whether they come as number or bigint; doubles are 8 bytes little endian.
 */
export class ByteWriter {
  private buffer: Uint8Array<ArrayBuffer>;
  private view: DataView;
  private used = 0;

  constructor(capacity = 1024) {
    this.buffer = new Uint8Array(capacity);
    this.view = new DataView(this.buffer.buffer);
  }

  get length(): number {
    return this.used;
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.buffer.slice(0, this.used);
  }

  reset(): void {
    this.used = 0;
  }

  u8(value: number): void {
    this.reserve(1);
    this.buffer[this.used++] = value;
  }

  bool(value: boolean): void {
    this.u8(value ? 1 : 0);
  }

  /** An integer of 0 to 2^53 - 1, as LEB128. */
  uint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw new RangeError(`not an unsigned safe integer: ${value}`);
    this.reserve(8);
    let rest = value;
    while (rest >= 128) {
      this.buffer[this.used++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.used++] = rest;
  }

  /** An integer of 0 or more and of any size, as LEB128: the same bytes as {@link uint} where both can write it. */
  natural(value: Int): void {
    if (typeof value === "number") return this.uint(value);
    if (value < 0n) throw new RangeError(`not an unsigned integer: ${value}`);
    let rest = value;
    for (; rest >= 128n; rest >>= 7n) this.u8(Number(rest & 127n) | 128);
    this.u8(Number(rest));
  }

  /** Any exact integer, as zigzag LEB128: the same bytes for 5 and 5n. */
  int(value: Int): void {
    if (typeof value === "number" && value < 2 ** 51 && value > -(2 ** 51)) {
      this.uint(value >= 0 ? value * 2 : -value * 2 - 1);
      return;
    }
    const wide = BigInt(value);
    let rest = wide >= 0n ? wide * 2n : -wide * 2n - 1n;
    while (rest >= 128n) {
      this.u8(Number(rest & 127n) | 128);
      rest >>= 7n;
    }
    this.u8(Number(rest));
  }

  f64(value: number): void {
    this.reserve(8);
    // One NaN: an engine may keep the bits of whichever operation made it, and they differ.
    this.view.setFloat64(this.used, Number.isNaN(value) ? Number.NaN : value, true);
    this.used += 8;
  }

  string(value: string): void {
    this.bytes(encoder.encode(value));
  }

  bytes(value: Uint8Array): void {
    this.uint(value.length);
    this.reserve(value.length);
    this.buffer.set(value, this.used);
    this.used += value.length;
  }

  private reserve(count: number): void {
    if (this.used + count <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(this.buffer.length * 2, this.used + count));
    grown.set(this.buffer);
    this.buffer = grown;
    this.view = new DataView(grown.buffer);
  }
}

/** Reads back what {@link ByteWriter} wrote; throws {@link BytesError} where it cannot. */
export class ByteReader {
  private at = 0;
  private readonly buffer: Uint8Array;
  private readonly view: DataView;

  constructor(buffer: Uint8Array) {
    this.buffer = buffer;
    this.view = new DataView(buffer.buffer, buffer.byteOffset, buffer.byteLength);
  }

  get done(): boolean {
    return this.at === this.buffer.length;
  }

  u8(): number {
    this.need(1);
    return this.buffer[this.at++] as number;
  }

  bool(): boolean {
    return this.u8() !== 0;
  }

  uint(): number {
    let value = 0;
    let factor = 1;
    for (;;) {
      const byte = this.u8();
      value += (byte & 127) * factor;
      if (byte < 128) break;
      factor *= 128;
    }
    if (!Number.isSafeInteger(value)) throw new BytesError(`integer out of range at byte ${this.at}`);
    return value;
  }

  natural(): Int {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.u8();
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return narrow(value);
    }
  }

  int(): Int {
    let value = 0;
    let factor = 1;
    const start = this.at;
    for (let n = 0; n < 7; n++) {
      const byte = this.u8();
      value += (byte & 127) * factor;
      if (byte < 128) return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
      factor *= 128;
    }
    this.at = start;
    let wide = 0n;
    let shift = 0n;
    for (;;) {
      const byte = this.u8();
      wide |= BigInt(byte & 127) << shift;
      if (byte < 128) break;
      shift += 7n;
    }
    return narrow(wide % 2n === 0n ? wide / 2n : -(wide + 1n) / 2n);
  }

  f64(): number {
    this.need(8);
    const value = this.view.getFloat64(this.at, true);
    this.at += 8;
    return value;
  }

  string(): string {
    return decoder.decode(this.bytes());
  }

  bytes(): Uint8Array {
    const length = this.uint();
    this.need(length);
    const part = this.buffer.subarray(this.at, this.at + length);
    this.at += length;
    return part;
  }

  private need(count: number): void {
    if (this.at + count > this.buffer.length) throw new BytesError(`ended ${this.at + count - this.buffer.length} bytes early`);
  }
}
